"""`sentry-iac rotate`: one step of a rotation of DSNs, as a change in a stack file that a person can read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import output as console
from sentry_iac.commands.shared.console import say, say_progress
from sentry_iac.commands.shared.listings import print_listing
from sentry_iac.commands.shared.local_sentry import start_local_sentry
from sentry_iac.commands.shared.options import HERE, Directory, NamedStack, SentryProjects, Verbose, Wait
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.question import confirmed
from sentry_iac.commands.shared.reports import (
    AsJson,
    Format,
    Output,
    ReportFormat,
    chosen,
    publish_listings,
)
from sentry_iac.commands.shared.watching import watching
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import UsageError
from sentry_iac.files.layout import find_layout
from sentry_iac.listing import Listing
from sentry_iac.rotation.emergency import replace_leaked_key
from sentry_iac.rotation.modes import catch_up as catch_up_file
from sentry_iac.rotation.modes import go_back, start, stop_waiting
from sentry_iac.rotation.request import Request
from sentry_iac.rotation.status import show_status
from sentry_iac.stacks.declared import check_stack

PullRequest = Annotated[
    bool, typer.Option("--pr", help="Only change the stack file, for a pull request to do the rest.")
]
Leaked = Annotated[
    bool,
    typer.Option(
        "--leaked", help="Emergency: switch the old key off as soon as the new one is in the .env files."
    ),
]
Status = Annotated[
    bool,
    typer.Option(
        "--status",
        help="Change nothing; show the keys of the stack, or of all stacks, and what comes next.",
    ),
]
Rollback = Annotated[bool, typer.Option("--rollback", help="Go back to the previous key while it lives.")]
CatchUp = Annotated[
    bool,
    typer.Option(
        "--catch-up",
        help="Only copy a rotation from the stack's state into the stack file, as after a push that was refused.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Let the previous key go when its time is up, even while it is used. With --leaked: even while "
        "another rotation is under way.",
    ),
]
Push = Annotated[
    str | None,
    typer.Option(
        "--push",
        metavar="BRANCH",
        help="First commit the stack file and push it to this branch of origin; where that is refused, change nothing.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before events may be lost.")]


def rotate(  # noqa: PLR0917 - one argument an option
    stack: NamedStack = None,
    project: SentryProjects = None,
    pr: PullRequest = False,
    leaked: Leaked = False,
    status: Status = False,
    rollback: Rollback = False,
    catch_up: CatchUp = False,
    force: Force = False,
    yes: Yes = False,
    push: Push = None,
    wait: Wait = 0,
    directory: Directory = HERE,
    verbose: Verbose = False,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Give projects a new DSN, without losing an event.

    It raises the key's generation in Pulumi.<stack>.yaml and runs `pulumi up`, which makes the new key, proves
    that Sentry accepts it, and writes the .env files. The old key stays active for a grace of 7 days, is then
    switched off, and deleted 7 days later, each by whatever `pulumi up` comes next; a key that still takes events
    is kept. Restart your applications within the grace.
    """
    form = chosen(form, as_json)
    if not status and (form is not Format.TEXT or output is not None):
        raise UsageError("--format, --json and --output go with --status")
    _check_options(
        pr=pr, leaked=leaked, status=status, rollback=rollback, catch_up=catch_up, force=force, push=push
    )
    layout = find_layout(directory)
    every = status and stack is None
    stacks = layout.declared_stacks() if every else [check_stack(layout, stack)]
    found: list[Listing] = []
    requests = [
        Request(
            layout,
            each,
            project,
            os.environ,
            bin_folder=bin_folder(),
            start_sandbox=partial(start_local_sentry, layout),
            say=say_progress if status else say,
            show=found.append if status else _show,
            pull_request=pr,
            branch=push,
            wait=wait * 60,
            force=force,
            watch=None if verbose else watching(f"applying stack {each}"),
        )
        for each in stacks
    ]
    if status:
        with working("reading the keys"):
            show_status(requests)
        publish_listings(found, {"stacks": [each.facts for each in found]}, form, output)
        return
    (request,) = requests
    step = _step(leaked=leaked, rollback=rollback, catch_up=catch_up, force=force, yes=yes)
    with request.undisturbed():
        step(request)


def _step(
    *, leaked: bool, rollback: bool, catch_up: bool, force: bool, yes: bool
) -> Callable[[Request], None]:
    """Return the mode that was asked for; `_check_options` refuses more than one."""
    if catch_up:
        return catch_up_file
    if rollback:
        return go_back
    if leaked:
        return partial(
            replace_leaked_key, goes_on=lambda: yes or not sys.stdin.isatty() or confirmed("Go on?")
        )
    if force:
        return stop_waiting
    return start


def _show(listing: Listing) -> None:
    print_listing(console(), listing)


def _check_options(
    *, pr: bool, leaked: bool, status: bool, rollback: bool, catch_up: bool, force: bool, push: str | None
) -> None:
    exclusive = {"--status": status, "--leaked": leaked, "--rollback": rollback, "--catch-up": catch_up}
    given = [name for name, on in exclusive.items() if on]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} do not go together; run one of them")
    if status and (pr or force):
        raise UsageError("--status changes nothing; leave out --pr and --force")
    if push is not None and (pr or status or catch_up):
        raise UsageError(
            "--push commits a rotation and carries it out; leave out --pr, --status and --catch-up"
        )
    if catch_up and (pr or force):
        raise UsageError("--catch-up only writes the stack file; leave out --pr and --force")
    if rollback and force:
        raise UsageError("--rollback needs no --force: the previous key is alive, or it cannot come back")
