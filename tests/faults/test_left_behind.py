"""What a killed `up` left behind is told by the journal; what somebody else made beside it is never named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.inventory.left_behind import left_behind
from pulumi_sentry.lifecycle.adoption import organization_in_use
from pulumi_sentry.lifecycle.backend import StackName
from pulumi_sentry.lifecycle.journal import LATE, Entry, Journal, new_key
from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand

KEY = "sentry:index:ProjectKey"


@pytest.fixture
async def client(sandbox: SandboxServer) -> AsyncIterator[SentryClient]:
    made = SentryClient(organization=sandbox.organization, token=sandbox.token, base_url=sandbox.url)
    await made.connect()
    yield made
    await made.aclose()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(StackName("dev", "shop"), tmp_path)


def begun(client: SentryClient, journal: Journal, project: str, age: timedelta = timedelta()) -> Entry:
    """The creation of a client key, of which no answer came."""
    return journal.begin(
        Entry(
            key=new_key(),
            urn="urn:pulumi:dev::shop::sentry:index:ProjectKey::shop",
            token=KEY,
            organization=organization_in_use(client),
            parent=project,
            name="production",
            digest="",
            at=client.server_time() - age,
        )
    )


@pytest.mark.parametrize("by_slug", [False, True])
async def test_an_object_of_the_same_name_in_another_project_is_not_its(
    by_hand: SentryByHand, client: SentryClient, journal: Journal, by_slug: bool
) -> None:
    by_hand.team("web")
    mine, theirs = by_hand.project("web", "mine"), by_hand.project("web", "theirs")
    entry = begun(client, journal, "mine" if by_slug else str(mine["id"]))
    await client.keys.create(str(theirs["id"]), {"name": "production"})
    assert await left_behind(client, journal, {entry.key}, []) == []
    made = await client.keys.create(str(mine["id"]), {"name": "production"})
    [found] = await left_behind(client, journal, {entry.key}, [])
    assert (found.kind, found.name) == ("ProjectKey", "production")
    assert await left_behind(client, journal, {entry.key}, [(KEY, found.id)]) == [], "the state has it"
    assert str(made["projectId"]) == str(mine["id"])


async def test_a_run_that_began_meanwhile_is_left_alone(
    by_hand: SentryByHand, client: SentryClient, journal: Journal
) -> None:
    by_hand.team("web")
    project = str(by_hand.project("web", "shop")["id"])
    entry = begun(client, journal, project, age=2 * LATE)
    by_hand.admin("DELETE", "requests")
    assert await left_behind(client, journal, set(), []) == []
    assert by_hand.admin("GET", "requests")["total"] == 0
    assert journal.unsettled == (entry,)


async def test_what_left_nothing_is_settled_once_it_can_no_longer_come(
    by_hand: SentryByHand, client: SentryClient, journal: Journal
) -> None:
    by_hand.team("web")
    project = str(by_hand.project("web", "shop")["id"])
    old, young = begun(client, journal, project, age=2 * LATE), begun(client, journal, project)
    assert await left_behind(client, journal, {old.key, young.key}, []) == []
    assert journal.unsettled == (young,)
