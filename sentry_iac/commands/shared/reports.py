"""The options of reporting commands, and the output of a report."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.errors import CommandError
from sentry_iac.plan import Kind
from sentry_iac.plan.render import render_failure
from sentry_iac.plan.scrub import Scrubber

_LONGEST_REASON = 2000


class Format(StrEnum):
    """How a report is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


ReportFormat = Annotated[Format, typer.Option("--format", "-f", help="How to show it.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, help="Write it into this file instead of the terminal."),
]


def publish(report: str, output: Path | None) -> None:
    """Print a report, or write it into a file.

    Raises:
        CommandError: the file cannot be written.
    """
    if output is None:
        typer.echo(report, nl=False)
        return
    try:
        output.write_text(report, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}; name another --output") from error


def publish_failure(kind: Kind, stack: str, error: CommandError, form: Format, output: Path | None) -> None:
    """Write the reason for a missing report into the comment's file, so that it does not show an old plan.

    Raises:
        CommandError: the file cannot be written.
    """
    if form is Format.MARKDOWN and output is not None:
        # An error may quote a file, and more people read a comment than a terminal.
        publish(render_failure(kind, stack, Scrubber(os.environ)(str(error), limit=_LONGEST_REASON)), output)
