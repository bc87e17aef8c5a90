"""Each argument of each resource, one by one: Sentry heeds it, and where it does not the provider says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pytest

from pulumi_sentry.plugin.registry import registry
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.contract.arguments import SPECIMENS, WITHOUT, Specimen, World, arguments, world_of
from tests.contract.forgetful import ForgetfulSentry
from tests.published import DESCRIPTION, KNOWN, Description, Exchange
from tests.sandbox import person_at
from tests.sentry_api import SentryByHand
from tests.unit.pulumi_sentry.support import Engine, Failed

pytestmark = pytest.mark.slow


def of_each_resource(names: Callable[[Specimen], Iterable[str]]) -> pytest.MarkDecorator:
    """One test for each argument that is asked for."""
    cases = [
        pytest.param(specimen, argument, id=f"{specimen.kind}.{argument}")
        for specimen in SPECIMENS
        for argument in names(specimen)
    ]
    return pytest.mark.parametrize(("specimen", "argument"), cases)


UNPUBLISHED = {
    (
        "PUT /api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/keys/{key_id}/",
        "request",
        "$.rateLimit",
    ): "null takes the limit away (sentry: `ProjectKeyPutSerializer`)"
}
"""What Sentry heeds and publishes nowhere: operation, side and place, with the reason."""

each_argument = of_each_resource(lambda specimen: specimen.changes)
each_that_is_lost_with_a_warning = of_each_resource(
    lambda specimen: [name for name in specimen.changes if name not in specimen.told_otherwise]
)


def undescribed(exchanges: Iterable[Exchange]) -> list[str]:
    """What was sent and stands neither in the published description of the request nor in that of an answer.

    Sentry drops a name that it does not know, without a word. It publishes more of its answers than of its requests.
    """
    if not DESCRIPTION.is_file():
        return []
    description = described()
    departures = ((exchange, one) for exchange in exchanges for one in description.departures(exchange))
    return [
        str(one)
        for exchange, one in departures
        if one.side == "request"
        and (one.operation, one.side, one.where) not in KNOWN | UNPUBLISHED
        and not (
            one.what == "is not described"
            and one.where.removeprefix("$.") in description.answered_names(exchange.path)
        )
    ]


@cache
def described() -> Description:
    return Description(DESCRIPTION)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture
def by_hand(sandbox: SandboxServer) -> Iterator[SentryByHand]:
    with person_at(sandbox) as person:
        person.admin("POST", "reset")
        person.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        yield person


@pytest.fixture
def between() -> ForgetfulSentry:
    return ForgetfulSentry()


@pytest.fixture
def world(by_hand: SentryByHand) -> World:
    return world_of(by_hand)


def test_every_resource_has_a_specimen_or_a_reason_for_none() -> None:
    kinds = {token.rpartition(":")[2] for token in registry().resources}
    assert kinds == {specimen.kind for specimen in SPECIMENS} | set(WITHOUT)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.kind)
def test_every_argument_that_an_update_sends_is_tried(specimen: Specimen) -> None:
    assert set(arguments(specimen.args)) == {*specimen.changes, *specimen.not_sent}


@each_argument
async def test_sentry_knows_and_heeds_it_and_nothing_differs_afterwards(
    specimen: Specimen, argument: str, world: World, engine: Engine, between: ForgetfulSentry
) -> None:
    made = await engine.create(specimen.kind, specimen.declared(world))
    wanted = specimen.changed(argument, world)
    assert any(path.startswith(argument) for path in await engine.diff(specimen.kind, made, wanted))
    updated = await engine.update(specimen.kind, made, wanted)
    assert engine.log.messages == []
    assert undescribed(between.written) == []
    seen = await engine.read(specimen.kind, updated)
    assert await engine.diff(specimen.kind, seen, wanted) == {}


@each_that_is_lost_with_a_warning
async def test_a_sentry_that_does_not_heed_it_is_named_with_it(
    specimen: Specimen, argument: str, world: World, engine: Engine, between: ForgetfulSentry
) -> None:
    made = await engine.create(specimen.kind, specimen.declared(world))
    wanted = specimen.changed(argument, world)
    between.forgets = specimen.place(argument)
    if specimen.refuses:
        with pytest.raises(Failed, match=argument):
            await engine.update(specimen.kind, made, wanted)
        return
    updated = await engine.update(specimen.kind, made, wanted)
    ((_, warning),) = engine.log.messages
    assert argument in warning
    assert updated.outputs.get(argument) == (await engine.read(specimen.kind, updated)).outputs.get(argument)
    assert updated.outputs.get(argument) != wanted[argument]
