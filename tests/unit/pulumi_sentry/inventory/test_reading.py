"""Reading a whole organization: what it takes, what it asks, and what stands in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.memory import ReadOnly
from pulumi_sentry.inventory import Found, Inventory, read_inventory
from pulumi_sentry.plugin.session import READ_ONLY, ProviderSession
from pulumi_sentry.provider import Settings
from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand

pytestmark = pytest.mark.slow

PROJECTS = 5


@pytest.fixture
async def session(sandbox: SandboxServer) -> AsyncIterator[ProviderSession]:
    """The session of an export."""
    session = ProviderSession(partial(SentryClient, read_only=True))
    await session.configure(Settings(sandbox.organization, sandbox.url, sandbox.token))
    yield session
    await session.close()


def fill(hand: SentryByHand, projects: int = PROJECTS) -> None:
    hand.team("core")
    for number in range(projects):
        hand.project("core", f"app-{number}")
        hand.metric_monitor(f"app-{number}", "latency")
    hand.admin("DELETE", "requests")


async def test_it_asks_for_lists_and_three_answers_a_project(
    session: ProviderSession, by_hand: SentryByHand
) -> None:
    fill(by_hand)

    found = await read_inventory(session)

    asked = Counter(each["path"].split("/")[-2] for each in by_hand.admin("GET", "requests")["requests"])
    of_projects = {name: asked.pop(name) for name in ("filters", "ownership")}
    details = [asked.pop(name) for name in list(asked) if name.isdecimal()]
    assert of_projects == {"filters": PROJECTS, "ownership": PROJECTS}
    assert details == [1] * PROJECTS
    # The organization, twice; its lists; the people of its team.
    assert asked.total() == 2 + 7 + 1
    assert len(found.projects) == len(found.metric_monitors) == len(found.keys) == PROJECTS


async def test_its_client_refuses_to_write(session: ProviderSession, by_hand: SentryByHand) -> None:
    with pytest.raises(ReadOnly, match="reads only, and did not send it"):
        await session.client.teams.create({"slug": "new"})
    assert by_hand.admin("GET", "requests")["writes"] == 0


async def test_a_variable_keeps_any_provider_from_writing(
    sandbox: SandboxServer, by_hand: SentryByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY, "1")
    session = ProviderSession()
    await session.configure(Settings(sandbox.organization, sandbox.url, sandbox.token))
    try:
        with pytest.raises(ReadOnly):
            await session.client.teams.create({"slug": "new"})
    finally:
        await session.close()
    assert by_hand.admin("GET", "requests")["writes"] == 0


async def test_a_project_that_goes_while_it_is_read_is_left_out_with_all_it_had(
    session: ProviderSession, by_hand: SentryByHand
) -> None:
    fill(by_hand, 2)
    gone = by_hand.get("projects/{org}/app-1/")["id"]
    by_hand.admin(
        "POST",
        "faults",
        {"kind": "status", "status": 404, "path": f"*/projects/sandbox/{gone}/", "body": {"detail": "gone"}},
    )

    found = await read_inventory(session)

    assert [each.args.slug for each in found.projects] == ["app-0"]
    assert {str(each.args.project) for kind in parts(found) for each in kind} == {found.projects[0].id}
    assert not found.others


async def test_a_part_that_sentry_refuses_is_named_and_the_rest_is_read(
    session: ProviderSession, by_hand: SentryByHand
) -> None:
    fill(by_hand, 4)
    by_hand.admin(
        "POST", "faults", {"kind": "status", "status": 403, "path": "*/filters/", "body": {"detail": "no"}}
    )

    found = await read_inventory(session)

    assert [each.what for each in found.unreadable] == [
        "the inbound filters of app-0, app-1, app-2 and 1 more"
    ]
    assert len(found.ownership_rules) == 4


async def test_a_monitor_that_a_plan_hides_is_named_because_an_alert_listens_to_it(
    session: ProviderSession, by_hand: SentryByHand
) -> None:
    fill(by_hand, 1)
    hidden = by_hand.monitors("app-0", "metric_issue")[0]["id"]
    alert = {
        "name": "Tell",
        "detectorIds": [hidden],
        "enabled": True,
        "config": {"frequency": 30},
        "triggers": {"logicType": "any-short", "conditions": [], "actions": []},
        "actionFilters": [],
    }
    by_hand.call("POST", "organizations/{org}/workflows/", alert)
    by_hand.admin("POST", "quirks", {"metric_alerts_plan": False})

    found = await read_inventory(session)

    assert not found.metric_monitors
    assert [each.what for each in found.unreadable] == [f"the monitor {hidden}"]
    assert "alert 'Tell' listens to it: the plan may no longer have such monitors" in found.unreadable[0].why


async def test_a_project_without_a_team_is_named(session: ProviderSession, by_hand: SentryByHand) -> None:
    fill(by_hand, 2)
    by_hand.call("DELETE", "projects/{org}/app-0/teams/core/")

    found = await read_inventory(session)

    assert [each.args.slug for each in found.projects] == ["app-1"]
    assert [each.what for each in found.others] == ["project 'app-0', with all that it has"]
    assert {str(each.args.project) for kind in parts(found) for each in kind} == {found.projects[0].id}


def parts(found: Inventory) -> tuple[tuple[Found[Any], ...], ...]:
    return (found.keys, found.inbound_filters, found.ownership_rules, found.metric_monitors)
