"""Instants as Sentry's endpoints take them for the start and the end of a time."""

from __future__ import annotations

from datetime import UTC, datetime


def written(at: datetime) -> str:
    """An instant in UTC without an offset, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
