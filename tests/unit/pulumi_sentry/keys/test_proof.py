"""A client key proves its DSN before anybody gets it."""

from __future__ import annotations

import pytest

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY
from tests.unit.pulumi_sentry.keys.support import (
    INGEST,
    KEY,
    KEYS,
    PLAIN,
    PROVEN,
    goes_on,
    switched_off,
)
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, State


async def test_a_new_key_is_proven_by_ingest_before_it_counts_as_made(
    engine: Engine, alive: ScriptedSentry
) -> None:
    alive.answer(INGEST, {"id": "0" * 32})
    state = await engine.create("ProjectKey", PROVEN)
    assert alive.writes == [f"POST {KEYS}", INGEST, INGEST]
    assert state.outputs["proven"] is True
    assert await engine.diff("ProjectKey", state, PROVEN) == {}


async def test_a_key_is_proven_at_the_address_that_applications_send_to(
    engine: Engine, alive: ScriptedSentry
) -> None:
    passed_on = "POST /in/api/11/envelope/"
    alive.answer(passed_on, {"id": "0" * 32})
    proven = {**PLAIN, "proof": {"pause": 3, "endpoint": "https://errors.example.com/in"}}
    state = await engine.create("ProjectKey", proven)
    assert alive.writes == [f"POST {KEYS}", passed_on, passed_on]
    assert state.outputs["proven"] is True
    assert "errors.example.com" not in str(state.outputs["dsn"])

    wrong = {**PLAIN, "proof": {"endpoint": "errors.example.com"}}
    assert "no address" in (await engine.failures("ProjectKey", wrong))["proof.endpoint"]


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
