"""What somebody made by hand after an adoption becomes a patch to sentry.yaml, and then nothing is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand
from tests.takeover.lived_in import fill
from tests.takeover.making import Maker
from tests.takeover.mover import Mover

_SLOW = "shop: slow requests"


@pytest.fixture
async def mover(
    tmp_path: Path, sandbox: SandboxServer, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> Mover:
    """Somebody who has taken over an organization that people have lived in."""
    async with Maker(sandbox) as maker:
        await fill(by_hand, maker)
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")
    mover.export(code=3)
    mover.adopt()
    return mover


def live_on(hand: SentryByHand) -> None:
    """What people click together in a week: a project, a monitor, an alert, a setting, a threshold, and a deletion."""
    projects = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/projects/")}
    teams = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/teams/")}
    hand.project("mobile", "api")
    monitor = hand.metric_monitor("shop", "Too many failures")
    mail = {
        "type": "email",
        "integrationId": None,
        "data": {},
        "config": {"targetType": "team", "targetIdentifier": teams["core"], "targetDisplay": None},
        "status": "active",
    }
    alert = {
        "name": "Tell core of failures",
        "enabled": True,
        "config": {"frequency": 60},
        "detectorIds": [int(monitor["id"])],
        "triggers": {
            "logicType": "any-short",
            "conditions": [{"type": "first_seen_event", "comparison": True, "conditionResult": True}],
            "actions": [],
        },
        "actionFilters": [{"logicType": "all", "conditions": [], "actions": [mail]}],
    }
    hand.call("POST", "organizations/{org}/workflows/", alert)
    hand.call("PUT", "projects/{org}/shop/", {"resolveAge": 24})
    slow = next(each for each in hand.monitors(projects["shop"], "metric_issue") if each["name"] == _SLOW)
    path = f"organizations/{{org}}/detectors/{slow['id']}/"
    slow = hand.get(path)
    for condition in slow["conditionGroup"]["conditions"]:
        condition["comparison"] = 3000 if condition["comparison"] == 2000 else condition["comparison"]
    hand.call("PUT", path, {"type": "metric_issue", "conditionGroup": slow["conditionGroup"]})
    off = next(key for key in hand.get("projects/{org}/page/keys/") if key["name"] == "off")
    hand.call("DELETE", f"projects/{{org}}/page/keys/{off['id']}/")
    hand.admin("DELETE", "requests")


async def test_what_was_made_by_hand_becomes_a_patch_and_nothing_is_left_to_do(mover: Mover) -> None:
    unchanged = mover.changes(code=0)
    assert "sentry.yaml says what Sentry has" in unchanged.text
    live_on(mover.hand)
    before = mover.texts()

    shown = mover.changes(code=3)
    assert mover.texts() == before
    written = mover.changes("--write", code=3)
    print(shown.text, written.text)
    mover.adopt()
    mover.preview()
    assert mover.changes(code=0).text
    assert mover.writes() == []
