"""The provider over real gRPC, and a sandbox over HTTP behind it, without the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import grpc.aio
import httpx2
import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.servicer import ProviderServicer
from pulumi_sentry.plugin.session import ProviderSession
from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand
from tests.unit.pulumi_sentry.support import (
    Engine,
    ListeningEngine,
    ScriptedSentry,
    add_engine,
    add_provider,
    stub_of,
)

Connect = Callable[..., Awaitable[Engine]]


@pytest.fixture
def between() -> httpx2.AsyncBaseTransport | None:
    """What stands between the provider and the sandbox; nothing unless a test says so."""
    return None


@pytest.fixture
async def connect(
    sandbox: SandboxServer,
    by_hand: SentryByHand,
    between: httpx2.AsyncBaseTransport | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> AsyncIterator[Connect]:
    """Gives the provider a token: the owner's, or a new one of a kind, with some scopes or all."""
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "PULUMI_BACKEND_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_STATE_HOME", "PULUMI_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    log = ListeningEngine()
    session = ProviderSession(partial(SentryClient, transport=between), registry().kind)
    engine_server, provider_server = grpc.aio.server(), grpc.aio.server()
    session.attach(f"127.0.0.1:{add_engine(log, engine_server)}")
    port = add_provider(ProviderServicer(registry(), session), provider_server)
    await engine_server.start()
    await provider_server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        engine = Engine(stub_of(channel), ScriptedSentry(), log)

        async def connected(kind: str | None = None, *scopes: str) -> Engine:
            token = sandbox.token
            if kind is not None:
                wanted = {"kind": kind, **({"scopes": list(scopes)} if scopes else {})}
                token = by_hand.admin("POST", "tokens", wanted)["token"]
            config = {"token": token, "organization": sandbox.organization, "baseUrl": sandbox.url}
            await engine.configure(config)
            return engine

        yield connected
    await session.close()
    await provider_server.stop(None)
    await engine_server.stop(None)


@pytest.fixture
async def engine(connect: Connect) -> Engine:
    """The provider with the owner's token."""
    return await connect()
