"""The declared quota of a plan; Sentry's API does not tell it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

CountedKind = Literal["errors", "transactions", "spans", "replays"]
"""Kinds of data that a plan counts one by one; those that it counts by bytes or seats are left out."""

CATEGORY: Final[dict[CountedKind, str]] = {
    "errors": "error",
    "transactions": "transaction",
    "spans": "span",
    "replays": "replay",
}
"""Their names in Sentry's statistics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllotmentSpec:
    """The quantities that the organization may send in a period.

    `period_start` is the day of the month on which the period begins, at midnight UTC; in a shorter month it is the
    last day. `quantities` has a number for each kind of data.
    """

    period_start: int
    quantities: Mapping[CountedKind, int]

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the start of the period that holds an instant, and the start of the next one."""
        now = now.astimezone(UTC)
        this = self._begin(now.year, now.month)
        if this <= now:
            following = now.replace(day=1) + timedelta(days=32)
            return this, self._begin(following.year, following.month)
        before = now.replace(day=1) - timedelta(days=1)
        return self._begin(before.year, before.month), this

    def _begin(self, year: int, month: int) -> datetime:
        day = min(self.period_start, calendar.monthrange(year, month)[1])
        return datetime(year, month, day, tzinfo=UTC)
