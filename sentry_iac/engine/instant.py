"""The instant that counts as now for a command and everything that it starts."""

from __future__ import annotations

from datetime import datetime

from pulumi_sentry.lifecycle import clock
from sentry_iac.errors import CommandError


def now() -> datetime:
    """Return it: that of `SENTRY_IAC_NOW`, else the machine's clock.

    Raises:
        CommandError: the variable holds no instant.
    """
    try:
        return clock.now()
    except clock.ClockError as error:
        raise CommandError(str(error)) from None
