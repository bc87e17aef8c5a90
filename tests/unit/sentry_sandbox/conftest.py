from __future__ import annotations

from collections.abc import Iterator

import pytest

from sentry_sandbox.server import SandboxServer
from tests.unit.sentry_sandbox.support import Local


@pytest.fixture
def sandbox() -> Local:
    return Local()


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running
