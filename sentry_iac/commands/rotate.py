"""`sentry-iac rotate`: one step of a rotation of DSNs, as a change in a stack file that a person can read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from pulumi_sentry import clock
from pulumi_sentry.key_retirement import FORCE
from sentry_iac.commands.console import output, say
from sentry_iac.commands.options import HERE, Directory, SentryProjects
from sentry_iac.commands.rotation_status import render_status
from sentry_iac.commands.up import bin_folder, start_local_sentry
from sentry_iac.local import bring_up, instant
from sentry_iac.local.errors import CommandError
from sentry_iac.local.git import TOKEN as GIT_TOKEN
from sentry_iac.local.key_report import uses_of
from sentry_iac.local.layout import Layout, find_layout
from sentry_iac.local.locked import StackLocked
from sentry_iac.local.record import Record
from sentry_iac.local.rotation import (
    KeyState,
    check_can_go_back,
    check_rotatable,
    is_under_way,
    keys_of,
    rolled_back,
    rotated,
    shown,
)
from sentry_iac.local.stack_config_edit import write_rotations
from sentry_iac.local.stack_files import declared_stacks
from sentry_iac.local.stacks import check_env_files, check_stack, rotations
from sentry_iac.local.yaml_edit import Scalar, check_writable
from sentry_iac.spec import RotationSpec

Stack = Annotated[str | None, typer.Option("--stack", "-s", help="The Pulumi stack.", envvar="STACK")]
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
    bool, typer.Option("--status", help="Change nothing; show the keys and what the next up will do.")
]
Rollback = Annotated[bool, typer.Option("--rollback", help="Go back to the previous key while it lives.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Let the previous key go when its time is up, even while it is used. With --leaked: although "
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
Wait = Annotated[
    float,
    typer.Option(
        "--wait", metavar="MINUTES", min=0, help="Wait for another `up` of the stack, up to this long."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before events may be lost.")]


def rotate(  # noqa: PLR0917  # one argument an option
    stack: Stack = None,
    project: SentryProjects = None,
    pr: PullRequest = False,
    leaked: Leaked = False,
    status: Status = False,
    rollback: Rollback = False,
    force: Force = False,
    yes: Yes = False,
    push: Push = None,
    wait: Wait = 0,
    directory: Directory = HERE,
) -> None:
    """Give projects a new DSN, without losing an event.

    It raises the key's generation in Pulumi.<stack>.yaml and runs `pulumi up`, which makes the new key, proves
    that Sentry accepts it, and writes the .env files. The old key stays active for a grace of 7 days, is then
    switched off, and deleted 7 days later, each by whatever `pulumi up` comes next; a key that still takes events
    is kept. Restart your applications within the grace.
    """
    _check_options(pr=pr, leaked=leaked, status=status, rollback=rollback, force=force, push=push)
    layout = find_layout(directory)
    if status:
        _show_status(layout, stack, project)
        return
    record = None if push is None else Record(layout.root, push, os.environ)
    if record is not None:
        record.catch_up()
    stack = check_stack(layout, stack)
    check_writable(layout.stack_file(stack))
    now = instant.now()
    projects = {name: _Ring(rotation) for name, rotation in rotations(layout, stack, project).items()}
    if not pr:
        check_env_files(layout, stack, project)
    session = None if pr else _open(layout, stack, say)
    if session is not None:
        session.engine.require_stack(stack)
        outputs = session.engine.outputs(stack)
        projects = {name: replace(ring, keys=keys_of(outputs, name)) for name, ring in projects.items()}
    changes = _changes(projects, now, leaked=leaked, rollback=rollback, force=force)
    if leaked:
        _warn_of_loss(projects, session, stack, now, yes=yes)
    write_rotations(layout, stack, changes)
    say(f"wrote {layout.stack_file(stack).name}: {', '.join(_told(name, changes[name]) for name in changes)}")
    if session is None:
        say("commit it; the `pulumi up` of the pull request does the rest")
        return
    if record is not None:
        _push(record, layout, stack, changes)
    try:
        bring_up.apply(
            layout,
            stack,
            _at(session, now, force=force),
            say=say,
            wait=wait * 60,
            # What is merged while this waits is applied with it, and not undone by it.
            last_look=(lambda: None) if record is None else record.follow,
        )
    except StackLocked as held:
        if record is None:
            raise
        raise CommandError(
            f"stack {stack} is locked: {held.holder}. The rotation is recorded in {record.branch}, and nothing else "
            f"was changed: its next `up` does it, such as `sentry-iac up --stack {stack} --wait 15`"
        ) from held
    _print_status(layout, stack, session, now, project)


@dataclass(frozen=True)
class _Ring:
    """Where a project's rotation stands, and its keys where the stack was asked."""

    rotation: RotationSpec
    keys: Mapping[int, KeyState] | None = None


