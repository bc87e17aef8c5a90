"""What the commands that report share: their options, and where their report goes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.local.errors import CommandError


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
