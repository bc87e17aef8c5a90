"""Crontabs: Sentry expands six aliases, joins blanks, and reads the rest with cronsim, as Debian's cron does.

(sentry: `monitors/validators.py`, `ConfigValidator`)
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cronsim import CronSim, CronSimError

from sentry_rules.words import did_you_mean, listed, quoted

ALIASES: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""What Sentry keeps instead of an alias."""

_FIELDS: Final = {
    "minute": ("minute", "0 to 59"),
    "hour": ("hour", "0 to 23"),
    "day-of-month": ("day of the month", "1 to 31, L or LW"),
    "month": ("month", "1 to 12 or JAN to DEC"),
    "day-of-week": ("day of the week", "0 to 7 or SUN to SAT"),
}
"""The fields as cronsim calls them, as people do, and what each takes."""

_BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)


def normal(text: str) -> str:
    """Return a crontab as Sentry keeps it: an alias is expanded, and a run of blanks becomes one."""
    joined = " ".join(text.split())
    return ALIASES.get(joined, joined)


def complaint(text: str) -> str | None:
    """Return what is wrong with a crontab, or None where Sentry takes it."""
    crontab = normal(text)
    if crontab.startswith("@"):
        hint = " (did you mean @daily?)" if crontab == "@midnight" else did_you_mean(crontab, ALIASES)
        return f"{quoted(text)} is not an alias that Sentry knows; known: {listed(ALIASES)}{hint}"
    fields = crontab.split()
    if len(fields) != len(_FIELDS):
        return (
            f"{quoted(text)} has {len(fields)} fields, and a crontab has {len(_FIELDS)}: "
            f"{', '.join(name for name, _ in list(_FIELDS.values())[:-1])} and day of the week, "
            'e.g. "0 3 * * *", or it is an alias such as @daily'
        )
    try:
        next(CronSim(crontab, _BEGIN))
    except CronSimError as error:
        field = str(error).removeprefix("Bad ")
        written = fields[list(_FIELDS).index(field)]
        if field == "day-of-month" and _is_day(written):
            return _never(text)
        name, takes = _FIELDS[field]
        return (
            f"{quoted(text)} is not a crontab that Sentry takes: {quoted(written)} is no {name}; write {takes}, "
            "*, a list (1,2), a range (1-5) or a step (*/5)"
        )
    except StopIteration:
        return _never(text)
    return None


def _is_day(field: str) -> bool:
    try:
        CronSim(f"0 0 {field} * *", _BEGIN)
    except CronSimError:
        return False
    return True


def _never(text: str) -> str:
    return f"{quoted(text)} never runs: no month that it names has such a day"
