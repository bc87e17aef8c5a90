"""Retention: how long Sentry keeps what, and whether what is older is deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited


def test_a_declared_plan_passes_and_tells_what_it_keeps(audited: Audited) -> None:
    assert "plan team keeps errors 90 d" in audited.evidence("usage.retention")


def test_no_word_of_retention_is_a_warning(audited: Audited) -> None:
    audited.text = "\n".join(line for line in audited.text.splitlines() if "retention" not in line)
    assert audited.result("usage.retention").outcome is Outcome.WARN
    assert audited.result("usage.purge").outcome is Outcome.ABSENT


@pytest.mark.parametrize(("days", "outcome"), [(61, Outcome.PASS), (63, Outcome.FAIL)])
def test_an_issue_that_a_purge_should_have_deleted_fails(
    audited: Audited, days: int, outcome: Outcome
) -> None:
    seen = datetime.now(UTC) - timedelta(days=days)
    audited.hand.admin("POST", "issues", {"project": "api", "lastSeen": seen.isoformat()})
    assert audited.result("usage.purge").outcome is outcome


def test_a_replay_that_a_purge_should_have_deleted_fails(audited: Audited) -> None:
    ended = datetime.now(UTC) - timedelta(days=33)
    times = {"started": (ended - timedelta(minutes=5)).isoformat(), "finished": ended.isoformat()}
    audited.hand.admin("POST", "replays", {"project": "web", **times})
    assert audited.faults() == {"usage.purge": Outcome.FAIL}
    assert "web: web has 0 issues older than 60 d, 1 replays older than 30 d" in audited.evidence(
        "usage.purge"
    )
