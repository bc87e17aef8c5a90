"""Instants as texts in ISO 8601, and the variable that holds the current one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

NOW: Final = "SENTRY_IAC_NOW"
"""The variable that replaces the clock: an instant in ISO 8601 with its offset, or nothing."""


def parse_instant(text: str) -> datetime:
    """Read an instant in ISO 8601 as UTC; raises ValueError where it is none, or has no offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("no offset")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("beyond the years 1 to 9999") from error


def write_instant(instant: datetime) -> str:
    """Write an instant in UTC and whole seconds: `2026-11-24T10:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
