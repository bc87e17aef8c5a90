"""The engine of this environment, for pages that call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from tests.docs.reader import Reader
from tests.sandbox import variables_of


@pytest.fixture
def reader(tmp_path: Path, sandbox: SandboxServer) -> Iterator[Reader]:
    """Somebody with an empty folder and a Sentry; a local Sentry that they start ends with the test."""
    someone = Reader(tmp_path, variables_of(sandbox))
    yield someone
    for folder in {path.parent for path in tmp_path.glob("*/.local")}:
        someone.types("sentry-iac down", str(folder.relative_to(tmp_path)))
