"""Helps to read files that name packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sentry_iac.source.tree import read_text
from sentry_iac.source.values import Place


def line_of(path: Path, words: str) -> Place:
    """Return the first line of a file that holds some words; line 1 where none does."""
    lines = read_text(path).splitlines()
    return Place(path, next((number for number, line in enumerate(lines, 1) if words in line), 1))


def table(value: object) -> dict[str, Any]:
    """Return a value if it is a table, and an empty table otherwise."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a value if it is a list, and an empty list otherwise."""
    return value if isinstance(value, list) else []
