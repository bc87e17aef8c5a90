"""Time as Sentry writes it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def iso(seconds: float) -> str:
    """Epoch seconds as ISO-8601 in UTC, with microseconds and `Z`."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now_iso() -> str:
    """This moment as ISO-8601 in UTC, with microseconds and `Z`."""
    return iso(time.time())