def _check_options(
    *, pr: bool, leaked: bool, status: bool, rollback: bool, force: bool, push: str | None
) -> None:
    given = [
        name for name, on in (("--status", status), ("--leaked", leaked), ("--rollback", rollback)) if on
    ]
    if len(given) > 1:
        raise CommandError(f"{' and '.join(given)} do not go together; run one of them")
    if status and (pr or force):
        raise CommandError("--status changes nothing; leave out --pr and --force")
    if push is not None and (pr or status):
        raise CommandError("--push commits a rotation and carries it out; leave out --pr and --status")
    if rollback and force:
        raise CommandError("--rollback needs no --force: the previous key is alive, or it cannot come back")


def _changes(
    projects: Mapping[str, _Ring], now: datetime, *, leaked: bool, rollback: bool, force: bool
) -> dict[str, dict[str, Scalar]]:
    changes: dict[str, dict[str, Scalar]] = {}
    for name, ring in projects.items():
        if ring.keys is not None and not ring.keys:
            raise CommandError(f"{name} has no key yet; run `sentry-iac up` for this stack first")
        if rollback:
            check_can_go_back(name, ring.rotation, ring.keys, now)
            changes[name] = rolled_back(ring.rotation, now)
        elif force and not leaked:
            if not is_under_way(ring.rotation, ring.keys, now):
                raise CommandError(f"{name}: no rotation is under way, so there is nothing to force")
            changes[name] = {"force": True}
        else:
            if not force:
                check_rotatable(name, ring.rotation, ring.keys, now)
            changes[name] = rotated(ring.rotation, now, leaked=leaked)
    return changes


def _push(record: Record, layout: Layout, stack: str, changes: Mapping[str, Mapping[str, Scalar]]) -> None:
    def still_right() -> None:
        found = rotations(layout, stack, list(changes))
        for name, wanted in changes.items():
            if wanted.get("generation") not in (None, found[name].generation):
                raise CommandError(
                    f"somebody rotated {name} in {record.branch} meanwhile. Nothing was done; look at "
                    "`sentry-iac rotate --status`"
                )

    names = ", ".join(changes)
    record.push(layout.stack_file(stack), f"Rotate the client key of {names} in stack {stack}", still_right)
    say(f"recorded in {record.branch}: should this end early, the next `up` of it goes on")


def _told(project: str, changes: Mapping[str, Scalar]) -> str:
    if "generation" in changes:
        return f"{project} generation {changes['generation']}"
    return f"{project} without waiting for use to end"


def _warn_of_loss(
    projects: Mapping[str, _Ring], session: bring_up.Session | None, stack: str, now: datetime, *, yes: bool
) -> None:
    for name, ring in projects.items():
        goes = [key for key in (ring.keys or {}).values() if key.status == "active"]
        uses = {} if session is None else uses_of(session, stack, goes, now, ring.rotation.unused_for)
        say(
            f"{name}: the key of generation {ring.rotation.generation} goes off as soon as the new one is in the "
            ".env file. Applications lose every event that they send with it until they are restarted"
        )
        for key in goes:
            hours = ring.rotation.unused_for.total_seconds() / 3600
            use = uses.get(key.id, "not asked with --pr")
            say(f"{name}: generation {key.generation}, in the last {hours:g} h: {use}")
    if not yes and sys.stdin.isatty() and not typer.confirm("Go on?"):
        raise CommandError("stopped before anything was changed")


def _open(layout: Layout, stack: str, say: bring_up.Say) -> bring_up.Session:
    return bring_up.open_session(
        layout,
        stack,
        os.environ,
        bin_folder=bin_folder(),
        start_sandbox=partial(start_local_sentry, layout),
        say=say,
    )


def _at(session: bring_up.Session, now: datetime, *, force: bool) -> bring_up.Session:
    """The session with one instant for the preview and the `up`, and for all of their processes."""
    environ = {**session.engine.environ, clock.NOW: clock.write_instant(now)}
    # With --push it may write to the repository, which is none of the program's business.
    environ.pop(GIT_TOKEN, None)
    if force:
        environ[FORCE] = "1"
    return replace(session, engine=replace(session.engine, environ=environ))


def _show_status(layout: Layout, stack: str | None, wanted: list[str] | None) -> None:
    stacks = [check_stack(layout, stack)] if stack is not None else declared_stacks(layout)
    now = instant.now()
    for each in stacks:
        rotations(layout, each, wanted)  # a mistake in the files is said before anything is started
    for each in stacks:
        session = _open(layout, each, lambda _line: None)
        if session.engine.missing_stacks([each]):
            say(f"stack {each} was never applied")
            continue
        _print_status(layout, each, session, now, wanted)


def _print_status(
    layout: Layout, stack: str, session: bring_up.Session, now: datetime, wanted: list[str] | None
) -> None:
    rings = rotations(layout, stack, wanted)
    outputs = session.engine.outputs(stack)
    keys = {name: keys_of(outputs, name) for name in rings}
    every = [key for states in keys.values() for key in states.values()]
    uses = uses_of(session, stack, every, now)
    output().print(render_status(f"Stack {stack}, {shown(now)}", rings, keys, uses, now))
