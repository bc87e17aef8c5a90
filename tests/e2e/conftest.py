"""The real engine, the real provider process and a sandbox over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.engine import BIN
from tests.e2e.rotation import Estate


@pytest.fixture(scope="session", autouse=True)
def _engine_first_on_path() -> Iterator[None]:
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{BIN}{os.pathsep}{path}"
    yield
    os.environ["PATH"] = path


@pytest.fixture
def now() -> datetime:
    """The start of a rotation; tests inject all later times, and never wait."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def estate(tmp_path: Path, sentry_env: dict[str, str], now: datetime) -> Estate:
    """One deployed application, whose keys rotate."""
    estate = Estate(tmp_path / "project", sentry_env, ["cart"])
    estate.up_at(now)
    return estate
