"""A table for people and its facts for programs, before a command lays it out for a terminal, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table and what stands around it, fit for people.

    Attributes:
        title: the line above it.
        columns: their headings.
        rows: the cells of each row, one a column; the first one names what the row is about.
        prose: the columns whose cells may be broken between words; slugs, paths and addresses are never broken.
        styles: how each row looks on a terminal, in Rich's words; none where it is empty.
        notes: the lines below it.
        facts: the same for programs, as values of JSON.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    prose: frozenset[str] = frozenset()
    styles: Sequence[str] = ()
    notes: Sequence[str] = ()
    facts: object = None
