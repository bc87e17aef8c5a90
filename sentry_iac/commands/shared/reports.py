"""The options of reporting commands, and the output of a report."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from sentry_iac.commands.shared.console import WIDE, output, say
from sentry_iac.commands.shared.listings import markdown_of, print_listing
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.listing import Listing

_SIGN = re.compile(r"  (\S{1,2}) +\S")


class Format(StrEnum):
    """How a report is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


ReportFormat = Annotated[
    Format, typer.Option("--format", "-f", metavar="|".join(Format), help="How to show it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        dir_okay=False,
        help="Write it into this file instead of the terminal.",
    ),
]

_Form = TypeVar("_Form", bound=StrEnum)


def chosen(form: _Form, json_wanted: bool) -> _Form:
    """Return the form that --format and --json ask for together.

    Raises:
        UsageError: they ask for two different ones.
    """
    if not json_wanted:
        return form
    if form not in {Format.TEXT, Format.JSON}:
        raise UsageError(f"--json and --format {form} do not go together; choose one of them")
    return type(form)(Format.JSON)


def publish(report: str, output_file: Path | None, styles: Mapping[str, str] | None = None) -> None:
    """Print a report, or write it into a file.

    Args:
        report: the whole text.
        output_file: the file; None for standard output.
        styles: for a text whose lines begin with a sign, such as `  X `: the style of a line on a terminal, in Rich's
            words, by its sign.

    Raises:
        CommandError: the file cannot be written.
    """
    if output_file is not None:
        _write(report, output_file)
    elif styles and sys.stdout.isatty():
        output().print(painted(report, styles), soft_wrap=True, end="")
    else:
        typer.echo(report, nl=False)


def painted(report: str, styles: Mapping[str, str]) -> Text:
    """Return a text with the lines coloured that begin with a sign."""
    text = Text()
    for line in report.splitlines(keepends=True):
        found = _SIGN.match(line)
        text.append(line, style=styles.get(found[1]) if found else None)
    return text


def publish_listings(
    listings: Sequence[Listing], facts: object, form: Format, output_file: Path | None
) -> None:
    """Print tables, or write them into a file.

    Args:
        listings: the tables for people.
        facts: the same for programs, as values of JSON.
        form: how to show them.
        output_file: the file; None for standard output.

    Raises:
        CommandError: the file cannot be written.
    """
    if form is Format.TEXT and output_file is None:
        for each in listings:
            print_listing(output(), each)
        return
    if form is Format.JSON:
        report = as_json(facts)
    elif form is Format.MARKDOWN:
        report = "\n".join(map(markdown_of, listings))
    else:
        lines = io.StringIO()
        for each in listings:
            print_listing(Console(file=lines, width=WIDE, highlight=False), each)
        report = lines.getvalue()
    publish(report, output_file)


def publish_lines(lines: Sequence[str], facts: object, form: Format, output_file: Path | None) -> None:
    """Print lines that each say one thing, or write them into a file; as Markdown they are a list.

    Raises:
        CommandError: the file cannot be written.
    """
    if form is Format.TEXT and output_file is None:
        for line in lines:
            say(line)
    elif form is Format.JSON:
        publish(as_json(facts), output_file)
    else:
        from sentry_iac.plan.render import escape  # noqa: PLC0415 - a plan needs Pulumi's SDK, a list none

        mark, shown = ("- ", escape) if form is Format.MARKDOWN else ("", str)
        publish("".join(f"{mark}{shown(line)}\n" for line in lines), output_file)


def as_json(facts: object) -> str:
    """Return values as JSON for programs; later versions may add keys, and the present ones keep their meaning."""
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def _write(report: str, path: Path) -> None:
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}; name another --output") from error
