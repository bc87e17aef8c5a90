"""Times: as Sentry writes them, and as bodies of requests hold them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any


def iso(seconds: float) -> str:
    """Epoch seconds as ISO-8601 in UTC, with microseconds and `Z`."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now_iso() -> str:
    """This moment as ISO-8601 in UTC, with microseconds and `Z`."""
    return iso(time.time())


def moment(text: str) -> datetime:
    """Read a time in ISO-8601; without an offset it is UTC.

    Raises:
        ValueError: the text is no time, or lies outside of the calendar in UTC.
    """
    found = datetime.fromisoformat(text)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is outside of the calendar") from None


def zulu(at: datetime) -> str:
    """A time as Sentry writes it, in UTC, with microseconds and `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(value: Any) -> datetime:
    """Read a value of a JSON body as a time in ISO-8601.

    Raises:
        ValueError: the value is no time.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value} is no time")  # noqa: TRY004 - one kind of error here
    return moment(value)
