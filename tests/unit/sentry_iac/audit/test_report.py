"""The score is what was earned of what was possible, and never counts what nobody could read as good."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from pulumi_sentry.api.errors import SentryError
from sentry_iac.audit import Check, Finding, Outcome, Subject, Unreadable, audit
from sentry_iac.audit.finding import absent, failed, passed, unknown, warned
from sentry_iac.estate import Estate
from tests.unit.sentry_iac.audit.reports import WHEN, made, report

BAD = failed("broken", fix="mend it")


def test_a_hundred_is_only_where_every_check_passed() -> None:
    fine = [(made(f"check {place}", weight=5), (passed("fine"),)) for place in range(60)]
    assert report(*fine).score == 100
    assert report(*fine, (made("small", weight=1), (BAD,))).score == 99


def test_checks_count_by_their_weight() -> None:
    assert report((made("a", weight=3), (passed("fine"),)), (made("b", weight=1), (BAD,))).score == 75


def test_a_warning_earns_half() -> None:
    assert report((made("a"), (warned("old", fix="update it"),))).score == 50


def test_what_could_not_be_read_earns_nothing() -> None:
    found = report((made("a"), (passed("fine"),)), (made("b"), (unknown("refused"),)))
    assert (found.score, found.counts[Outcome.UNKNOWN]) == (50, 1)


def test_what_does_not_apply_is_left_out() -> None:
    found = report((made("a"), (passed("fine"),)), (made("b", weight=5), (absent("no replays"),)))
    assert (found.score, found.possible) == (100, 1)


def test_a_check_of_several_applications_earns_their_mean_and_ends_as_the_worst() -> None:
    found = report((made("a"), (passed("fine", "backend"), BAD, absent("none", "worker"))))
    assert (found.score, found.results[0].outcome) == (50, Outcome.FAIL)


def test_nothing_that_applies_scores_nothing() -> None:
    assert report().score == 0


def test_what_would_raise_the_score_comes_with_its_points_the_most_first() -> None:
    found = report(
        (made("a", weight=1), (BAD,)),
        (made("b", weight=2), (warned("so so", fix="mend"),)),
        (made("c", weight=5), (BAD,)),
        (made("d", weight=2), (passed("fine"),)),
    )
    assert [(each.check.name, gain) for each, gain in found.gains()] == [
        ("c", 50.0),
        ("a", 10.0),
        ("b", 10.0),
    ]
    assert found.score + sum(gain for _, gain in found.gains()) == 100


async def _run(error: Exception | Finding) -> Finding:
    async def look(subject: Subject) -> Iterable[Finding]:
        if isinstance(error, Exception):
            raise error
        return (error,)

    check = made("a")
    looking = Check(**{name: getattr(check, name) for name in check.__slots__} | {"look": look})
    subject = Subject(
        stack="prod", estate=Estate(environment="production"), root=Path(), sources=(), sentry=None, now=WHEN
    )
    found = await audit(subject, "nowhere", [looking], lambda text: text.replace("secret", "***"))
    return found.results[0].findings[0]


@pytest.mark.parametrize("error", [Unreadable("no such file"), SentryError("GET /x was refused (403)")])
async def test_a_check_that_cannot_read_is_unknown_and_says_why(error: Exception) -> None:
    found = await _run(error)
    assert (found.outcome, found.evidence) == (Outcome.UNKNOWN, str(error))


async def test_secrets_are_removed_from_what_is_quoted() -> None:
    found = await _run(failed("holds secret", fix="remove secret"))
    assert (found.evidence, found.fix) == ("holds ***", "remove ***")


def test_a_failure_of_great_weight_is_grave_and_a_warning_is_not() -> None:
    found = report(
        (made("lost", weight=4), (BAD,)),
        (made("hours", weight=3), (BAD,)),
        (made("old", weight=5), (warned("old", fix="update it"),)),
        (made("dark", weight=5), (unknown("refused"),)),
    )
    assert [each.check.name for each in found.grave] == ["lost"]


def test_a_result_says_what_is_so() -> None:
    ends = (passed("fine"), BAD, warned("old", fix="update it"), unknown("refused"), absent("no replays"))
    found = report(*((made(f"{place}"), (end,)) for place, end in enumerate(ends)))
    assert [each.headline for each in found.results] == [
        *("0", "not 1", "not 2"),
        *("nobody could tell whether 3", "4"),
    ]


def test_findings_that_want_something_done_come_first() -> None:
    (result,) = report((made("a"), (passed("fine"), BAD, absent("none"), unknown("dark")))).results
    assert [each.outcome for each in result.worst_first] == [
        *(Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.ABSENT),
    ]
