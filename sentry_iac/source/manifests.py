"""Helps to read files that name packages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sentry_iac.source.tree import MOST_BYTES_OF_A_LOCK, read_lines
from sentry_iac.source.values import Place

MOST_ENTRIES: Final = 1000
"""How many entries of one manifest are looked at; Sentry has some 60 packages."""


def line_of(path: Path, words: str) -> Place:
    """Return the first line of a file that holds some words; line 1 where none does."""
    state = path.stat()
    lines = _lines(path, state.st_mtime_ns, state.st_size)
    return Place(path, next((number for number, line in enumerate(lines, 1) if words in line), 1))


def table(value: object) -> dict[str, Any]:
    """Return a value if it is a table, and an empty table otherwise."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a value if it is a list, and an empty list otherwise."""
    return value if isinstance(value, list) else []


@lru_cache(maxsize=4)
def _lines(path: Path, changed: int, size: int) -> list[str]:  # noqa: ARG001 - part of the cache's key
    return read_lines(path, most=MOST_BYTES_OF_A_LOCK)
