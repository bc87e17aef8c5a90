from __future__ import annotations

from collections.abc import Iterator

import pytest

from sentry_sandbox.server import SandboxServer
from tests.unit.sentry_sandbox.support import Local


@pytest.fixture(scope="session")
def local() -> Local:
    return Local()


@pytest.fixture
def sandbox(local: Local) -> Local:
    """A new sandbox; all but the first are one that was emptied, since that is quicker."""
    local.admin("POST", "reset")
    return local


@pytest.fixture
def untouched() -> Local:
    """A sandbox that nobody has called."""
    return Local()


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running
