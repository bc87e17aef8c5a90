"""How much an audit asks: each list once, side by side, whatever the number of checks and of applications."""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from sentry_iac.audit import Outcome
from tests.repository import ROOT
from tests.unit.sentry_iac.audit.conftest import Audited

APPLICATION = (
    "  more{n}: {{ platform: python-fastapi, team: core, privacy: strict, "
    "envFile: {{ path: more{n}/.env }} }}\n"
)


def _asked(audited: Audited) -> list[dict[str, Any]]:
    audited.hand.admin("DELETE", "requests")
    report = audited.run()
    assert not [each.check.name for each in report.results if each.outcome is Outcome.UNKNOWN]
    found: list[dict[str, Any]] = audited.hand.admin("GET", "requests")["requests"]
    return found


def test_nothing_is_asked_twice_and_nothing_is_written(audited: Audited) -> None:
    asked = [(each["method"], each["path"], each.get("query")) for each in _asked(audited)]
    assert {method for method, _, _ in asked} == {"GET"}
    assert [call for call, times in Counter(asked).items() if times > 1] == []


def test_a_further_application_costs_only_what_sentry_has_no_list_of(audited: Audited) -> None:
    before = Counter(each["path"] for each in _asked(audited))
    for number in range(3):
        audited.text = audited.text.replace("retention:", APPLICATION.format(n=number) + "retention:", 1)
    audited.hand.admin("POST", "reset")
    audited.make()
    after = Counter(each["path"] for each in _asked(audited))
    # Settings, the use of the key, and two lists that a purge looks at, which Sentry has by project.
    lists = {"/api/0/organizations/sandbox/issues/", "/api/0/organizations/sandbox/replays/"}
    assert {path for path in after if "/projects/sandbox/" not in path} == {
        path for path in before if "/projects/sandbox/" not in path
    }
    assert sum(after.values()) - sum(before.values()) == 3 * 4
    assert all(
        after[path] == before[path]
        for path in before
        if "/projects/sandbox/" not in path and path not in lists
    )


def test_lists_are_asked_side_by_side(audited: Audited) -> None:
    # Long enough that the next request is there before the first one is answered.
    audited.hand.admin("POST", "faults", {"kind": "delay", "delay_ms": 50, "path": "/api/*"})
    audited.hand.admin("DELETE", "requests")
    audited.run()
    assert audited.hand.admin("GET", "requests")["maxInFlight"] > 1


def test_a_past_is_only_asked_of_monitors_and_alerts_that_have_one(audited: Audited) -> None:
    paths = [each["path"] for each in _asked(audited)]
    assert not [
        path for path in paths if "open-periods" in path or "/workflows/" in path.removesuffix("workflows/")
    ]


def test_the_shipped_estate_can_be_healthy_and_costs_15_requests(audited: Audited) -> None:
    audited.text = (ROOT / "sentry.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    audited.config = {name.partition(":")[2]: value for name, value in config.items()}
    audited.hand.admin("POST", "reset")
    audited.make()
    assert audited.faults() == {}
    assert len(_asked(audited)) == 15
