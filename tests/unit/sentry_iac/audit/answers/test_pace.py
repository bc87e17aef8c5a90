"""How fast an allotment is used up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sentry_iac.audit.answers.pace import Pace, pace_of

NOW = datetime(2031, 3, 21, 12, tzinfo=UTC)
"""In the middle of a month of 31 days, 20 and a half of which are over."""

PERIOD = (datetime(2031, 3, 1, tzinfo=UTC), datetime(2031, 4, 1, tzinfo=UTC))


def _pace(a_day: float, *, allotment: int, days: int = 20, refused: float = 0) -> Pace:
    today = NOW.date()
    accepted = {today - timedelta(days=back): a_day * (1 if back else 0.5) for back in range(days + 1)}
    turned_away = {day: refused * (1 if day != today else 0.5) for day in accepted}
    return pace_of(accepted, turned_away, allotment=allotment, period=PERIOD, now=NOW)


def test_the_pace_is_that_of_the_last_seven_days_and_of_the_part_of_today() -> None:
    assert _pace(100, allotment=10_000).a_day == pytest.approx(100)


def test_a_period_that_fits_never_runs_out() -> None:
    pace = _pace(100, allotment=3101)
    assert pace.expected == pytest.approx(3100)
    assert (pace.runs_out, pace.fits, pace.is_over) == (None, 1.0, False)


def test_a_period_that_does_not_fit_runs_out_on_a_day_of_it() -> None:
    pace = _pace(100, allotment=2500)
    assert pace.runs_out == date(2031, 3, 26)
    assert pace.fits == pytest.approx(2500 / 3100)


def test_a_period_that_is_over_ran_out_on_the_day_that_it_did() -> None:
    pace = _pace(100, allotment=450)
    assert pace.is_over
    assert pace.runs_out == date(2031, 3, 5)


def test_what_is_refused_would_come_if_it_could() -> None:
    assert _pace(100, allotment=2000, refused=100).fits == pytest.approx(2000 / 6200)


def test_a_pace_is_told_from_no_more_days_than_there_were_and_from_one_at_least() -> None:
    accepted = {NOW.date(): 30.0, NOW.date() - timedelta(days=1): 60.0}

    def a_day(hours: float) -> float:
        since = NOW - timedelta(hours=hours)
        return pace_of(accepted, {}, allotment=9, period=PERIOD, now=NOW, since=since).a_day

    assert a_day(36) == pytest.approx(90 / 1.5)
    # What came in the day before cannot be explained by a project of an hour ago: something else was there.
    assert a_day(1) == pytest.approx(60)
    assert a_day(24 * 90) == pytest.approx(90 / 7.5)


def test_where_nothing_comes_in_everything_fits() -> None:
    pace = pace_of({}, {}, allotment=50, period=PERIOD, now=NOW)
    assert (pace.used, pace.runs_out, pace.fits) == (0, None, 1.0)
