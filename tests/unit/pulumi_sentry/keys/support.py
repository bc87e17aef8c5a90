"""What tests of client keys have in common: a key, and what an engine does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pulumi_sentry.plugin.values import decode
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY
from tests.unit.pulumi_sentry.support import Engine, State

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
