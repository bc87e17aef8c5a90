"""How values stand in a sentence for people, and which one may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN_LENGTH = 60
_SHOWN_CHOICES = 12


def printable(text: str) -> str:
    """Return `text` on one line, cut to a readable length, with nothing a terminal could trip over."""
    shown = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    return escaped(shown)


def escaped(text: str) -> str:
    """Return `text` with whatever cannot be shown written out."""
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


def closest(given: str, choices: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the one of `choices` that is close to `given`, whatever its case.

    Args:
        given: what was written.
        choices: what there is.
        cutoff: how alike they must be, from 0 to 1.
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(given[:_SHOWN_LENGTH].casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


def did_you_mean(given: str, choices: Iterable[str]) -> str:
    """Return ` (did you mean x?)` where one of `choices` is close to `given`, else an empty text."""
    close = closest(given, choices)
    return f" (did you mean {close}?)" if close else ""


def listed(choices: Iterable[str]) -> str:
    """Return `a, b or c`."""
    items = list(choices)
    if len(items) > _SHOWN_CHOICES:
        return ", ".join(items[:_SHOWN_CHOICES]) + ", …"
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"
