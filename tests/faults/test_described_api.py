"""Requests of the provider and of a build, and the sandbox's answers, match Sentry's published API description.

`tests/published.py` lists where Sentry does otherwise, or has more than it publishes.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sentry_sandbox.server import SandboxServer, sockets
from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import Settings
from tests.faults.model_engine import Inputs, ModelEngine, Program
from tests.faults.shipped_estate import shipped_program
from tests.faults.small_estate import Estate
from tests.published import DESCRIPTION, KNOWN, Departure, Description, Exchange, needs_the_description
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

pytestmark = needs_the_description


class Recorder:
    """Records every exchange of the management API in front of the sandbox."""

    exchanges: list[Exchange]

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/0/"):
            await self._app(scope, receive, send)
            return
        sent, answered, status = b"", b"", 0

        async def receiving() -> Message:
            nonlocal sent
            message = await receive()
            sent += message.get("body", b"")
            return message

        async def sending(message: Message) -> None:
            nonlocal answered, status
            status = message.get("status", status)
            answered += message.get("body", b"")
            await send(message)

        await self._app(scope, receiving, sending)
        query = scope["query_string"].decode()
        Recorder.exchanges.append(
            Exchange(
                scope["method"],
                scope["path"],
                frozenset(part.partition("=")[0] for part in query.split("&") if part),
                json.loads(sent) if sent else None,
                status,
                json.loads(answered) if answered else None,
            )
        )


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """The exchanges of two estates (made, read, changed, adopted, refused, removed) and of a build."""
    Recorder.exchanges = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "create_app", lambda settings: Recorder(create_app(settings)))
        with SandboxServer(Settings()) as sandbox:
            hand = person_at(sandbox)
            environment = variables_of(sandbox)

            def stack() -> ModelEngine:
                return ModelEngine(environment, tmp_path_factory.mktemp("backend"))

            _live(stack(), shipped_program(), shipped_program())
            estate = Estate()
            changed = estate.edited(threshold=40, frequency=5, prefix="[web]", second=False)
            _live(stack(), estate.program(), changed.program(), adopted_by=stack())
            _build(hand)
            hand.close()
    return Recorder.exchanges


def _live(engine: ModelEngine, program: Any, changed: Any, adopted_by: ModelEngine | None = None) -> None:
    engine.up(program)
    engine.refresh()
    engine.up(changed)
    if adopted_by is not None:
        adopted_by.up(_adopting(changed))
    engine.destroy()
    engine.refresh()
    engine.end()


def _adopting(program: Program) -> Program:
    """The same estate, adopting existing objects."""

    def wanted(inputs: Inputs) -> Inputs:
        return lambda outputs: {**inputs(outputs), "adopt": True}

    return {name: (kind, wanted(inputs)) for name, (kind, inputs) in program.items()}


def _build(hand: SentryByHand) -> None:
    """The requests of `@sentry/vite-plugin`, in its order; the form with the pieces, which is no JSON, is empty."""
    hand.team("web")
    hand.project("web", "web")
    release, checksum = {"version": "gvses@1", "projects": ["web"]}, "0" * 40
    hand.get("organizations/{org}/")
    hand.call("POST", "organizations/{org}/releases/", release)
    hand.get("organizations/{org}/repos/?per_page=100")
    hand.call("PUT", "organizations/{org}/releases/gvses@1/", {"dateReleased": "2026-11-25T05:00:00.000Z"})
    hand.get("organizations/{org}/chunk-upload/")
    announced = {"checksum": checksum, "chunks": [checksum], "projects": ["web"], "version": "gvses@1"}
    hand.call("POST", "organizations/{org}/artifactbundle/assemble/", announced)
    hand.call("POST", "organizations/{org}/chunk-upload/")
    hand.get("projects/{org}/web/artifact-lookup/")


def test_every_exchange_is_as_described(exchanges: list[Exchange]) -> None:
    description = Description(DESCRIPTION)
    found: dict[Departure, None] = {}
    for exchange in exchanges:
        found.update(dict.fromkeys(description.departures(exchange)))
    unknown = [
        str(one) for one in found if not any(key == (one.operation, one.side, one.where) for key in KNOWN)
    ]
    assert unknown == [], "\n".join(unknown)


def test_every_listed_departure_is_still_one(exchanges: list[Exchange]) -> None:
    description = Description(DESCRIPTION)
    found = {
        (one.operation, one.side, one.where)
        for exchange in exchanges
        for one in description.departures(exchange)
    }
    assert set(KNOWN) <= found
