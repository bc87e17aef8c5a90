"""The provider in this process, spoken to over real gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import grpc.aio
import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.servicer import ProviderServicer
from pulumi_sentry.plugin.session import ProviderSession
from tests.unit.pulumi_sentry.bodies import TOKEN
from tests.unit.pulumi_sentry.support import (
    Engine,
    ListeningEngine,
    ScriptedSentry,
    add_engine,
    add_provider,
    stub_of,
)


async def _no_wait(seconds: float) -> None:
    """Sleeping takes no time."""


@pytest.fixture
async def unconfigured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Engine]:
    """A provider that was started and nothing else."""
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "PULUMI_BACKEND_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_STATE_HOME", "PULUMI_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    sentry, log = ScriptedSentry(), ListeningEngine()
    client = partial(SentryClient, transport=sentry, timing=Timing(sleep=_no_wait))
    session = ProviderSession(client, registry().kind)
    engine_server, provider_server = grpc.aio.server(), grpc.aio.server()
    session.attach(f"127.0.0.1:{add_engine(log, engine_server)}")
    port = add_provider(ProviderServicer(registry(), session), provider_server)
    await engine_server.start()
    await provider_server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Engine(stub_of(channel), sentry, log)
    await session.close()
    await provider_server.stop(None)
    await engine_server.stop(None)


@pytest.fixture
async def engine(unconfigured: Engine) -> Engine:
    """A provider that knows organization acme at sentry.example.com."""
    await unconfigured.configure(
        {"token": TOKEN, "organization": "acme", "baseUrl": "https://sentry.example.com"}
    )
    return unconfigured


@pytest.fixture
def sentry(engine: Engine) -> ScriptedSentry:
    """The Sentry behind `engine`."""
    return engine.sentry
