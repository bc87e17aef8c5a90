"""Client keys: how old they are, whether they are used, and whether old ones went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited


def _rotation(audited: Audited, **rotation: Any) -> None:
    audited.config = {**audited.config, "rotation": rotation}


def _later(audited: Audited, days: float) -> None:
    audited.now = datetime.now(UTC) + timedelta(days=days)


def _new_key(audited: Audited, name: str) -> str:
    return str(audited.hand.call("POST", "projects/{org}/api/keys/", {"name": name})["id"])


@pytest.mark.parametrize(("days", "outcome"), [(70, Outcome.PASS), (80, Outcome.WARN), (91, Outcome.FAIL)])
def test_a_key_is_compared_with_the_highest_age(audited: Audited, days: int, outcome: Outcome) -> None:
    _rotation(audited, maxAge="90d")
    _later(audited, days)
    assert audited.result("operations.key-age").outcome is outcome
    assert f"key production is {days} days old, never rotated; maxAge is 90 days" in audited.evidence(
        "operations.key-age"
    )


@pytest.mark.parametrize(("days", "outcome"), [(364, Outcome.PASS), (366, Outcome.WARN)])
def test_without_a_highest_age_a_year_is_long(audited: Audited, days: int, outcome: Outcome) -> None:
    _later(audited, days)
    assert audited.result("operations.key-age").outcome is outcome
    assert "no maxAge is declared" in audited.evidence("operations.key-age")


def test_a_key_that_took_no_event_in_a_month_is_a_warning(audited: Audited) -> None:
    assert "it took 1 event" in audited.evidence("operations.key-use")
    _later(audited, 40)
    assert audited.result("operations.key-use").outcome is Outcome.WARN
    assert "it took no event" in audited.evidence("operations.key-use")


def test_a_sentry_that_does_not_tell_the_use_leaves_it_unknown(audited: Audited) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 404, "path": "*/stats/"})
    assert audited.unknown() == {"operations.key-use"}


def test_the_default_key_that_is_still_active_is_a_warning(audited: Audited) -> None:
    key = _new_key(audited, "Default")
    assert audited.faults() == {"operations.old-keys": Outcome.WARN}
    assert f"api: key Default ({key[:4]}…) is active" in audited.evidence("operations.old-keys")
    audited.text = audited.text.replace(
        "platform: python-fastapi", "platform: python-fastapi, removeDefaultKey: false"
    )
    assert audited.faults() == {}


def test_a_key_default_that_is_declared_may_stay(audited: Audited) -> None:
    _new_key(audited, "Default")
    audited.text = audited.text.replace(
        "platform: python-fastapi", "platform: python-fastapi, keys: { old: { name: Default } }"
    )
    assert audited.faults() == {}


def test_the_previous_key_may_stay_for_its_grace_and_not_longer(audited: Audited) -> None:
    now = datetime.now(UTC)
    audited.config["projects"] = {
        "api": {"rotation": {"generation": 2, "rotatedAt": now.isoformat(timespec="seconds")}}
    }
    _new_key(audited, "production g2")
    assert audited.result("operations.old-keys").outcome is Outcome.PASS
    assert "rotated last at" in audited.evidence("operations.key-age")
    _later(audited, 8)
    assert audited.result("operations.old-keys").outcome is Outcome.WARN
    assert "key production (" in audited.evidence("operations.old-keys")


def test_without_the_stacks_key_there_is_nothing_to_measure(audited: Audited) -> None:
    key = audited.hand.get("projects/{org}/api/keys/")[0]["id"]
    audited.hand.call("DELETE", f"projects/{{org}}/api/keys/{key}/")
    assert audited.unknown() == {"operations.key-age", "operations.key-use"}
