"""`sentry-iac purge`: delete at Sentry what is older than `sentry.yaml` wants it kept."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pulumi_sentry.api import SentryClient, SentryError
from sentry_iac.commands.shared.console import say as say_result
from sentry_iac.commands.shared.console import say_progress
from sentry_iac.commands.shared.options import HERE, Directory, Stack, TipOf, tip_check
from sentry_iac.commands.shared.progress import progress_bar
from sentry_iac.commands.shared.reports import (
    AsJson,
    Format,
    Output,
    ReportFormat,
    chosen,
    publish_listings,
)
from sentry_iac.errors import CommandError
from sentry_iac.estate import Estate, PurgeSpec
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.files.private_files import write_private
from sentry_iac.listing import Listing
from sentry_iac.purge import Due, PurgeOutcome, PurgeReport, carry_out, find_due
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.declared import declared_estate
from sentry_iac.stacks.sentry_access import SentryAccess, find_access

_SCOPES = "org:read, project:read, project:write, event:read and event:admin"


def purge(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    directory: Directory = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be deleted; nothing is written to Sentry.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, as a scheduled job cannot.")] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Where the JSON report goes; .local/purge/<stack>.json unless given.",
        ),
    ] = None,
    tip_of: TipOf = None,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Delete issues not seen for, and replays older than, the days under `retention: purge:` in sentry.yaml.

    Only the stack's own projects are looked at. What is younger is never deleted. It can be stopped at any
    point and run again.
    """
    form = chosen(form, as_json)
    layout = find_layout(directory)
    # An older commit may have a shorter retention, and would delete too much.
    last_look = tip_check(layout, tip_of)
    last_look()
    estate = declared_estate(layout, stack)
    if estate.joins is not None:
        raise CommandError(
            f"stack {stack} joins the projects of stack {estate.joins}; purge them with --stack {estate.joins}"
        )
    wanted = estate.retention.purge if estate.retention else None
    if wanted is None:
        raise CommandError(
            "sentry.yaml says nothing about a purge; write e.g. `purge: { issues: 60d, replays: 30d }` under retention:"
        )
    if not (dry_run or yes or sys.stdin.isatty()):
        raise CommandError("there is no terminal to ask on; add --yes to delete, or --dry-run to look only")
    access = find_access(layout, stack, os.environ)
    path = report or layout.local / "purge" / f"{short_name(stack)}.json"
    run = _Purge(
        layout=layout,
        stack=stack,
        estate=estate,
        wanted=wanted,
        access=access,
        path=path,
        last_look=last_look,
        form=form,
        output=output,
    )
    asyncio.run(run.run(dry_run=dry_run, ask=not yes))


@dataclass(frozen=True)
class _Purge:
    """One run of the command."""

    layout: Layout
    stack: str
    estate: Estate
    wanted: PurgeSpec
    access: SentryAccess
    path: Path
    last_look: Callable[[], None]
    form: Format
    output: Path | None

    async def run(self, *, dry_run: bool, ask: bool) -> None:
        """Show what is due, ask, and delete it."""
        try:
            async with SentryClient(
                organization=self.access.organization, token=self.access.token, base_url=self.access.url
            ) as client:
                await self._run(client, dry_run=dry_run, ask=ask)
        except SentryError as error:
            raise CommandError(f"{error} (a purge needs a token with {_SCOPES})") from error

    async def _run(self, client: SentryClient, *, dry_run: bool, ask: bool) -> None:
        # Where standard output is the report, everything else goes to standard error.
        say = say_result if self.form is Format.TEXT else say_progress
        say(f"looking at organization {self.access.organization} at {self.access.url}")
        slugs = {each.name: each.slug for each in self.estate}
        with progress_bar("looking", len(slugs)) as looked_at:
            due = await find_due(client, self.wanted, slugs, looked_at)
        report = PurgeReport(self.stack, due, lambda text: write_private(self.path, text))
        if self.form is Format.TEXT:
            self._publish(due, report)
        for name in due.missing:
            say(f"{name} is not in Sentry yet, so nothing of it is due")
        outcome = PurgeOutcome.FAILED
        error: str | None = None
        try:
            if not due.issue_count and not due.replay_count:
                say("nothing is due")
                outcome = PurgeOutcome.NOTHING_DUE
            elif dry_run:
                say("a dry run: nothing was deleted")
                outcome = PurgeOutcome.DRY_RUN
            elif ask and not self._confirmed():
                say("nothing was deleted")
                outcome = PurgeOutcome.DECLINED
            else:
                self.last_look()
                report.write(PurgeOutcome.RUNNING)
                outcome = PurgeOutcome.INTERRUPTED
                await carry_out(client, self.wanted, due, report, say=say)
                outcome = report.outcome
        except (SentryError, CommandError) as failed:
            outcome, error = PurgeOutcome.FAILED, str(failed)
            raise
        finally:
            report.write(outcome, error)
            if self.form is not Format.TEXT:
                self._publish(due, report)
            say(f"wrote {self.layout.shown(self.path)}")

    def _publish(self, due: Due, report: PurgeReport) -> None:
        publish_listings([due_listing(due)], report.as_json(), self.form, self.output)

    @staticmethod
    def _confirmed() -> bool:
        try:
            return typer.confirm("Delete all of this for good?")
        except typer.Abort:
            return False


def due_listing(due: Due) -> Listing:
    """Return the due objects as a table, one row a project."""
    issues = (
        f"issues not seen since {due.issues_before:%Y-%m-%d %H:%M} UTC" if due.issues_before else "issues"
    )
    replays = (
        f"replays from before {due.replays_before:%Y-%m-%d %H:%M} UTC" if due.replays_before else "replays"
    )
    return Listing(
        title="To be deleted",
        columns=("project", issues, replays),
        prose=frozenset({issues, replays}),
        rows=[
            (
                project.slug,
                str(len(project.issues)) if due.issues_before else "kept",
                str(len(project.replays)) if due.replays_before else "kept",
            )
            for project in due.projects
        ],
    )
