"""A client key goes out of use step by step, and never while it is used."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY
from tests.unit.pulumi_sentry.keys.support import (
    KEY,
    NOW,
    PROVEN,
    STATS,
    at,
    goes_on,
    made,
    points,
    retiring,
    switched_off,
)
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry


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
