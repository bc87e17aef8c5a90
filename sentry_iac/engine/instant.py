"""The current time of a command and everything that it starts."""

from __future__ import annotations

from datetime import datetime

from sentry_iac.errors import CommandError


def now() -> datetime:
    """Return the time in `SENTRY_IAC_NOW`, else the machine's.

    Raises:
        CommandError: the variable holds no time.
    """
    from pulumi_sentry.lifecycle import clock  # noqa: PLC0415 - its error is one of Pulumi's SDK

    try:
        return clock.now()
    except clock.ClockError as error:
        raise CommandError(str(error)) from None
