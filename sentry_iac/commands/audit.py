"""`sentry-iac audit`: whether a stack's Sentry and its applications are ready and safe; nothing is written."""

from __future__ import annotations

import asyncio
import os
import webbrowser
from contextlib import AsyncExitStack, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.lifecycle.clock import now
from pulumi_sentry.lifecycle.place import Place
from sentry_iac.audit import CHECKS, ApplicationSource, Report, SentryView, Subject, render
from sentry_iac.audit import audit as run_audit
from sentry_iac.audit.render.plain import STYLES
from sentry_iac.audit.render.words import summary, verdict
from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.options import HERE, Directory, Stack
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.reports import AsJson, Output, chosen, publish
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.estate import Estate
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.runs.same_sentry import held_in_reach, place_of
from sentry_iac.stacks.declared import declared_estate
from sentry_iac.stacks.sentry_access import SentryAccess, find_access


class AuditFormat(StrEnum):
    """How an audit is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    SARIF = "sarif"


def audit(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    directory: Directory = HERE,
    app: Annotated[
        Path | None,
        typer.Option(
            "--app",
            metavar="FOLDER",
            help="The folder with the applications' source, each where its .env file would be; appRoot unless given.",
            file_okay=False,
            exists=True,
        ),
    ] = None,
    form: Annotated[
        AuditFormat, typer.Option("--format", "-f", metavar="|".join(AuditFormat), help="How to show it.")
    ] = AuditFormat.TEXT,
    as_json: AsJson = False,
    output: Output = None,
    fail_under: Annotated[
        int,
        typer.Option(
            "--fail-under", metavar="POINTS", help="The least score for exit code 0.", min=0, max=100
        ),
    ] = 0,
    probe: Annotated[
        bool, typer.Option("--probe", help="Send a probe to each DSN, to see that it takes events.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Name each check that passed, too.", show_default=False)
    ] = False,
    open_it: Annotated[
        bool, typer.Option("--open", help="Show the --output in a browser.", show_default=False)
    ] = False,
) -> None:
    """Check a stack's Sentry and its applications' source, and score them. A token that may read is enough.

    Exit code 3: the score is below --fail-under.
    """
    form = chosen(form, as_json)
    if open_it and output is None:
        raise UsageError("--open shows a file; name it with --output, such as --output .local/audit.html")
    layout = find_layout(directory)
    estate = declared_estate(layout, stack)
    with working(f"auditing stack {stack}"):
        report = asyncio.run(_run(layout, stack, estate, app, probe=probe))
    styles = STYLES if form is AuditFormat.TEXT else None
    publish(render(report, form.value, verbose=verbose), output, styles)
    if output is not None:
        say(f"{verdict(report)}: {summary(report)}")
        say(f"wrote {output}")
    if open_it and output is not None and not webbrowser.open(output.resolve().as_uri()):
        say(f"there is no browser here; open {output.resolve().as_uri()}")
    if report.score < fail_under:
        raise typer.Exit(ExitCode.FOUND)


async def _run(layout: Layout, stack: str, estate: Estate, app: Path | None, *, probe: bool) -> Report:
    async with AsyncExitStack() as stacked:
        access, why = _access(layout, stack)
        view = None
        if access is not None:
            try:
                client = SentryClient(
                    organization=access.organization, token=access.token, base_url=access.url
                )
            except SentryError as error:
                raise CommandError(str(error)) from error
            view = SentryView(await stacked.enter_async_context(client))
        held, elsewhere = await _state(layout, stack, view)
        subject = Subject(
            stack=stack,
            estate=estate,
            root=layout.root,
            sources=_sources(estate, app.resolve() if app else None),
            sentry=view,
            no_sentry=why,
            environ=os.environ,
            now=now(),
            probe=probe,
            held=held,
            elsewhere=elsewhere,
        )
        where = f"{access.url}, {access.organization}" if access else "no Sentry"
        return await run_audit(subject, where, CHECKS, Scrubber(os.environ))


async def _state(layout: Layout, stack: str, view: SentryView | None) -> tuple[str, str]:
    """Return where the objects of the stack's state are, and why an `up` at the audited Sentry would stop."""
    found = [
        each
        for each in held_in_reach(layout, stack, os.environ, bin_folder=bin_folder())
        if each.place.is_known and not each.provider
    ]
    if view is None or not found:
        return "", ""
    asked = place_of(view.client.base_url, view.client.organization)
    if all(each.refusal(asked, stack) is None for each in found):
        # Only Sentry can tell; if it does not answer, every check reports that.
        with suppress(SentryError):
            await view.client.connect()
            asked = Place.read(view.client.base_url, view.client.organization_info)
    refusals = [each.refusal(asked, stack, "`sentry-iac up` would stop") for each in found]
    return str(found[0].place), next(filter(None, refusals), "")


def _access(layout: Layout, stack: str) -> tuple[SentryAccess | None, str]:
    try:
        return find_access(layout, stack, os.environ), ""
    except CommandError as error:
        return None, str(error)


def _sources(estate: Estate, app: Path | None) -> tuple[ApplicationSource, ...]:
    """Return where the code of each application is: in the folder of its `.env` file, or in the one of its name."""
    sources = []
    for each in estate:
        if each.env_file is None:
            folder = (app or Path()) / each.name
        else:
            folder = (app / each.env_file.in_app if app else each.env_file.absolute_path).parent
        sources.append(ApplicationSource(each, folder))
    return tuple(sources)
