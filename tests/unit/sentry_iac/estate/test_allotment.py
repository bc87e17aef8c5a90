"""What the plan takes in a period: written, because Sentry's API does not tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sentry_iac.estate import AllotmentSpec, SpecError, StackSettings, parse_estate

HEAD = "teams: {core: {}}\nprojects: {api: {platform: python-fastapi, team: core}}\n"


def allotment(text: str, stack: StackSettings) -> AllotmentSpec | None:
    return parse_estate(f"{HEAD}allotment: {text}\n", stack).allotment


def test_what_is_written_is_what_is_compared(stack: StackSettings) -> None:
    found = allotment("{ periodStart: 15, errors: 50000, replays: 50 }", stack)
    assert found == AllotmentSpec(period_start=15, quantities={"errors": 50_000, "replays": 50})


def test_a_period_begins_on_the_first_unless_it_is_said(stack: StackSettings) -> None:
    found = allotment("{ spans: 1 }", stack)
    assert found is not None
    assert found.period_start == 1


def test_without_it_there_is_nothing_to_compare(stack: StackSettings) -> None:
    assert parse_estate(HEAD, stack).allotment is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{ periodStart: 32, errors: 1 }",
            "sentry.yaml:3: allotment.periodStart: 32 is no day of a month; it must lie between 1 and 31",
        ),
        (
            "{ errors: 0 }",
            "sentry.yaml:3: allotment.errors: 0 is nothing; leave the line out where the plan does not include it",
        ),
        (
            "{ periodStart: 1 }",
            "sentry.yaml:3: allotment: says nothing; write how many errors, transactions, spans or replays the plan "
            "includes",
        ),
        (
            "{ error: 5 }",
            "sentry.yaml:3: allotment.error: is not a key that is known here (did you mean errors?)",
        ),
        ("{ errors: 5k }", 'sentry.yaml:3: allotment.errors: expected a whole number, found "5k"'),
        ("{ errors: 1.5 }", "sentry.yaml:3: allotment.errors: expected a whole number, found 1.5"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(stack: StackSettings, text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        allotment(text, stack)
    assert str(caught.value) == said


def _spec(day: int) -> AllotmentSpec:
    return AllotmentSpec(period_start=day, quantities={"errors": 1})


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "now", "period"),
    [
        (1, _day(2026, 11, 1), (_day(2026, 11, 1), _day(2026, 12, 1))),
        (1, _day(2026, 12, 31), (_day(2026, 12, 1), _day(2027, 1, 1))),
        (15, _day(2026, 11, 14), (_day(2026, 10, 15), _day(2026, 11, 15))),
        (15, _day(2026, 11, 15), (_day(2026, 11, 15), _day(2026, 12, 15))),
        (15, _day(2026, 1, 3), (_day(2025, 12, 15), _day(2026, 1, 15))),
        (31, _day(2026, 2, 27), (_day(2026, 1, 31), _day(2026, 2, 28))),
        (31, _day(2026, 2, 28), (_day(2026, 2, 28), _day(2026, 3, 31))),
        (29, _day(2028, 2, 29), (_day(2028, 2, 29), _day(2028, 3, 29))),
    ],
)
def test_a_period_lasts_until_the_same_day_of_the_next_month(
    day: int, now: datetime, period: tuple[datetime, datetime]
) -> None:
    assert _spec(day).period(now) == period


def test_a_period_begins_at_midnight_of_utc_wherever_one_asks() -> None:
    east = timezone(timedelta(hours=9))
    now = datetime(2026, 11, 1, 3, tzinfo=east)
    assert _spec(1).period(now)[0] == _day(2026, 10, 1)
