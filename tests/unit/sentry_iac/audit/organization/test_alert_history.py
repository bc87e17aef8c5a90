"""Alerts: whether somebody was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited
from tests.unit.sentry_iac.audit.organization.support import alert_of, change_alert, monitor_of


def _later(audited: Audited, days: float) -> datetime:
    """Let the audit look back from so many days after now, so that what is made now has a past."""
    audited.now = datetime.now(UTC) + timedelta(days=days)
    return audited.now


def _open(audited: Audited, at: datetime, minutes: float | None = 20, rule: str = "5xx") -> None:
    end = None if minutes is None else (at + timedelta(minutes=minutes)).isoformat()
    body = {"monitor": monitor_of(audited, rule)["id"], "start": at.isoformat(), "end": end}
    audited.hand.admin("POST", "openings", body)


def _fire(audited: Audited, *at: datetime) -> None:
    body = {"alert": alert_of(audited)["id"], "at": [each.isoformat() for each in at]}
    audited.hand.admin("POST", "firings", body)


def test_that_nothing_happened_is_no_fault(audited: Audited) -> None:
    assert "api: last 30 days: nothing happened" in audited.evidence("alerts.sent")


def test_a_threshold_that_was_crossed_with_an_alert_sent_passes_and_is_drawn(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3) + timedelta(minutes=2))
    result = audited.result("alerts.sent")
    assert result.outcome is Outcome.PASS
    assert "api: last 30 days: 5xx once over its threshold" in audited.evidence("alerts.sent")
    charts = next(each.charts for each in result.findings if each.about == "api")
    assert [chart.title for chart in charts] == ["api: times over a threshold", "api: alerts sent"]
    day = (now - timedelta(days=3)).date()
    assert all(dict(chart.days)[day] == 1 and sum(dict(chart.days).values()) == 1 for chart in charts)
    assert len(charts[0].days) == 31


@pytest.mark.parametrize("minutes", [20, None])
def test_a_threshold_that_was_crossed_with_no_alert_sent_fails(
    audited: Audited, minutes: float | None
) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3), minutes)
    _open(audited, now - timedelta(days=5), 10)
    _fire(audited, now - timedelta(days=5))
    assert audited.result("alerts.sent").outcome is Outcome.FAIL
    assert "api: 5xx: over its threshold at" in audited.evidence("alerts.sent")


def test_an_alert_that_fired_for_something_else_does_not_count(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=2))
    assert audited.result("alerts.sent").outcome is Outcome.FAIL


def test_an_alert_stays_silent_about_what_it_told_within_its_frequency(audited: Audited) -> None:
    now = _later(audited, 20)
    alert = alert_of(audited)
    change_alert(audited, alert, lambda alert: alert.update(config={"frequency": 1440}))
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3, hours=20))
    assert audited.result("alerts.sent").outcome is Outcome.PASS


def test_what_was_before_the_alert_or_began_just_now_is_not_judged(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=25))
    _open(audited, now - timedelta(minutes=5), None)
    assert audited.result("alerts.sent").outcome is Outcome.PASS


def test_what_is_older_than_thirty_days_is_left_out(audited: Audited) -> None:
    now = _later(audited, 60)
    _open(audited, now - timedelta(days=31), 5)
    assert "nothing happened" in audited.evidence("alerts.sent")


def test_an_older_sentry_that_answers_bare_hours_is_understood(audited: Audited) -> None:
    audited.hand.admin("POST", "quirks", {"alert_stats_as_list": True})
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    assert audited.result("alerts.sent").outcome is Outcome.PASS


@pytest.mark.parametrize("path", ["*/open-periods/", "*/workflows/*/stats/"])
def test_a_sentry_without_a_history_leaves_it_unknown(audited: Audited, path: str) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 404, "path": path})
    assert audited.faults() == {}
    assert audited.unknown() == {"alerts.sent"}


def test_a_history_of_another_form_is_unknown(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    fault = {"kind": "status", "status": 200, "path": "*/stats/", "body": {"data": []}}
    audited.hand.admin("POST", "faults", fault)
    assert "a form that is not known here" in audited.evidence("alerts.sent")


def test_a_month_of_the_sandbox_is_drawn(audited: Audited) -> None:
    audited.hand.admin("POST", "month")
    for finding in audited.result("alerts.sent").findings:
        assert finding.outcome is Outcome.PASS
        assert [sum(count for _, count in chart.days) for chart in finding.charts] == [3, 3]
