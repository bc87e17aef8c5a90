"""The current time of a command and everything that it starts."""

from __future__ import annotations

from datetime import datetime

from pulumi_sentry.lifecycle import clock
from sentry_iac.errors import CommandError


def now() -> datetime:
    """Return the time in `SENTRY_IAC_NOW`, else the machine's.

    Raises:
        CommandError: the variable holds no time.
    """
    try:
        return clock.now()
    except clock.ClockError as error:
        raise CommandError(str(error)) from None
