"""The period of a query: `start` and `end`, or `statsPeriod`, the last hours or days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import detail
from sentry_sandbox.store.times import moment

_PERIOD = re.compile(r"([0-9]{1,6})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def period_of(call: Call, default: str = "90d") -> tuple[datetime, datetime]:
    """Return the start and the end of the period.

    Args:
        call: its query holds `start` and `end`, or `statsPeriod`.
        default: the period of a query without one.

    Raises:
        ApiError: 400.
    """
    start, end = call.query("start"), call.query("end")
    if (start is None) is not (end is None):
        raise detail(400, "start and end are both required")
    try:
        if start is not None and end is not None:
            found = moment(start), moment(end)
        else:
            match = _PERIOD.fullmatch(call.query("statsPeriod") or default)
            if match is None:
                raise detail(400, "Invalid date range")
            now = datetime.now(UTC)
            found = now - timedelta(seconds=int(match[1]) * _UNITS[match[2]]), now
    except (ValueError, OverflowError):
        raise detail(400, "Invalid date range") from None
    if found[0] >= found[1]:
        raise detail(400, "start must be before end")
    return found
