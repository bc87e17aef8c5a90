"""Tells what time it is, for the program and the provider alike.

Both run in processes of one `pulumi` command and inherit its environment. So `SENTRY_IAC_NOW` gives one instant to a
preview, the `up` after it, and every process of both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

import pulumi

from pulumi_sentry.api.errors import ConfigurationError
from pulumi_sentry.lifecycle.instants import NOW, parse_instant, write_instant

__all__ = ["NOW", "ClockError", "now", "parse_instant", "write_instant"]


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
