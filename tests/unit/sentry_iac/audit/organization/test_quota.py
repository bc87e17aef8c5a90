"""Usage: for how long the plan lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sentry_iac.audit import Finding, Outcome
from tests.unit.sentry_iac.audit.conftest import Audited

NOW = datetime(2031, 3, 21, 12, tzinfo=UTC)
"""In the middle of a month of 31 days, 20 and a half of which are over."""


def _send(
    audited: Audited, category: str, quantity: int, *, days: int = 20, project: str = "api", **more: str
) -> None:
    """Let so much have come in on each of the last days, and half of it today."""
    for back in range(days + 1):
        at = (NOW - timedelta(days=back)).replace(hour=1)
        body = {"project": project, "category": category, "at": at.isoformat(), **more}
        audited.hand.admin("POST", "usage", {**body, "quantity": quantity if back else quantity // 2})


def _quota(audited: Audited, kind: str) -> Finding:
    audited.now = NOW
    return next(each for each in audited.result("usage.quota").findings if each.about == kind)


def test_a_pace_that_the_plan_bears_passes_and_is_drawn(audited: Audited) -> None:
    _send(audited, "error", 60)
    found = _quota(audited, "errors")
    assert found.outcome is Outcome.PASS
    assert (
        found.evidence
        == "1,230 of 3,000 errors since 2031-03-01, 60 a day lately: 62 % at the end of the period"
    )
    (chart,) = found.charts
    assert chart.title == "errors accepted a day"
    assert dict(chart.days)[date(2031, 3, 20)] == 60
    assert [chart.days[0][0], chart.days[-1][0]] == [date(2031, 3, 1), date(2031, 3, 21)]
    assert chart.limit == pytest.approx(3000 / 31)


def test_a_quota_that_will_run_out_fails_with_the_day_and_who_sends_most(audited: Audited) -> None:
    _send(audited, "error", 90)
    _send(audited, "error", 30, project="web")
    found = _quota(audited, "errors")
    assert found.outcome is Outcome.FAIL
    assert "runs out on 2031-03-26" in found.evidence
    assert "most of it from api (75 %)" in found.evidence
    assert found.fix is not None
    assert "rateLimit: { count: 4, window: 1h }" in found.fix


def test_a_quota_that_nearly_runs_out_is_a_warning(audited: Audited) -> None:
    _send(audited, "error", 90)
    assert _quota(audited, "errors").outcome is Outcome.WARN


def test_a_quota_is_found_by_no_other_check(audited: Audited) -> None:
    now = datetime.now(UTC).isoformat()
    audited.hand.admin("POST", "usage", {"project": "api", "category": "error", "at": now, "quantity": 9999})
    assert audited.faults() == {"usage.quota": Outcome.FAIL}


def test_a_quota_that_ran_out_says_when_and_counts_what_is_refused_since(audited: Audited) -> None:
    _send(audited, "error", 300, days=10)
    _send(audited, "error", 100, days=2, outcome="rate_limited")
    found = _quota(audited, "errors")
    assert found.outcome is Outcome.FAIL
    assert found.evidence.startswith("3,150 of 3,000 errors since 2031-03-01, 250 refused, ")
    assert found.evidence.endswith("ran out on 2031-03-20")


def test_spans_beyond_the_plan_get_the_trace_rate_that_would_fit(audited: Audited) -> None:
    _send(audited, "span", 20_000)
    found = _quota(audited, "spans")
    assert found.outcome is Outcome.FAIL
    # 300,000 spans in 31 days are 48 % of 20,000 a day, of which 10 % are traced now.
    assert found.fix == "Pulumi.prod.yaml: sampleRates: { traces: 4.8% } would fit (now traces 10%)"


def test_replays_beyond_the_plan_get_both_rates_that_would_fit(audited: Audited) -> None:
    _send(audited, "replay", 4, project="web")
    found = _quota(audited, "replays")
    assert found.fix is not None
    assert "sampleRates: { replaysSession: 4%, replaysOnError: 40% }" in found.fix


def test_without_a_declared_rate_the_share_is_told(audited: Audited) -> None:
    audited.text = audited.text.replace(", envFile: { path: api/.env }", "")
    audited.text = audited.text.replace(", envFile: { path: web/.env, prefix: VITE_ }", "")
    _send(audited, "span", 20_000)
    assert _quota(audited, "spans").fix == "send 48% of it: a sample rate in the SDK"


def test_what_was_filtered_or_never_sent_counts_for_nothing(audited: Audited) -> None:
    _send(audited, "error", 500, outcome="filtered")
    _send(audited, "error", 500, outcome="client_discard")
    assert _quota(audited, "errors").evidence.startswith("0 of 3,000 errors")


def test_another_day_may_begin_the_period(audited: Audited) -> None:
    audited.text = audited.text.replace("errors: 3000", "periodStart: 20, errors: 3000")
    _send(audited, "error", 60)
    found = _quota(audited, "errors")
    assert "90 of 3,000 errors since 2031-03-20, 60 a day lately" in found.evidence
    # The pace is told from seven days, so that they are drawn as well.
    assert found.charts[0].days[0][0] == date(2031, 3, 14)


def test_without_a_declared_allotment_it_is_unknown_and_nothing_is_asked(audited: Audited) -> None:
    audited.text = "\n".join(line for line in audited.text.splitlines() if "allotment" not in line)
    assert audited.unknown() == {"usage.quota"}
    fix = audited.result("usage.quota").findings[0].fix
    assert fix is not None
    assert "allotment: { periodStart: 1, errors: 50000" in fix


def test_statistics_of_another_form_are_unknown(audited: Audited) -> None:
    fault = {"kind": "status", "status": 200, "path": "*/stats_v2/", "body": {"groups": [{}]}}
    audited.hand.admin("POST", "faults", fault)
    assert audited.unknown() == {"usage.quota"}


def test_statistics_that_the_token_may_not_read_are_unknown(audited: Audited) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 403, "path": "*/stats_v2/"})
    assert audited.unknown() == {"usage.quota"}
    assert "org:read" in audited.evidence("usage.quota")
