"""Lays out tables: for a terminal of any width, as Markdown, and as JSON.

Slugs, paths and addresses are never broken in the middle. Where a table does not fit, each row becomes a paragraph.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sentry_iac.listing import Listing

_ANY: Final = 10_000
"""A width in which every table fits: a console would claim that a wider one fits into its own."""


def print_listing(console: Console, listing: Listing) -> None:
    """Show a table as wide as the console allows, and what stands around it."""
    console.print(Text(listing.title, style="bold"), soft_wrap=True)
    table = _table(listing)
    if not listing.rows:
        pass
    elif console.measure(table, options=console.options.update(width=_ANY)).minimum <= console.width:
        console.print(table)
    else:
        for line in _paragraphs(listing, console.width):
            console.print(line, soft_wrap=True)
    for note in listing.notes:
        console.print(Text(note), soft_wrap=True)


def markdown_of(listing: Listing) -> str:
    """Return a table as Markdown; nothing in its cells is markup."""
    from sentry_iac.plan.render import escape  # noqa: PLC0415 - a plan needs Pulumi's SDK, a table none

    def row(cells: Sequence[str]) -> str:
        return f"| {' | '.join('<br>'.join(map(escape, cell.splitlines())) for cell in cells)} |"

    lines = [f"**{escape(listing.title)}**", ""]
    if listing.rows:
        lines += [row(listing.columns), "|" + "---|" * len(listing.columns)]
        lines += map(row, listing.rows)
        lines.append("")
    lines += [f"- {escape(note)}" for note in listing.notes]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(listing: Listing) -> Table:
    table = Table(show_lines=any("\n" in cell for row in listing.rows for cell in row))
    for column in listing.columns:
        # Prose is as wide as its longest word at least: Rich then breaks between words only.
        table.add_column(column, no_wrap=column not in listing.prose)
    for row, style in zip_longest(listing.rows, listing.styles[: len(listing.rows)], fillvalue=""):
        table.add_row(*(Text(cell) for cell in row), style=style or None)
    return table


def _paragraphs(listing: Listing, width: int) -> Iterator[Text]:
    label = max(map(len, listing.columns[1:]))
    for row, style in zip_longest(listing.rows, listing.styles[: len(listing.rows)], fillvalue=""):
        yield Text(row[0] or "-", style=f"bold {style}".strip())
        for column, cell in zip(listing.columns[1:], row[1:], strict=True):
            head = f"  {column:<{label}}  "
            lines = _lines(cell, width - len(head)) if column in listing.prose else cell.splitlines() or [""]
            for number, line in enumerate(lines):
                yield Text(f"{head if not number else ' ' * len(head)}{line}", style=str(style))


def _lines(cell: str, width: int) -> list[str]:
    lines = [
        line
        for each in cell.splitlines()
        for line in textwrap.wrap(each, max(width, 1), break_long_words=False, break_on_hyphens=False)
    ]
    return lines or [""]
