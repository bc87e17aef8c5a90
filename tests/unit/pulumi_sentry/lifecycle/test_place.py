"""Which Sentry and organization a stack is of: what the state keeps of it, and what the provider refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.lifecycle.checkpoint import RECORDED
from pulumi_sentry.lifecycle.place import Place
from pulumi_sentry.plugin.values import decode
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import ORGANIZATION, TOKEN
from tests.unit.pulumi_sentry.support import Engine, Failed

HERE = "https://sentry.example.com"
THERE = "https://errors.example.org"
MADE = "2024-03-01T10:00:00.123456Z"
DEFAULT = "urn:pulumi:prod::shop::pulumi:providers:sentry::default_0_1_0"
EXPLICIT = "urn:pulumi:prod::shop::pulumi:providers:sentry::eu"


def recorded(**changes: Any) -> dict[str, Any]:
    """A provider's inputs as a state has them."""
    place = {
        "site": HERE,
        "organization": "acme",
        "organizationId": "1",
        "organizationCreated": MADE,
        **changes,
    }
    return {"version": "0.1.0", RECORDED: place}


def environment(
    monkeypatch: pytest.MonkeyPatch, url: str | None = HERE, org: str | None = "acme", token: str = TOKEN
) -> None:
    """What the run names; the stack's config names nothing."""
    monkeypatch.setenv("PULUMI_CONFIG", "{}")
    for name, value in (("SENTRY_URL", url), ("SENTRY_ORG", org), ("SENTRY_AUTH_TOKEN", token)):
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)


def described(engine: Engine, org: str = "acme", **changes: Any) -> None:
    """Make Sentry answer for an organization."""
    engine.sentry.instead(
        f"GET /organizations/{org}/", {**ORGANIZATION, "slug": org, "dateCreated": MADE, **changes}
    )


async def asked(engine: Engine, old: dict[str, Any], new: dict[str, Any] | None = None) -> dict[str, Any]:
    """The inputs after CheckConfig."""
    answer = await engine.check_config(new or {"version": "0.1.0"}, old, DEFAULT)
    assert not answer.failures, answer.failures
    return decode(answer.inputs)[0]


async def refusal(engine: Engine, old: dict[str, Any], urn: str = DEFAULT, **new: Any) -> str:
    """Why CheckConfig, and Configure with what the state has, refuse."""
    (failure,) = (await engine.check_config({"version": "0.1.0", **new}, old, urn)).failures
    if urn == DEFAULT:
        with pytest.raises(Failed) as failed:
            await engine.configure(old, urn)
        assert failed.value.message == failure.reason
    return failure.reason


# -- what is recorded ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept", [{}, {"version": "0.1.0"}, {"organization": "acme"}, {"baseUrl": f"{HERE}/"}]
)
async def test_a_place_is_recorded_wherever_it_came_from_also_in_a_state_of_0_1_0(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch, kept: dict[str, Any]
) -> None:
    environment(monkeypatch)
    described(unconfigured)
    inputs = await asked(unconfigured, kept)
    assert inputs == recorded()
    assert "organization" not in inputs
    assert unconfigured.sentry.requests == [("GET /organizations/acme/", None)]
    answer = await unconfigured.diff_config(kept, inputs, DEFAULT)
    assert answer.changes == answer.DIFF_SOME
    assert not answer.replaces
    answer = await unconfigured.diff_config(inputs, inputs, DEFAULT)
    assert answer.changes == answer.DIFF_NONE


async def test_what_a_program_writes_under_the_recorded_key_counts_for_nothing(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch)
    described(unconfigured)
    assert await asked(unconfigured, {}, recorded(site=THERE, organizationId="9")) == recorded()


async def test_an_unknown_configuration_keeps_what_was_recorded(unconfigured: Engine) -> None:
    new = {"token": UNKNOWN, "organization": UNKNOWN}
    assert (await asked(unconfigured, recorded(), new))[RECORDED] == recorded()[RECORDED]
    assert unconfigured.sentry.requests == []


