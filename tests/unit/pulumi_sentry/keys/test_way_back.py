"""A program that is older than the state takes no rotation back, and a leaked key never comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY
from tests.unit.pulumi_sentry.keys.support import (
    INGEST,
    KEY,
    KEYS,
    PLAIN,
    PROVEN,
    STATS,
    at,
    goes_on,
    has_another,
    made,
    points,
    restarted,
    retiring,
)
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, State

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
