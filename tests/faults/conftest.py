"""One sandbox for a module, emptied for each test, and a quick model of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.conftest import _engine_first_on_path  # noqa: F401  # a fixture
from tests.faults.model_engine import ModelEngine
from tests.sandbox import person_at_an_empty
from tests.sentry_api import SentryByHand


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """A Sentry; `by_hand` empties it."""
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture
def by_hand(sandbox: SandboxServer) -> Iterator[SentryByHand]:
    """A person at that Sentry, which is reset."""
    with person_at_an_empty(sandbox) as person:
        yield person


@pytest.fixture
def engine(sentry_env: dict[str, str], tmp_path: Path) -> Iterator[ModelEngine]:
    """The model engine with an empty stack."""
    made = ModelEngine(sentry_env, tmp_path / "backend")
    yield made
    made.end()
