"""Settings for every test, and the fixtures of tests that start a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sentry_iac.sandbox.processes import hear_interrupts
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.fuzzing import examples
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

MARKS = {
    "contract": pytest.mark.slow,
    "e2e": pytest.mark.e2e,
    "faults": pytest.mark.e2e,
    "takeover": pytest.mark.e2e,
}
"""By folder: `contract` starts a provider for each test, `e2e` and `takeover` the engine, `faults` kills processes."""


def pytest_configure() -> None:
    """Start the programs of tests as a terminal would, and tell properties how many examples they get."""
    hear_interrupts()
    settings.register_profile("house", max_examples=examples(100))
    settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests by their folder."""
    here = Path(__file__).parent
    for item in items:
        mark = MARKS.get(item.path.relative_to(here).parts[0]) if here in item.path.parents else None
        if mark is not None:
            item.add_marker(mark)


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    """A Sentry with one empty organization, whose owner is owner@example.com."""
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture
def by_hand(sandbox: SandboxServer) -> Iterator[SentryByHand]:
    """A person at that Sentry."""
    with person_at(sandbox) as person:
        yield person


@pytest.fixture
def sentry_env(sandbox: SandboxServer) -> dict[str, str]:
    """The variables that point the provider at that Sentry."""
    return variables_of(sandbox)
