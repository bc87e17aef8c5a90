"""Projects: names that Sentry takes in an update only, and slugs that lead to a project that is about to go."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sentry.plugin.values import decode
from tests.contract.test_access import state_of
from tests.sentry_api import SentryByHand
from tests.unit.pulumi_sentry.support import Engine, Failed

NAMES = (
    "Shop",
    "S" * 50,
    "The shop that everybody in the company calls the shop, and no other one",
    "S" * 200,
)


@pytest.fixture
def inputs(by_hand: SentryByHand) -> dict[str, Any]:
    by_hand.team("web")
    return {"name": NAMES[2], "slug": "shop", "team": "web"}


def names(hand: SentryByHand) -> list[str]:
    return [str(one["name"]) for one in hand.get("organizations/{org}/projects/")]


@pytest.mark.parametrize("name", NAMES)
async def test_a_project_is_called_as_it_is_declared(
    engine: Engine, by_hand: SentryByHand, inputs: dict[str, Any], name: str
) -> None:
    state = await engine.create("Project", {**inputs, "name": name})

    assert names(by_hand) == [name]
    read = await engine.read("Project", state)
    assert await engine.diff("Project", read, {**inputs, "name": name}) == {}
    assert decode((await engine.imported("Project", "shop")).inputs)[0]["name"] == name


async def test_a_project_whose_long_name_was_not_given_any_more_gets_it_with_the_next_run(
    engine: Engine, by_hand: SentryByHand, inputs: dict[str, Any]
) -> None:
    fault = {"kind": "status", "status": 400, "method": "PUT", "path": "/api/0/projects/*", "times": 1}
    by_hand.admin("POST", "faults", fault)
    with pytest.raises(Failed) as failed:
        await engine.create("Project", inputs)

    assert names(by_hand) == [NAMES[2][:50]]
    await engine.update("Project", state_of(failed.value), inputs)
    assert names(by_hand) == [NAMES[2]]


async def test_a_project_that_a_lost_answer_left_with_the_beginning_of_its_name_is_taken_over(
    engine: Engine, by_hand: SentryByHand, inputs: dict[str, Any]
) -> None:
    fault = {"kind": "lost_answer", "method": "POST", "path": "/api/0/teams/*/projects/", "times": 1}
    by_hand.admin("POST", "faults", fault)

    await engine.create("Project", inputs)

    assert names(by_hand) == [NAMES[2]]


async def test_a_former_slug_of_a_deleted_project_is_told_on_import_and_by_a_reference(
    engine: Engine, by_hand: SentryByHand, inputs: dict[str, Any]
) -> None:
    by_hand.project("web", "shop")
    by_hand.call("PUT", "projects/{org}/shop/", {"slug": "store"})
    by_hand.call("DELETE", "projects/{org}/store/")

    with pytest.raises(Failed, match="or 'shop' is a former slug of a deleted project"):
        await engine.imported("Project", "shop")
    with pytest.raises(Failed, match="or 'shop' is a former slug of a deleted project"):
        await engine.create("ProjectKey", {"project": "shop", "name": "web"})
    # The slug itself is free.
    await engine.create("Project", inputs)
    assert [one["slug"] for one in by_hand.get("organizations/{org}/projects/")] == ["shop"]
