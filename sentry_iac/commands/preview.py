"""`sentry-iac preview`: what an `up` would do, for a reviewer; nothing is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say_progress
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.failures import publish_failure
from sentry_iac.commands.shared.local_sentry import load, require_sandbox
from sentry_iac.commands.shared.options import HERE, Directory, NoRefresh, Stack
from sentry_iac.commands.shared.planning import plan_of
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.reports import (
    AsJson,
    Format,
    Output,
    ReportFormat,
    chosen,
    publish,
)
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.estate import GuardSpec
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.plan import STYLES, Kind, render
from sentry_iac.runs import dry_run
from sentry_iac.runs.base_branch import guard_of_base
from sentry_iac.runs.base_sandbox import base_in_a_sandbox
from sentry_iac.runs.surroundings import Surroundings, find_surroundings
from sentry_iac.stacks.declared import declared_estate
from sentry_iac.stacks.target import TOKEN


def preview(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    directory: Directory = HERE,
    base: Annotated[
        str | None,
        typer.Option(metavar="BRANCH", help="The branch or commit to merge into; its guard counts, too."),
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
    no_refresh: NoRefresh = False,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Say what an `up` of a stack would do, and what a reviewer has to know about it. A token that may read is enough.

    It looks at Sentry first: what somebody deleted or changed there is in it. A sandbox of its own has no such past.

    Exit code 3: the guard in sentry.yaml forbids it.
    """
    form = chosen(form, as_json)
    layout = find_layout(directory)
    if base is not None and base.startswith("-"):
        raise UsageError(f"--base takes a branch or a commit, not {base}")
    sandbox = sandbox or (sandbox_without_token and not os.environ.get(TOKEN, "").strip())
    if sandbox and base is None:
        raise UsageError(
            "--sandbox needs --base: the branch that is built in the sandbox, such as origin/main"
        )
    try:
        guard, base_guard = _guards(layout, stack, base)
        with (
            _surroundings(layout, stack, base if sandbox else None) as (around, notes),
            working(f"looking at {around.where}"),
        ):
            # A sandbox that was built just now has no changes by hand and no past.
            found = dry_run.preview(around, refresh=not (no_refresh or sandbox))
            plan = plan_of(
                layout,
                around,
                found,
                guard=guard,
                base_guard=base_guard,
                notes=notes,
                with_past=not sandbox,
            )
    except CommandError as error:
        publish_failure(Kind.PREVIEW, stack, error, form, output)
        raise
    publish(render(plan, form.value), output, STYLES if form is Format.TEXT else None)
    if plan.forbidden:
        raise typer.Exit(ExitCode.FOUND)


def _guards(layout: Layout, stack: str, base: str | None) -> tuple[GuardSpec, GuardSpec | None]:
    guard = declared_estate(layout, stack).guard
    return guard, None if base is None else guard_of_base(layout, stack, base)


@contextmanager
def _surroundings(layout: Layout, stack: str, base: str | None) -> Iterator[tuple[Surroundings, list[str]]]:
    if base is None:
        yield find_surroundings(layout, stack, os.environ, bin_folder()), []
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
