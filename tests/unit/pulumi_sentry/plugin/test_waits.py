"""A wait for Sentry's rate limit is shown beside the resource that waits first, once, while it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import grpc.aio
import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.servicer import ProviderServicer
from pulumi_sentry.plugin.session import ProviderSession
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import (
    Engine,
    ListeningEngine,
    ScriptedSentry,
    add_engine,
    add_provider,
    stub_of,
)

PROJECT = "GET /projects/acme/11/"


class Clock:
    """Sleeping takes no time of ours."""

    now = 1000.0

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        for _ in range(30):
            await asyncio.sleep(0)
        self.now = max(self.now, until)


@pytest.fixture
async def patient() -> AsyncIterator[Engine]:
    """A provider for which waits pass at once."""
    clock, sentry, log = Clock(), ScriptedSentry(), ListeningEngine()
    timing = Timing(sleep=clock.sleep, monotonic=lambda: clock.now, random=lambda: 0.5)
    session = ProviderSession(partial(SentryClient, transport=sentry, timing=timing))
    engine_server, provider_server = grpc.aio.server(), grpc.aio.server()
    session.attach(f"127.0.0.1:{add_engine(log, engine_server)}")
    port = add_provider(ProviderServicer(registry(), session), provider_server)
    await engine_server.start()
    await provider_server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        engine = Engine(stub_of(channel), sentry, log)
        await engine.configure(
            {"token": bodies.TOKEN, "organization": "acme", "baseUrl": "https://sentry.example.com"}
        )
        yield engine
    await session.close()
    await provider_server.stop(None)
    await engine_server.stop(None)


async def test_a_wait_that_many_share_is_shown_once(patient: Engine) -> None:
    for _ in range(3):
        patient.sentry.answer(PROJECT, {"detail": "Too frequently."}, status=429)
    patient.sentry.answer(PROJECT, bodies.project())
    await asyncio.gather(*(patient.imported("Project", "11") for _ in range(6)))
    shown = [message for _, message in patient.log.status]
    assert 1 <= len(shown) <= 3  # a wait for each 429 at most, never one for each request
    assert all(message.startswith("waiting ") and "Sentry's rate limit" in message for message in shown)
    assert {urn for urn, _ in patient.log.status} == {patient.urn("Project")}
    assert patient.log.messages == []


async def test_without_a_wait_nothing_is_shown(patient: Engine) -> None:
    patient.sentry.answer(PROJECT, bodies.project())
    await asyncio.gather(*(patient.imported("Project", "11") for _ in range(6)))
    assert patient.log.status == []
