"""The differences for people: what is new, what changed, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Final

from sentry_iac.export.again.candidates import Edits
from sentry_iac.export.again.change import Change
from sentry_iac.export.again.difference import Difference
from sentry_iac.export.yaml.emit import entry, on_one_line

_LONGEST: Final = 60
_MAY_BE_OTHERS: Final = (
    "new objects are listed of the whole organization; those of a stack with another state are not new, and do not "
    "belong into this file"
)


def told(difference: Difference, by_hand: Edits) -> Iterator[str]:
    """Yield lines about a difference.

    Args:
        difference: what was found.
        by_hand: the edits that the patch does not hold.
    """
    for change in difference.changes:
        yield _line(change)
    for left in difference.left:
        yield f"not compared: {left}"
    for path, value in by_hand.items():
        yield from _snippet(path, value)
    if difference.made:
        yield _MAY_BE_OTHERS
    if difference.elsewhere:
        yield f"{difference.elsewhere} objects belong to other stacks and are left out"
    if not difference.looked_at_all:
        yield "deletions were looked for inside the chosen projects and teams only"
    if not difference.looked_for_gone:
        yield "Sentry did not show everything to this token; so nothing was taken for deleted"


def _line(change: Change) -> str:
    path = ".".join(change.path)
    what = f" ({change.what})" if change.what else ""
    values = f": {_short(change.old)} → {_short(change.new)}" if change.sign == "~" else ""
    why = f"; {change.why}" if change.why else ""
    return f"{change.sign} {path}{what}{values}{why}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else _text(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _text(value: Any) -> str:
    items = value if isinstance(value, list | tuple) else [value]
    return str(value) if any(map(is_dataclass, items)) or isinstance(value, tuple) else on_one_line(value)


def _snippet(path: tuple[str, ...], value: Any) -> Iterator[str]:
    where = ".".join(path)
    if value is None:
        yield f"by hand: remove {where}"
        return
    yield f"by hand, under {'.'.join(path[:-1]) or 'the top'}:"
    yield from (f"  {line}" for line in entry(path[:-1], path[-1], value).splitlines())
