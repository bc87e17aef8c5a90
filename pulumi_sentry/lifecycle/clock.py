"""Tells what time it is, for the program and the provider alike.

Both run in processes of one `pulumi` command and inherit its environment. So `SENTRY_IAC_NOW` gives one instant to a
preview, the `up` after it, and every process of both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import pulumi

from pulumi_sentry.api.errors import ConfigurationError

NOW: Final = "SENTRY_IAC_NOW"
"""The variable that replaces the clock: an instant in ISO 8601 with its offset, or nothing."""


class ClockError(ConfigurationError, pulumi.RunError):
    """The variable holds no instant; in a program Pulumi shows it without a traceback."""


def now(environ: Mapping[str, str] | None = None) -> datetime:
    """The current instant in UTC: that of `SENTRY_IAC_NOW`, else the machine's clock.

    Args:
        environ: the environment; the process's own by default.

    Raises:
        ClockError: the variable is set and holds no instant.
    """
    text = (os.environ if environ is None else environ).get(NOW, "").strip()
    if not text:
        return datetime.now(UTC)
    try:
        return parse_instant(text)
    except ValueError:
        raise ClockError(
            f"{NOW} holds {text[:40]!r}, which is no instant; unset it, or write e.g. 2026-11-24T10:00:00Z"
        ) from None


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
