"""Computes how fast an allotment is used up, from the quantities that came in day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

RECENT = timedelta(days=7)
"""The days from which the pace is computed."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """The use of an allotment.

    Attributes:
        allotment: the quantity that a period takes.
        used: the quantity that is used already.
        a_day: the quantity that came in on a recent day, including what was refused for lack of quota.
        expected: the quantity that will have been used at the end of the period, at this pace.
        runs_out: the day on which nothing is left, past or future; None where something will be left.
        fits: the share of the incoming quantity that a whole period takes; 1 where it takes all.
    """

    allotment: int
    used: float
    a_day: float
    expected: float
    runs_out: date | None
    fits: float

    @property
    def is_over(self) -> bool:
        """Whether nothing is left already."""
        return self.used >= self.allotment


def pace_of(
    accepted: Mapping[date, float],
    refused: Mapping[date, float],
    *,
    allotment: int,
    period: tuple[datetime, datetime],
    now: datetime,
    since: datetime | None = None,
) -> Pace:
    """Return the use of an allotment.

    Args:
        accepted: the quantities that came in, by day in UTC, also of the days before the period that the pace needs.
        refused: the quantities that were refused for lack of quota, by day.
        allotment: the quantity that a period takes.
        period: when it began, and when the next one begins.
        now: the present, with part of its day over.
        since: when there was something to send for the first time. The pace is computed from no more days than have
            passed since, and from one at least.
    """
    start, end = period
    used = sum(count for day, count in accepted.items() if day >= start.date())
    first = (now - RECENT).date()
    days = [first + n * _DAY for n in range(RECENT.days + 1)]
    recent = {day: accepted.get(day, 0.0) + refused.get(day, 0.0) for day in days}
    a_day = sum(recent.values()) / max((now - _began(recent, since)) / _DAY, 1.0)
    left = max((end - now) / _DAY, 0.0)
    expected = used + a_day * left
    whole = a_day * ((end - start) / _DAY)
    return Pace(
        allotment=allotment,
        used=used,
        a_day=a_day,
        expected=expected,
        runs_out=_ran_out(accepted, allotment, start.date())
        or _will_run_out(used, a_day, allotment, now, expected),
        fits=min(allotment / whole, 1.0) if whole else 1.0,
    )


def _began(recent: Mapping[date, float], since: datetime | None) -> datetime:
    """Return the moment from which the pace is computed: a week ago, or when something could send first."""
    first = min(recent)
    if since is not None:
        first = max(first, min([since.date(), *(day for day, count in recent.items() if count)]))
    began = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return max(began, since) if since is not None and since.date() == first else began


def _ran_out(accepted: Mapping[date, float], allotment: int, start: date) -> date | None:
    total = 0.0
    for day in sorted(each for each in accepted if each >= start):
        total += accepted[day]
        if total >= allotment:
            return day
    return None


def _will_run_out(used: float, a_day: float, allotment: int, now: datetime, expected: float) -> date | None:
    if expected <= allotment:
        return None
    return (now + (allotment - used) / a_day * _DAY).date()
