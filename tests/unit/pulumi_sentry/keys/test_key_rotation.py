"""A client key proves its DSN before anybody gets it, and goes out of use step by step, never while it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pulumi_sentry.plugin.values import decode
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, State

KEY = f"/projects/acme/11/keys/{PUBLIC_KEY}/"
KEYS = "/projects/acme/11/keys/"
STATS = f"GET {KEY}stats/"
INGEST = "POST /api/11/envelope/"
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
DAY = 86_400

PLAIN: dict[str, Any] = {"project": "11", "name": "production"}
PROVEN = {**PLAIN, "proof": {"pause": 3}}


def retiring(stage: str, **more: Any) -> dict[str, Any]:
    return {**PLAIN, "retirement": {"stage": stage, "observe": 7 * DAY, **more}}


def at(monkeypatch: pytest.MonkeyPatch, day: float) -> None:
    monkeypatch.setenv("SENTRY_IAC_NOW", datetime.fromtimestamp(NOW.timestamp() + day * DAY, UTC).isoformat())


def points(*totals: int) -> list[dict[str, int]]:
    start = int(NOW.timestamp()) // 3600 * 3600
    return [
        {"ts": start + 3600 * hour, "total": total, "accepted": total, "filtered": 0, "dropped": 0}
        for hour, total in enumerate(totals)
    ]


@pytest.fixture
def alive(sentry: ScriptedSentry, monkeypatch: pytest.MonkeyPatch) -> ScriptedSentry:
    """A Sentry with the key, which is unused."""
    at(monkeypatch, 0)
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"GET {KEY}", bodies.key())
    sentry.answer(f"PUT {KEY}", bodies.key())
    sentry.answer(f"DELETE {KEY}", None, 204)
    sentry.answer(STATS, points(0, 0))
    return sentry


async def made(engine: Engine, inputs: Mapping[str, Any] = PLAIN) -> State:
    state = await engine.create("ProjectKey", inputs)
    engine.sentry.requests.clear()
    return state


async def restarted(engine: Engine) -> None:
    """Another run of the engine: the provider knows of nothing that the last one did."""
    await engine.configure({"token": "new", "organization": "acme", "baseUrl": "https://sentry.example.com"})
    engine.sentry.requests.clear()


async def has_another(engine: Engine, state: State) -> None:
    """The program of this run has another key of the same project, as it was."""
    engine.name = "other"
    other = replace(state, id="11/sha256-" + "0" * 24)
    await engine.diff("ProjectKey", other, decode(state.inputs)[0])
    engine.name = "it"


async def goes_on(engine: Engine, state: State, inputs: Mapping[str, Any]) -> State:
    """An `up`: what the engine does where there is a difference."""
    if not await engine.diff("ProjectKey", state, inputs):
        return state
    updated = await engine.update("ProjectKey", state, inputs)
    return State(updated.id, await engine.checked("ProjectKey", inputs), updated.properties)


async def switched_off(engine: Engine) -> State:
    state = await made(engine)
    engine.sentry.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(engine, state, retiring("deactivated"))
    engine.sentry.instead(f"GET {KEY}", bodies.key(isActive=False))
    engine.sentry.requests.clear()
    return state


# -- the proof -----------------------------------------------------------------------------------


async def test_a_new_key_is_proven_by_ingest_before_it_counts_as_made(
    engine: Engine, alive: ScriptedSentry
) -> None:
    alive.answer(INGEST, {"id": "0" * 32})
    state = await engine.create("ProjectKey", PROVEN)
    assert alive.writes == [f"POST {KEYS}", INGEST, INGEST]
    assert state.outputs["proven"] is True
    assert await engine.diff("ProjectKey", state, PROVEN) == {}


async def test_a_key_that_ingest_rejects_is_kept_in_state_and_proven_by_the_next_up(
    engine: Engine, alive: ScriptedSentry
) -> None:
    alive.answer(INGEST, {"detail": "event submission rejected with_reason: ProjectId"}, 403)
    with pytest.raises(Failed) as failed:
        await engine.create("ProjectKey", PROVEN)
    assert "rejected by ingest" in failed.value.message
    assert PUBLIC_KEY not in failed.value.message
    assert failed.value.partial is not None
    assert failed.value.partial.id == bodies.KEY_ID

    state = State(failed.value.partial.id, failed.value.partial.inputs, failed.value.partial.properties)
    assert await engine.diff("ProjectKey", state, PROVEN) == {"proof": "UPDATE"}
    alive.instead(INGEST, {"id": "0" * 32})
    assert (await engine.update("ProjectKey", state, PROVEN)).outputs["proven"] is True


async def test_a_key_that_comes_back_is_switched_on_and_proven_again(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await switched_off(engine)
    alive.instead(f"PUT {KEY}", bodies.key())
    alive.answer(INGEST, {"id": "0" * 32})
    state = await goes_on(engine, state, PROVEN)
    assert alive.body(f"PUT {KEY}")["isActive"] is True
    assert alive.calls[-2:] == [INGEST, INGEST]
    assert (state.outputs["status"], state.outputs["deactivatedAt"]) == ("active", "")


# -- out of use ----------------------------------------------------------------------------------


async def test_a_key_in_its_grace_stays_as_it_is(engine: Engine, alive: ScriptedSentry) -> None:
    state = await goes_on(engine, await made(engine), retiring("grace"))
    assert alive.writes == []
    assert state.outputs["status"] == "active"
    assert await engine.diff("ProjectKey", state, retiring("grace")) == {}


async def test_an_unused_key_is_switched_off_and_deleted_after_it_was_off_for_long_enough(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await switched_off(engine)
    assert (state.outputs["status"], state.outputs["deactivatedAt"]) == ("inactive", "2026-11-24T12:30:00Z")

    at(monkeypatch, 6)
    state = await goes_on(engine, state, retiring("deleted"))
    assert alive.writes == []
    assert await engine.diff("ProjectKey", state, retiring("deleted")) == {}

    at(monkeypatch, 7)
    assert await engine.diff("ProjectKey", state, retiring("deleted")) == {"retirement.stage": "UPDATE"}
    state = await goes_on(engine, state, retiring("deleted"))
    assert alive.writes == [f"DELETE {KEY}"]
    assert state.outputs["status"] == "deleted"

    # What is left is a record: nothing is asked for it any more, and its end is no request either.
    alive.requests.clear()
    assert await engine.diff("ProjectKey", state, retiring("deleted")) == {}
    assert (await engine.read("ProjectKey", state)).id == state.id
    await engine.delete("ProjectKey", state)
    assert alive.calls == []


async def test_an_up_that_comes_months_later_switches_off_first(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await made(engine)
    at(monkeypatch, 90)
    alive.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(engine, state, retiring("deleted"))
    assert alive.writes == [f"PUT {KEY}"]
    assert state.outputs["status"] == "inactive"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (points(0, 3), 200),
            "it took 3 events, the last between 2026-11-24T13:00:00Z and 2026-11-24T14:00:00Z",
        ),
        (({"detail": "The requested resource does not exist"}, 404), "its use is unknown"),
        (({"detail": "You do not have permission to perform this action."}, 403), "its use is unknown"),
        (([], 200), "its use is unknown"),
        (([{"ts": 1}], 200), "its use is unknown"),
    ],
)
async def test_a_key_that_is_used_or_may_be_is_kept_and_the_up_goes_on(
    engine: Engine, alive: ScriptedSentry, answer: tuple[Any, int], said: str
) -> None:
    state = await made(engine)
    alive.instead(STATS, *answer)
    state = await goes_on(engine, state, retiring("deactivated"))
    assert alive.writes == []
    assert state.outputs["status"] == "active"
    assert said in state.outputs["kept"]
    [(urn, message)] = engine.log.messages
    assert urn.endswith("::it")
    assert said in message
    assert "the next `up` tries again" in message

    # It is asked for again until it is unused.
    alive.instead(STATS, points(0, 0))
    alive.instead(f"PUT {KEY}", bodies.key(isActive=False))
    assert await engine.diff("ProjectKey", state, retiring("deactivated")) == {"retirement.stage": "UPDATE"}
    state = await goes_on(engine, state, retiring("deactivated"))
    assert (state.outputs["status"], state.outputs["kept"]) == ("inactive", "")


async def test_force_does_not_wait_for_use_to_end(engine: Engine, alive: ScriptedSentry) -> None:
    state = await made(engine)
    alive.instead(STATS, points(5))
    alive.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(engine, state, retiring("deactivated", force=True))
    assert state.outputs["status"] == "inactive"
    assert STATS not in alive.calls


async def test_only_the_declared_time_without_use_is_looked_at(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries: list[dict[str, str]] = []
    answer = alive.handle_async_request

    async def noting(request: Any) -> Any:
        if request.url.path.endswith("/stats/"):
            queries.append(dict(request.url.params))
        return await answer(request)

    monkeypatch.setattr(alive, "handle_async_request", noting)
    await goes_on(engine, await made(engine), retiring("deactivated", unusedFor=3600))
    until = int(NOW.timestamp())
    assert queries == [{"since": str(until - 3600), "until": str(until), "resolution": "1h"}]


async def test_a_key_on_its_way_out_that_somebody_deleted_is_not_made_again(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await goes_on(engine, await made(engine), retiring("grace"))
    alive.instead(f"GET {KEY}", {"detail": "The requested resource does not exist"}, 404)
    read = await engine.read("ProjectKey", state)
    assert (read.id, read.outputs["status"]) == (state.id, "deleted")


async def test_a_refresh_of_a_key_on_its_way_out_finds_nothing_new(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await switched_off(engine)
    read = await engine.read("ProjectKey", state)
    assert read.outputs == state.outputs
    assert await engine.diff("ProjectKey", read, retiring("deactivated")) == {}


async def test_a_deleted_key_cannot_come_back(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await switched_off(engine)
    at(monkeypatch, 7)
    state = await goes_on(engine, state, retiring("deleted"))
    with pytest.raises(Failed, match="cannot be used again"):
        await engine.update("ProjectKey", state, PROVEN)


async def test_no_key_is_made_only_to_be_thrown_away(engine: Engine, alive: ScriptedSentry) -> None:
    state = await engine.create("ProjectKey", retiring("grace"))
    assert alive.calls == []
    assert state.outputs["status"] == "deleted"
    assert await engine.diff("ProjectKey", state, retiring("grace")) == {}
    assert (await goes_on(engine, state, retiring("deleted"))).outputs["status"] == "deleted"
    assert alive.calls == []


async def test_a_used_key_on_its_way_out_is_not_deleted_because_its_declaration_is_gone(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await goes_on(engine, await made(engine), retiring("grace"))
    alive.instead(STATS, points(2))
    await engine.another_run()
    with pytest.raises(Failed, match="applications may still send with it") as failed:
        await engine.delete("ProjectKey", state)
    assert PUBLIC_KEY not in failed.value.message
    assert alive.writes == []
    monkeypatch.setenv("SENTRY_IAC_FORCE", "1")
    await engine.delete("ProjectKey", state)
    assert alive.writes == [f"DELETE {KEY}"]


# -- a program that is older than the state --------------------------------------------------------

FIRST, SECOND = "2026-11-20T10:00:00Z", "2026-11-24T12:30:00Z"


async def refused(engine: Engine, state: State, inputs: Mapping[str, Any]) -> str:
    """What is said of a change that must not be made: the same in a preview and in an `up`, and nothing is written."""
    engine.sentry.requests.clear()
    with pytest.raises(Failed) as previewed:
        await engine.diff("ProjectKey", state, inputs)
    with pytest.raises(Failed) as applied:
        await engine.update("ProjectKey", state, inputs)
    assert engine.sentry.calls == []
    assert previewed.value.message == applied.value.message
    assert PUBLIC_KEY not in previewed.value.message
    assert "\n" not in previewed.value.message
    assert len(previewed.value.message) < 300  # what a preview shows of it
    return previewed.value.message


async def leaked(engine: Engine, **more: Any) -> State:
    """A key that was rotated away as leaked and is off."""
    state = await made(engine)
    engine.sentry.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(
        engine, state, {**retiring("deactivated", force=True, leaked=True), "rotatedAt": SECOND, **more}
    )
    assert state.outputs["status"] == "inactive"
    return state


@pytest.mark.parametrize(
    "program",
    [
        PLAIN,
        PROVEN,
        {**PLAIN, "isActive": True, "rotatedAt": FIRST},
        {**PLAIN, "rotatedAt": "2026-12-24T12:30:00Z"},
        {**retiring("grace"), "rotatedAt": SECOND},
    ],
)
async def test_a_leaked_key_never_comes_back(
    engine: Engine, alive: ScriptedSentry, program: dict[str, Any]
) -> None:
    said = await refused(engine, await leaked(engine), program)
    assert "the client key of it has leaked and was rotated away at 2026-11-24T12:30:00Z" in said
    assert "run `git pull`, or `sentry-iac rotate --catch-up`" in said
    assert "for another key, `sentry-iac rotate`" in said


async def test_a_leaked_key_goes_on_to_its_end(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await leaked(engine)
    alive.instead(f"GET {KEY}", bodies.key(isActive=False))
    ends = {**retiring("deleted", force=True, leaked=True), "rotatedAt": SECOND}
    at(monkeypatch, 7)
    state = await goes_on(engine, state, ends)
    assert state.outputs["status"] == "deleted"
    assert await engine.diff("ProjectKey", state, ends) == {}
    assert "has leaked" in await refused(engine, state, PLAIN)


async def test_a_state_that_knows_only_of_force_keeps_the_key_off(
    engine: Engine, alive: ScriptedSentry
) -> None:
    # Version 0.1.0 wrote neither that a key has leaked nor when it was rotated.
    state = await made(engine)
    alive.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(engine, state, retiring("deactivated", force=True))
    assert "was switched off by force at 2026-11-24T12:30:00Z" in await refused(engine, state, PLAIN)
    assert "was switched off by force" in await refused(engine, state, {**PLAIN, "rotatedAt": SECOND})


@pytest.mark.parametrize("program", [PLAIN, {**PLAIN, "rotatedAt": FIRST}])
async def test_a_rotation_is_not_taken_back_by_a_program_that_is_older(
    engine: Engine, alive: ScriptedSentry, program: dict[str, Any]
) -> None:
    state = await goes_on(engine, await made(engine), {**retiring("grace"), "rotatedAt": SECOND})
    said = await refused(engine, state, program)
    knows = "knows of 2026-11-20T10:00:00Z" if "rotatedAt" in program else "knows of no rotation"
    assert f"were rotated at 2026-11-24T12:30:00Z, and this program {knows}" in said
    assert "`sentry-iac rotate --rollback` goes back on purpose" in said


async def test_a_later_program_goes_back_to_a_key_that_has_not_leaked(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await made(engine)
    alive.instead(f"PUT {KEY}", bodies.key(isActive=False))
    state = await goes_on(engine, state, {**retiring("deactivated", force=True), "rotatedAt": FIRST})
    alive.instead(f"PUT {KEY}", bodies.key())
    state = await goes_on(engine, state, {**PLAIN, "rotatedAt": SECOND})
    assert state.outputs["status"] == "active"


async def test_the_instant_of_a_rotation_is_no_change_by_itself(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await made(engine)
    assert await engine.diff("ProjectKey", state, {**PLAIN, "rotatedAt": FIRST}) == {}
    assert await engine.failures("ProjectKey", {**PLAIN, "rotatedAt": "soon"}) == {
        "rotatedAt": "is no instant: write it as 2026-11-24T10:00:00Z"
    }


@pytest.mark.parametrize("successor", [{**PLAIN, "rotatedAt": SECOND}, PROVEN])
async def test_the_key_that_took_over_is_not_deleted_by_a_program_that_has_another_one_instead(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch, successor: dict[str, Any]
) -> None:
    alive.answer(INGEST, {"id": "0" * 32})
    state = await made(engine, successor)
    await restarted(engine)
    engine.name = "older"
    alive.instead(f"POST {KEYS}", bodies.key("cd" * 16), 201)
    await engine.create("ProjectKey", PLAIN)
    engine.name = "it"
    alive.instead(STATS, points(2))
    alive.requests.clear()
    with pytest.raises(Failed, match=r"the program is older than the state\. Update the checkout") as failed:
        await engine.delete("ProjectKey", state)
    assert "in the last 168 h it took 2 events" in failed.value.message
    assert alive.writes == []
    monkeypatch.setenv("SENTRY_IAC_FORCE", "1")
    await engine.delete("ProjectKey", state)
    assert alive.writes == [f"DELETE {KEY}"]


async def test_an_unused_key_that_took_over_goes(engine: Engine, alive: ScriptedSentry) -> None:
    state = await made(engine, {**PLAIN, "rotatedAt": SECOND})
    await restarted(engine)
    await has_another(engine, state)
    await engine.delete("ProjectKey", state)
    assert alive.writes == [f"DELETE {KEY}"]


@pytest.mark.parametrize("successor", [PLAIN, {**PLAIN, "rotatedAt": SECOND}])
async def test_what_a_person_removes_goes_although_it_is_used(
    engine: Engine, alive: ScriptedSentry, successor: dict[str, Any]
) -> None:
    """A destroy, a removed application: no key of the project is in the program; a key that was never rotated."""
    state = await made(engine, successor)
    alive.instead(STATS, points(2))
    await restarted(engine)
    if successor == PLAIN:
        await has_another(engine, state)
    await engine.delete("ProjectKey", state)
    assert alive.writes == [f"DELETE {KEY}"]


async def test_a_replaced_key_goes_although_it_took_over(engine: Engine, alive: ScriptedSentry) -> None:
    state = await made(engine, {**PLAIN, "rotatedAt": SECOND})
    alive.instead(STATS, points(2))
    await engine.another_run()
    await engine.diff("ProjectKey", state, {**PLAIN, "rotatedAt": SECOND})
    await engine.delete("ProjectKey", state)
    assert alive.writes == [f"DELETE {KEY}"]


async def test_a_changed_name_reaches_a_key_on_its_way_out_and_leaves_it_switched_off(
    engine: Engine, alive: ScriptedSentry
) -> None:
    state = await switched_off(engine)
    await goes_on(engine, state, {**retiring("deactivated"), "name": "renamed"})
    assert alive.body(f"PUT {KEY}") | {"name": "renamed", "isActive": False} == alive.body(f"PUT {KEY}")


async def test_a_clock_that_is_no_instant_is_said_in_one_line(
    engine: Engine, alive: ScriptedSentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await made(engine)
    monkeypatch.setenv("SENTRY_IAC_NOW", "soon")
    with pytest.raises(Failed, match="SENTRY_IAC_NOW holds 'soon', which is no instant"):
        await engine.update("ProjectKey", state, retiring("deactivated"))
