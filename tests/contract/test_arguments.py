"""Each argument of each resource, one by one: Sentry heeds it, and where it does not the provider says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from pulumi_sentry.declaration import rules_of
from pulumi_sentry.plugin.registry import registry
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.contract.arguments import (
    ALERT,
    CRON_MONITOR,
    INBOUND_FILTERS,
    METRIC_MONITOR,
    OWNERSHIP_RULES,
    PROJECT,
    PROJECT_KEY,
    SPECIMENS,
    TEAM,
    UPTIME_MONITOR,
    WITHOUT,
    Specimen,
    World,
    arguments,
    world_of,
)
from tests.contract.forgetful import ForgetfulSentry
from tests.published import DESCRIPTION, KNOWN, Description, Exchange
from tests.sandbox import person_at_an_empty
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


Spelling = Callable[[str], str]


def with_blanks(text: str) -> str:
    return f"  {text} "


def with_a_line_break(text: str) -> str:
    return f"{text}\n"


def in_other_letters(text: str) -> str:
    return text.swapcase()


SPELLINGS: tuple[Spelling, ...] = (with_blanks, with_a_line_break, in_other_letters)

WORDS_OF_SENTRY = frozenset({"type", "result", "targetType", "fallthroughType", "op", "teamSlug", "method"})
"""Keys whose values are chosen from a list."""


def spelled(value: Any, spelling: Spelling) -> Any:
    """A value with all its texts in another spelling, and its lists the other way round."""
    if isinstance(value, str):
        return spelling(value)
    if isinstance(value, list):
        return [spelled(item, spelling) for item in reversed(value)]
    if isinstance(value, dict):
        return {
            key: item if key in WORDS_OF_SENTRY else spelled(item, spelling) for key, item in value.items()
        }
    return value


def _of_errors(aggregate: str, **more: Any) -> dict[str, Any]:
    return {"aggregate": aggregate, "timeWindow": 300, "dataset": "events", **more}


OTHERWISE = [
    (METRIC_MONITOR, "dataSource", _of_errors("count_unique(user)")),
    (METRIC_MONITOR, "dataSource", _of_errors("count_unique(tags[sentry:user])")),
    (METRIC_MONITOR, "dataSource", _of_errors("count_unique(release)", query=" level:fatal\n")),
    (METRIC_MONITOR, "dataSource", _of_errors("count_unique(dist)")),
    (METRIC_MONITOR, "dataSource", _of_errors("count()", eventTypes=["error", "default"])),
    (METRIC_MONITOR, "dataSource", {"aggregate": "count_unique(user)", "timeWindow": 300}),
    (CRON_MONITOR, "crontab", "@daily"),
    (CRON_MONITOR, "crontab", " 0  5\t* * * "),
    (PROJECT, "allowedDomains", ["*"]),
    (PROJECT, "options", {"filters:releases": "MyApp@1.0-RC*\n b \n\nB"}),
    (PROJECT, "options", {"filters:blacklisted_ips": "FE80::1\n"}),
    (PROJECT, "options", {"sentry:csp_ignored_sources": "HTTPS://A.example\n\n"}),
    (PROJECT, "options", {"filters:error_messages": "*A*\n*b*\n"}),
    (PROJECT, "highlightContext", {}),
    (INBOUND_FILTERS, "releases", ["MyApp@1.0-RC*", " b "]),
    (INBOUND_FILTERS, "ipAddresses", ["FE80::1"]),
    (INBOUND_FILTERS, "legacyBrowsers", ["safari", "ie9", "chrome"]),
    (OWNERSHIP_RULES, "rules", "\npath:src/*   #web\n\n"),
]
"""Values that Sentry keeps in another form."""


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
    with person_at_an_empty(sandbox) as person:
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


@each_argument
async def test_whatever_sentry_makes_of_a_spelling_is_no_difference(
    specimen: Specimen, argument: str, world: World, engine: Engine
) -> None:
    plain = specimen.changed(argument, world)
    state = await engine.create(specimen.kind, specimen.declared(world))
    for spelling in SPELLINGS:
        wanted = {**plain, argument: spelled(plain[argument], spelling)}
        if wanted == plain or (await engine.check(specimen.kind, wanted)).failures:
            continue  # it has no such spelling, or is refused before any call
        try:
            state = await engine.update(specimen.kind, state, wanted)
        except Failed as refused:
            if spelling is in_other_letters and "Sentry refused it (400)" in refused.message:
                continue  # it is another value, which Sentry does not know
            raise
        assert not [text for _, text in engine.log.messages if "does not have what was declared" in text]
        state = await engine.read(specimen.kind, state)
        assert await engine.diff(specimen.kind, state, wanted) == {}


@of_each_resource(lambda specimen: specimen.resets)
async def test_what_is_no_longer_declared_is_as_if_it_had_never_been(
    specimen: Specimen, argument: str, world: World, engine: Engine
) -> None:
    declared = specimen.declared(world)
    made = await engine.create(specimen.kind, declared)
    without = (await engine.read(specimen.kind, made)).outputs.get(argument)
    with_it = await engine.update(specimen.kind, made, specimen.changed(argument, world))
    assert (await engine.read(specimen.kind, with_it)).outputs.get(argument) != without
    reset = await engine.update(specimen.kind, with_it, declared)
    assert engine.log.messages == []
    seen = await engine.read(specimen.kind, reset)
    assert seen.outputs.get(argument) == without
    assert await engine.diff(specimen.kind, seen, declared) == {}


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.kind)
def test_every_argument_that_is_reset_is_left_out_once(specimen: Specimen) -> None:
    resets = {info.alias or name for name, info in specimen.args.model_fields.items() if rules_of(info).reset}
    assert resets == {*specimen.resets, *(resets & set(specimen.not_sent)), *specimen.in_place_of_another}


@pytest.mark.parametrize(("specimen", "argument", "value"), OTHERWISE)
async def test_whatever_sentry_writes_instead_is_no_difference(
    specimen: Specimen, argument: str, value: Any, world: World, engine: Engine
) -> None:
    wanted = {**specimen.declared(world), argument: value}
    made = await engine.create(specimen.kind, wanted)
    assert engine.log.messages == []
    seen = await engine.read(specimen.kind, made)
    assert await engine.diff(specimen.kind, seen, wanted) == {}
    assert await engine.diff(specimen.kind, seen, specimen.changed(argument, world)) != {}


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


@pytest.mark.parametrize(
    ("specimen", "argument"),
    [
        (TEAM, "name"),
        (PROJECT, "platform"),
        (PROJECT_KEY, "dynamicSdkLoaderOptions"),
        (METRIC_MONITOR, "description"),
        (UPTIME_MONITOR, "owner"),
        (CRON_MONITOR, "description"),
        (ALERT, "environment"),
        (INBOUND_FILTERS, "legacyBrowsers"),
        (OWNERSHIP_RULES, "fallthrough"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
async def test_a_creation_that_sentry_does_not_heed_as_a_whole_is_told_as_well(
    specimen: Specimen, argument: str, world: World, engine: Engine, between: ForgetfulSentry
) -> None:
    between.forgets = specimen.place(argument)
    made = await engine.create(specimen.kind, specimen.changed(argument, world))
    ((_, warning),) = engine.log.messages
    assert argument in warning
    assert made.outputs.get(argument) == (await engine.read(specimen.kind, made)).outputs.get(argument)
