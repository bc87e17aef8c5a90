"""Files that name packages: what to expect of their content, and on which line something stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sentry_iac.source.tree import read_text
from sentry_iac.source.values import Place


def line_of(path: Path, words: str) -> Place:
    """Return the first line of a file that holds some words; its first line where none does."""
    lines = read_text(path).splitlines()
    return Place(path, next((number for number, line in enumerate(lines, 1) if words in line), 1))


def table(value: object) -> dict[str, Any]:
    """Return a value that should be a table, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a value that should be a list, or an empty one."""
    return value if isinstance(value, list) else []
