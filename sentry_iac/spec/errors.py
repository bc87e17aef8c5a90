"""What is wrong with a declared estate, told in lines that a person can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN_LENGTH = 60
_SHOWN_CHOICES = 12

Path = tuple[str | int, ...]
"""Where a value sits in a document: keys and list positions from the root."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which file, on which line (None: no file holds it), at which path."""

    file: str
    line: int | None
    path: Path
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [where, dotted(self.path), self.message]
        return _escaped(": ".join(part for part in parts if part))


class SpecError(Exception):
    """The declared estate cannot be used. Its text is one line a problem, sorted by file and line."""

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


def printable(text: str) -> str:
    """Return `text` on one line, cut to a readable length, with nothing a terminal could trip over."""
    shown = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    return _escaped(shown)


def _escaped(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def quoted(value: object) -> str:
    """Return a scalar as it would stand in YAML: text in quotes, true and false, numbers as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f'"{printable(value)}"'
    return printable(str(value))


def did_you_mean(given: str, choices: Iterable[str]) -> str:
    """Return ` (did you mean x?)` where one of `choices` is close to `given`, else an empty text."""
    by_folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(given[:_SHOWN_LENGTH].casefold(), by_folded, n=1)
    return f" (did you mean {by_folded[close[0]]}?)" if close else ""


def listed(choices: Iterable[str]) -> str:
    """Return `a, b or c`."""
    items = list(choices)
    if len(items) > _SHOWN_CHOICES:
        return ", ".join(items[:_SHOWN_CHOICES]) + ", …"
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"
