"""Time zones, as the tz database spells them; Sentry takes no other spelling.

The names come from the package `tzdata` and not from the machine, whose list may be missing or leave old names out.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sentry_rules.words import did_you_mean, quoted


@cache
def names() -> frozenset[str]:
    """Every name of the tz database, the old ones included."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def complaint(name: str) -> str | None:
    """Return what is wrong with the name of a time zone, or None where Sentry takes it."""
    if name in names():
        return None
    hint = did_you_mean(name, names()) or "; write it as in Europe/Berlin, or UTC"
    return f"{quoted(name)} is not a time zone of the tz database{hint}"
