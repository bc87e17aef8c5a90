"""Mistakes in a declared estate, in lines that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sentry_rules.words import did_you_mean, escaped, listed, printable, quoted

__all__ = ["Path", "Problem", "SpecError", "did_you_mean", "dotted", "listed", "printable", "quoted"]

Path = tuple[str | int, ...]
"""Where a value sits in a document: keys and list positions from the root."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its file, its line (None if no file holds it) and its path."""

    file: str
    line: int | None
    path: Path
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [where, dotted(self.path), self.message]
        return escaped(": ".join(part for part in parts if part))


class SpecError(Exception):
    """The declared estate cannot be used. Its text has one line for each problem, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = dict.fromkeys(problems)
        self.problems = tuple(sorted(unique, key=lambda each: (each.file, each.line or 0)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def dotted(path: Path) -> str:
    """Return `path` as people write it: `projects.web.settings.safeFields[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{printable(part)}" if text else printable(part)
    return text
