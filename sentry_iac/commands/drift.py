"""`sentry-iac drift`: what was changed by hand since the last `up`; nothing is written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import typer

from sentry_iac.commands.shared.console import say_error
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.failures import publish_failure
from sentry_iac.commands.shared.options import HERE, Directory, Stack
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.reports import (
    AsJson,
    Format,
    Output,
    ReportFormat,
    chosen,
    publish,
)
from sentry_iac.drift.authors import find_authors
from sentry_iac.drift.record import DriftOutcome, DriftRecord, remember_drift
from sentry_iac.engine.instant import now
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.estate import GuardSpec
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.plan import STYLES, Action, Author, Kind, Step, make_plan, render
from sentry_iac.runs import dry_run
from sentry_iac.runs.surroundings import Surroundings, find_surroundings
from sentry_iac.stacks.sentry_access import find_access


def drift(
    stack: Stack = "dev",
    directory: Directory = HERE,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Compare what Sentry has with what the last `up` left there. A token that may read is enough.

    One with org:write, too, lets it say who changed it.

    Exit code 3: something was changed.
    """
    form, layout = chosen(form, as_json), None
    try:
        layout = find_layout(directory)
        around = find_surroundings(layout, stack, os.environ, bin_folder())
        with working(f"looking at {around.where}"):
            found = dry_run.look_for_drift(around)
        plan = make_plan(
            Kind.DRIFT,
            stack,
            found.steps,
            guard=GuardSpec(),
            scrub=around.scrubber,
            warnings=found.warnings,
            authors=_authors(layout, around, found.steps),
        )
        publish(render(plan, form.value), output, STYLES if form is Format.TEXT else None)
        outcome = DriftOutcome.DRIFT if plan.changes else DriftOutcome.NONE
    except CommandError as error:
        publish_failure(Kind.DRIFT, stack, error, form, output)
        if layout is not None:
            _remember(layout, stack, DriftOutcome.FAILED)
        raise
    _remember(layout, stack, outcome)
    if plan.changes:
        raise typer.Exit(ExitCode.FOUND)


def _remember(layout: Layout, stack: str, outcome: DriftOutcome) -> None:
    try:
        remember_drift(layout, stack, DriftRecord(now(), outcome))
    except CommandError as error:
        # The report is complete without it.
        say_error(str(error))


def _authors(layout: Layout, around: Surroundings, steps: Sequence[Step]) -> Mapping[str, Author]:
    if all(step.action is Action.SAME for step in steps):
        return {}
    try:
        return find_authors(
            steps, dry_run.last_changes(around), find_access(layout, around.stack, os.environ)
        )
    except CommandError:
        # The report is useful without the authors, too.
        return {}
