"""The real engine, the real provider process and a sandbox over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.rotation import Estate
from tests.sentry_api import SentryByHand


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the engine."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def _engine_first_on_path() -> Iterator[None]:
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{BIN}{os.pathsep}{path}"
    yield
    os.environ["PATH"] = path


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    """A Sentry with one empty organization."""
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture
def by_hand(sandbox: SandboxServer) -> Iterator[SentryByHand]:
    """A person at that Sentry."""
    person = SentryByHand(sandbox.url, sandbox.token, sandbox.organization)
    yield person
    person.close()


@pytest.fixture
def sentry_env(sandbox: SandboxServer) -> dict[str, str]:
    """The variables that point the provider at that Sentry."""
    return {
        "SENTRY_URL": sandbox.url,
        "SENTRY_AUTH_TOKEN": sandbox.token,
        "SENTRY_ORG": sandbox.organization,
    }


@pytest.fixture
def now() -> datetime:
    """When a rotation begins; all later instants are handed over, never waited for."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def estate(tmp_path: Path, sentry_env: dict[str, str], now: datetime) -> Estate:
    """One deployed application, whose keys rotate."""
    estate = Estate(tmp_path / "project", sentry_env, ["cart"])
    estate.up_at(now)
    return estate
