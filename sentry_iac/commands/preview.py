"""`sentry-iac preview`: what an `up` would do, for a reviewer; nothing is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

import typer

from sentry_iac.commands.console import say_progress
from sentry_iac.commands.local_sentry import load, require_sandbox
from sentry_iac.commands.options import HERE, Project, Stack
from sentry_iac.commands.reports import Format, Output, ReportFormat, publish, publish_failure
from sentry_iac.commands.up import bin_folder
from sentry_iac.local import look
from sentry_iac.local.base import guard_of_base
from sentry_iac.local.base_sandbox import base_in_a_sandbox
from sentry_iac.local.declared import declared_estate
from sentry_iac.local.errors import CommandError
from sentry_iac.local.key_uses import key_uses
from sentry_iac.local.layout import Layout, find_layout
from sentry_iac.local.past import Past, backtests, not_shown
from sentry_iac.local.sentry_access import find_access
from sentry_iac.local.target import TOKEN
from sentry_iac.plan import Kind, Step, make_plan, render
from sentry_iac.plan.backtest import questions
from sentry_iac.spec import GuardSpec

EXIT_FORBIDDEN = 2


def preview(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    project: Project = HERE,
    base: Annotated[
        str | None,
        typer.Option(help="The branch or commit to merge into; what its guard forbids stays forbidden."),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Build --base in a sandbox and preview against that.")
    ] = False,
    sandbox_without_token: Annotated[
        bool,
        typer.Option(
            "--sandbox-without-token",
            help=f"Do as --sandbox does where {TOKEN} is empty, as in a pull request from a fork.",
        ),
    ] = False,
    form: ReportFormat = Format.TEXT,
    output: Output = None,
) -> None:
    """Say what an `up` of a stack would do, and what a reviewer has to know about it. A token that may read is enough.

    Exit code: 0 fine, 1 failed, 2 the guard in sentry.yaml forbids it.
    """
    layout = find_layout(project)
    if base is not None and base.startswith("-"):
        raise CommandError(f"--base takes a branch or a commit, not {base}")
    sandbox = sandbox or (sandbox_without_token and not os.environ.get(TOKEN, "").strip())
    if sandbox and base is None:
        raise CommandError(
            "--sandbox needs --base: the branch that is built in the sandbox, such as origin/main"
        )
    try:
        guard, base_guard = _guards(layout, stack, base)
        with _surroundings(layout, stack, base if sandbox else None) as (around, notes):
            found = look.preview(around)
            # The sandbox that a fork gets has no past.
            past = Past() if sandbox else _past(layout, stack, found.steps)
            uses = {} if sandbox else _key_uses(layout, stack, found.steps)
    except CommandError as error:
        publish_failure(Kind.PREVIEW, stack, error, form, output)
        raise
    plan = make_plan(
        Kind.PREVIEW,
        stack,
        found.steps,
        guard=guard,
        base_guard=base_guard,
        scrub=around.scrubber,
        warnings=found.warnings,
        notes=[*notes, *past.notes],
        backtests=past.sentences,
        key_uses=uses,
    )
    publish(render(plan, form.value), output)
    if plan.forbidden:
        raise typer.Exit(EXIT_FORBIDDEN)


def _past(layout: Layout, stack: str, steps: list[Step]) -> Past:
    asked = questions(steps)
    if not asked:
        return Past()
    try:
        return backtests(asked, find_access(layout, stack, os.environ))
    except CommandError as error:
        return not_shown(str(error))


def _key_uses(layout: Layout, stack: str, steps: list[Step]) -> Mapping[str, str]:
    try:
        return key_uses(steps, find_access(layout, stack, os.environ))
    except CommandError:
        # The risk itself is said all the same.
        return {}


def _guards(layout: Layout, stack: str, base: str | None) -> tuple[GuardSpec, GuardSpec | None]:
    guard = declared_estate(layout, stack).guard
    return guard, None if base is None else guard_of_base(layout, stack, base)


@contextmanager
def _surroundings(
    layout: Layout, stack: str, base: str | None
) -> Iterator[tuple[look.Surroundings, list[str]]]:
    if base is None:
        yield look.surroundings(layout, stack, os.environ, bin_folder()), []
        return
    require_sandbox()
    with base_in_a_sandbox(
        layout,
        stack,
        base,
        environ=os.environ,
        bin_folder=bin_folder(),
        start=load("sentry_sandbox.server").SandboxServer,
        say=say_progress,
    ) as found:
        yield found
