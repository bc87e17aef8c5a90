"""Writes values for people: switches, lists, times, thresholds, and a change from one value to another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan.steps import SECRET
from sentry_iac.plan.words.nouns import spaced

LATER: Final = "(known after `up`)"
_SECONDS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def value(thing: object) -> str:
    """Return a value for people."""
    if thing is None or thing in ("", [], {}):
        return "none"
    if isinstance(thing, bool):
        return "on" if thing else "off"
    if isinstance(thing, str | int | float):
        special = {UNKNOWN: LATER, SECRET: "a secret"}
        return special.get(str(thing), f"{thing:.12g}" if isinstance(thing, float) else str(thing))
    if isinstance(thing, list) and all(isinstance(each, str | int | float) for each in thing):
        return ", ".join(map(value, thing))
    if isinstance(thing, Mapping) and "count" in thing and "window" in thing:
        return f"{value(thing['count'])} events in {duration(thing['window'])}"
    return json.dumps(thing, ensure_ascii=False, sort_keys=True)


def duration(seconds: object) -> str:
    """Return a time in seconds as people write it: `5m`."""
    if not isinstance(seconds, int | float):
        return value(seconds)
    size, unit = next(((size, unit) for size, unit in _SECONDS if seconds and seconds % size == 0), (1, "s"))
    return f"{seconds / size:g}{unit}"


def measured(number: object, aggregate: object) -> str:
    """Return a threshold in the unit of its aggregate: `2s` for a latency, `1 %` for a rate."""
    if not isinstance(number, int | float):
        return value(number)
    if str(aggregate).startswith(("failure_rate(", "crash_free_rate(")):
        return f"{number * 100:g} %"
    if ".duration" in str(aggregate) and not str(aggregate).startswith("count"):
        return f"{number / 1000:g}s" if number >= 1000 else f"{number:g}ms"  # noqa: PLR2004 - ms in a second
    return f"{number:g}"


def arrow(old: str, new: str) -> str:
    """Return a change between two shown values."""
    return f"{old} → {new}"


def moved(name: str, old: str, new: str) -> str:
    """Return a change of an argument; both values may look alike."""
    return f"{spaced(name)} {arrow(old, new)}" if old != new else f"{spaced(name)} differs"