@pytest.mark.parametrize(
    "asked_for", ["https://de.sentry.io", "https://acme.sentry.io", "https://sentry.io/api/0/"]
)
async def test_sentry_io_and_its_regions_are_one_site(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch, asked_for: str
) -> None:
    environment(monkeypatch, asked_for)
    described(unconfigured, dateCreated="2030-01-01T00:00:00Z")  # where ids are unique nothing else counts
    inputs = await asked(unconfigured, recorded(site="https://sentry.io"))
    assert inputs[RECORDED]["site"] == "https://sentry.io"


async def test_a_renamed_organization_is_the_same_and_recorded_anew(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, org="acme-group")
    described(unconfigured, "acme-group")
    inputs = await asked(unconfigured, recorded())
    assert inputs == recorded(organization="acme-group")
    answer = await unconfigured.diff_config(recorded(), inputs, DEFAULT)
    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_SOME, [])
    await unconfigured.configure(recorded(), DEFAULT)


async def test_a_sandbox_on_another_port_is_the_same_and_its_former_address_is_kept(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = recorded(site="http://127.0.0.1:9600")
    for url, former in (
        ("http://localhost:9700", ["http://127.0.0.1:9600"]),
        ("http://[::1]:9800", ["http://localhost:9700", "http://127.0.0.1:9600"]),
        ("http://127.0.0.1:9600", ["http://[::1]:9800", "http://localhost:9700"]),
    ):
        environment(monkeypatch, url)
        described(unconfigured)
        await unconfigured.configure(old, DEFAULT)
        old = await asked(unconfigured, old)
        assert (old[RECORDED]["site"], old[RECORDED]["formerSites"]) == (url, former)


# -- what is refused -------------------------------------------------------------------------------


async def test_another_site_is_refused_without_a_request(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, THERE, "other")
    said = await refusal(unconfigured, recorded())
    assert said == (
        f"the state of stack prod holds the objects of organization acme (id 1) at {HERE}, but this run asks for "
        f"organization other at {THERE}, so nothing was changed at either: use a new stack for the latter, set "
        "SENTRY_ORG, SENTRY_URL and SENTRY_AUTH_TOKEN (or sentry:...) back to those of the former, or run "
        "`sentry-iac forget --stack prod` to leave behind all that is there"
    )
    assert unconfigured.sentry.told == []


@pytest.mark.parametrize(
    ("site", "url", "changes"),
    [
        (HERE, HERE, {"id": "2"}),
        ("https://sentry.io", "https://de.sentry.io", {"id": "2"}),
        (HERE, HERE, {"dateCreated": "2025-01-01T00:00:00Z"}),
        ("http://127.0.0.1:9600", "http://127.0.0.1:9700", {"dateCreated": "2024-03-01T10:00:00.987654Z"}),
        ("http://127.0.0.1:9600", "http://127.0.0.1:9700", {"dateCreated": None}),
        ("http://127.0.0.1:9600", "http://127.0.0.1:9600", {"dateCreated": "2024-03-01T10:00:00.987654Z"}),
    ],
)
async def test_another_organization_is_refused_once_its_sentry_has_told_which_it_is(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch, site: str, url: str, changes: dict[str, Any]
) -> None:
    environment(monkeypatch, url)
    described(unconfigured, **changes)
    assert "this run asks for organization acme" in await refusal(unconfigured, recorded(site=site))
    assert {call for call, _ in unconfigured.sentry.requests} == {"GET /organizations/acme/"}


async def test_a_0_1_0_state_that_declares_another_place_is_refused(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch)
    described(unconfigured)
    assert "an organization at https://errors.example.org" in await refusal(unconfigured, {"baseUrl": THERE})
    assert "organization other," in await refusal(unconfigured, {"organization": "other"})


async def test_an_object_whose_page_is_elsewhere_stops_a_state_that_says_no_more(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = unconfigured
    environment(monkeypatch)
    described(engine)
    engine.sentry.answer("GET /organizations/acme/teams/", [])
    engine.sentry.answer("POST /organizations/acme/teams/", bodies.TEAM)
    await asked(engine, {})
    team = await engine.create("Team", bodies.TEAM_INPUTS)
    environment(monkeypatch, THERE)
    await engine.configure(await asked(engine, {}), DEFAULT)
    told = len(engine.sentry.requests)
    for call in (
        engine.diff("Team", team, bodies.TEAM_INPUTS),
        engine.read("Team", team),
        engine.delete("Team", team),
    ):
        with pytest.raises(Failed, match=f"organization acme at {HERE}, but this run asks for"):
            await call
    assert len(engine.sentry.requests) == told
    # Once a place is recorded, it is what counts, and not what is left of an older address.
    environment(monkeypatch, THERE, token="of-another-process")
    await asked(engine, recorded(site=THERE))
    assert await engine.diff("Team", team, bodies.TEAM_INPUTS) == {}


async def test_a_provider_that_the_program_points_elsewhere_is_named(unconfigured: Engine) -> None:
    new = {"token": TOKEN, "organization": "other", "baseUrl": THERE}
    said = await refusal(unconfigured, recorded(), EXPLICIT, **new)
    assert "provider eu of stack prod" in said
    assert "another provider or stack" in said
    assert unconfigured.sentry.told == []


# -- whose token -----------------------------------------------------------------------------------


async def test_a_destroy_goes_by_the_config_of_now_and_not_by_what_the_state_declares(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, None, None, "the-token-of-there")
    config = {"organization": "other", "baseUrl": THERE}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
    kept = {**recorded(), "organization": "acme", "baseUrl": HERE}
    with pytest.raises(Failed, match="this run asks for organization other"):
        await unconfigured.configure(kept, DEFAULT)
    assert unconfigured.sentry.told == []
    # One that the program configures is not what the stack's config speaks of.
    described(unconfigured)
    await unconfigured.configure({**kept, "token": TOKEN}, EXPLICIT)
    assert unconfigured.sentry.told == [(HERE, f"Bearer {TOKEN}")]


async def test_a_token_that_only_the_state_has_stays_with_the_place_of_the_state(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", "{}")
    kept = {**recorded(site="http://127.0.0.1:9600"), "token": "the-token-of-here"}
    environment(monkeypatch, "http://127.0.0.1:9700", token="")
    with pytest.raises(Failed, match="but this run asks for"):
        await unconfigured.configure(kept, DEFAULT)
    assert unconfigured.sentry.told == []
    environment(monkeypatch, "http://127.0.0.1:9600", token="")
    described(unconfigured)
    await unconfigured.configure(kept, DEFAULT)
    assert unconfigured.sentry.told == [("http://127.0.0.1:9600", "Bearer the-token-of-here")]


async def test_the_token_of_the_environment_goes_only_where_the_environment_points(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, THERE)
    config = {"organization": "acme", "baseUrl": HERE}
    (failure,) = (await unconfigured.check_config(config, urn=EXPLICIT)).failures
    assert f"SENTRY_AUTH_TOKEN is for {THERE}" in failure.reason
    assert TOKEN not in failure.reason
    with pytest.raises(Failed, match="SENTRY_AUTH_TOKEN is for"):
        await unconfigured.configure(config, EXPLICIT)
    assert unconfigured.sentry.told == []
    described(unconfigured)
    assert not (await unconfigured.check_config({**config, "token": "its-own"}, urn=EXPLICIT)).failures
    assert unconfigured.sentry.told == [(HERE, "Bearer its-own")]


async def test_the_token_of_an_environment_without_an_address_goes_to_sentry_io_only(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, None)
    config = {"organization": "acme", "baseUrl": HERE}
    with pytest.raises(Failed, match=r"for https://sentry\.io, since SENTRY_URL is not set, but"):
        await unconfigured.configure(config, EXPLICIT)
    assert unconfigured.sentry.told == []
    described(unconfigured)
    await unconfigured.configure({**config, "baseUrl": "https://de.sentry.io"}, EXPLICIT)
    assert unconfigured.sentry.told == [("https://de.sentry.io", f"Bearer {TOKEN}")]


# -- what the engine asks where a resource gets another provider -----------------------------------


async def test_a_default_provider_of_another_version_never_replaces_what_is_elsewhere(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, THERE, "other")
    new = recorded(site=THERE, organization="other", organizationId="7")
    with pytest.raises(Failed, match="so nothing was changed at either"):
        await unconfigured.diff_config(recorded(), new, DEFAULT)
    answer = await unconfigured.diff_config(recorded(), recorded(), DEFAULT.replace("0_1_0", "0_2_0"))
    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_NONE, [])


async def test_a_resource_moves_to_a_provider_of_another_organization_while_the_former_is_in_reach(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {**recorded(site=THERE, organization="other", organizationId="7"), "organization": "other"}
    own = {**recorded(), "organization": "acme", "baseUrl": HERE, "token": TOKEN}
    assert list((await unconfigured.diff_config(own, new, EXPLICIT)).replaces) == [RECORDED]
    environment(monkeypatch)
    assert list((await unconfigured.diff_config(recorded(), new, EXPLICIT)).replaces) == [RECORDED]
    environment(monkeypatch, THERE)
    with pytest.raises(Failed, match="provider eu of stack prod"):
        await unconfigured.diff_config(recorded(), new, EXPLICIT)


async def test_another_token_replaces_nothing(unconfigured: Engine) -> None:
    answer = await unconfigured.diff_config(
        {**recorded(), "token": "a"}, {**recorded(), "token": "b"}, DEFAULT
    )
    assert (answer.changes, list(answer.replaces), list(answer.diffs)) == (answer.DIFF_SOME, [], ["token"])


# -- what follows a sandbox ------------------------------------------------------------------------


async def test_a_key_whose_dsn_is_of_a_former_address_is_read_anew(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = unconfigured
    environment(monkeypatch, "http://127.0.0.1:9600")
    described(engine)
    before = await asked(engine, {})
    path = f"/projects/acme/11/keys/{bodies.PUBLIC_KEY}/"
    dsn = {"public": f"http://{bodies.PUBLIC_KEY}@127.0.0.1:9600/11", "security": "http://127.0.0.1:9600/csp"}
    made = bodies.key(dsn=dsn)
    engine.sentry.answer("POST /projects/acme/11/keys/", made)
    key = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    assert await engine.diff("ProjectKey", key, bodies.KEY_INPUTS) == {}

    environment(monkeypatch, "http://127.0.0.1:9700")
    described(engine)
    await asked(engine, before)
    assert await engine.diff("ProjectKey", key, bodies.KEY_INPUTS) == {"dsn": "UPDATE"}
    planned = await engine.update("ProjectKey", key, bodies.KEY_INPUTS, preview=True)
    assert (planned.outputs["dsn"], planned.outputs["securityUrl"]) == (UNKNOWN, UNKNOWN)
    assert planned.outputs["publicKey"] == bodies.PUBLIC_KEY
    now = bodies.key(dsn={name: url.replace("9600", "9700") for name, url in dsn.items()})
    engine.sentry.answer(f"GET {path}", now)
    engine.sentry.answer(f"PUT {path}", now)
    key = await engine.update("ProjectKey", key, bodies.KEY_INPUTS)
    assert key.outputs["dsn"] == f"http://{bodies.PUBLIC_KEY}@127.0.0.1:9700/11"
    assert await engine.diff("ProjectKey", key, bodies.KEY_INPUTS) == {}


def test_only_an_address_that_a_sentry_had_counts_as_left() -> None:
    place = Place(
        site="http://127.0.0.1:9700", former_sites=("http://localhost:9600", "http://127.0.0.1:9700")
    )
    assert place.has_left("http://0123@127.0.0.1:9600/4")
    assert not place.has_left("http://0123@127.0.0.1:9700/4")
    assert not place.has_left("http://0123@127.0.0.1:7899/4")  # a relay beside a Sentry
    assert not place.has_left("http://0123@sentry.example.com:9600/4")
    assert not place.has_left("0123")
