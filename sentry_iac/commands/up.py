"""`sentry-iac up`: from a checkout to a Sentry as declared, in one command."""

from __future__ import annotations

import os
from functools import partial
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import output, say
from sentry_iac.commands.shared.local_sentry import start_local_sentry
from sentry_iac.commands.shared.options import (
    HERE,
    Directory,
    NoRefresh,
    Stack,
    TipOf,
    Verbose,
    Wait,
    tip_check,
)
from sentry_iac.commands.shared.question import on_a_terminal
from sentry_iac.commands.shared.review import Review
from sentry_iac.commands.shared.summary import print_summary
from sentry_iac.commands.shared.watching import watching
from sentry_iac.engine import instant
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import find_layout
from sentry_iac.files.lock import locked
from sentry_iac.outputs.applications import summarize
from sentry_iac.plan.render.sentences import applied
from sentry_iac.runs import bring_up
from sentry_iac.runs.left_behind import begun_before, refuse_left_behind
from sentry_iac.runs.session import open_session
from sentry_iac.sandbox.background import Sandbox
from sentry_iac.stacks.target import TOKEN, real_target_of


def up(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    directory: Directory = HERE,
    no_sandbox: Annotated[
        bool,
        typer.Option("--no-sandbox", help="Fail without a token instead of starting a local Sentry (CI)."),
    ] = False,
    wait: Wait = 0,
    tip_of: TipOf = None,
    no_refresh: NoRefresh = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask before a real Sentry is changed (CI).")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Apply a stack with Pulumi: to a local sandbox, or to real Sentry when SENTRY_AUTH_TOKEN is set.

    It looks at Sentry first, shows what it will do there, and asks before it changes a real one.

    Real Sentry: export SENTRY_AUTH_TOKEN and SENTRY_ORG (and SENTRY_URL when it is not https://sentry.io),
    or set sentry:token, sentry:organization and sentry:baseUrl in the stack's config.
    """
    layout = find_layout(directory)
    if not yes and not on_a_terminal() and real_target_of(layout, stack, os.environ) is not None:
        raise CommandError(
            "this may change a real Sentry, and there is no terminal to ask on; "
            "add --yes (`make up YES=1`) to apply it without a question"
        )
    # Before anything is started, and again right before Pulumi runs: somebody may merge while this run waits.
    last_look = tip_check(layout, tip_of)
    last_look()
    session = open_session(
        layout,
        stack,
        os.environ,
        bin_folder=bin_folder(),
        start_sandbox=_refuse if no_sandbox else partial(start_local_sentry, layout),
        say=say,
    )
    # A date that passes in between must not make the applied plan differ from the shown one.
    session = session.at(instant.now())
    asks = not (yes or session.target.is_sandbox)
    watch = watching(f"applying stack {stack}")(session)
    review = Review(layout, stack, session, asks=asks, refresh=not no_refresh, watch=watch)
    # Wait for a rotation that is being written and applied. Pulumi's own lock keeps two `up` apart.
    with locked(
        layout.rotation_lock(stack),
        lambda: say(f"waiting for a `sentry-iac rotate` of stack {stack} in this checkout"),
        shared=True,
    ):
        begun = begun_before(layout, stack, session)
        outputs = bring_up.apply(
            layout,
            stack,
            session,
            say=say,
            wait=wait * 60,
            review=review,
            last_look=last_look,
            watch=None if verbose else watch,
        )
    if watch.steps:
        say(f"stack {stack} is applied: {applied(watch.steps)}")
    print_summary(output(), stack, session.target, summarize(outputs), layout, looked=not no_refresh)
    refuse_left_behind(layout, stack, session, begun)


def _refuse() -> Sandbox:
    raise CommandError(
        f"there is no {TOKEN}, and --no-sandbox was given; export it, with SENTRY_ORG and SENTRY_URL"
    )
