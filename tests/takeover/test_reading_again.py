"""What somebody made by hand after an adoption becomes a patch to sentry.yaml, and then nothing is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand
from tests.takeover.lived_in import fill
from tests.takeover.making import Maker
from tests.takeover.mover import Mover


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


async def live_on(hand: SentryByHand, sandbox: SandboxServer) -> None:
    """What people click together in a week."""
    projects = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/projects/")}
    teams = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/teams/")}
    async with Maker(sandbox) as maker:
        api = await maker.make("Project", name="The API", slug="api", team=teams["mobile"], platform="go")
        errors = await maker.make(
            "MetricMonitor",
            project=projects["shop"],
            name="Too many errors",
            dataSource={"aggregate": "count()", "dataset": "events", "query": "level:error", "timeWindow": 600},
            conditions=[{"type": "gt", "comparison": 20, "result": "high"}],
        )
        mail = {"type": "email", "targetType": "team", "targetIdentifier": teams["core"], "data": {}}
        await maker.make(
            "Alert",
            name="Tell core of errors",
            monitors=[errors],
            triggers=[{"type": "first_seen_event", "comparison": True, "result": True}],
            actionFilters=[{"logicType": "all", "conditions": [], "actions": [mail]}],
            frequency=60,
        )
        assert api
    hand.call("PUT", "projects/{org}/shop/", {"resolveAge": 24})
    off = next(key for key in hand.get("projects/{org}/page/keys/") if key["name"] == "off")
    hand.call("DELETE", f"projects/{{org}}/page/keys/{off['id']}/")
    hand.admin("DELETE", "requests")


async def test_what_was_made_by_hand_becomes_a_patch_and_nothing_is_left_to_do(
    mover: Mover, sandbox: SandboxServer
) -> None:
    unchanged = mover.changes(code=0)
    assert "sentry.yaml says what Sentry has" in unchanged.text
    await live_on(mover.hand, sandbox)
    before = mover.texts()

    shown = mover.changes(code=3)
    assert mover.texts() == before
    written = mover.changes("--write", code=3)
    print(shown.text, written.text)
    mover.adopt()
    mover.preview()
    assert mover.changes(code=0).text
    assert mover.writes() == []
