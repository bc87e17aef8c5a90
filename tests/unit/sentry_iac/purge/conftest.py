"""A Sentry with a past, and a client for it that never really waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.sandbox import person_at
from tests.sentry_api import SentryByHand


@dataclass
class Past:
    """A project with issues and replays of any age."""

    hand: SentryByHand
    project: str

    def issue(self, *, days: float, project: str = "shop", **more: Any) -> str:
        """An issue that was seen last so many days ago."""
        seen = datetime.now(UTC) - timedelta(days=days)
        body = {"project": project, "lastSeen": seen.isoformat(), **more}
        return str(self.hand.admin("POST", "issues", body)["id"])

    def replay(self, *, days: float, minutes: float = 10, project: str = "shop") -> str:
        """A replay that ended so many days ago, after so many minutes."""
        finished = datetime.now(UTC) - timedelta(days=days)
        started = finished - timedelta(minutes=minutes)
        body = {"project": project, "started": started.isoformat(), "finished": finished.isoformat()}
        return str(self.hand.admin("POST", "replays", body)["id"])

    @property
    def issues(self) -> set[str]:
        """What is left."""
        return {issue["id"] for issue in self.hand.admin("GET", "state")["issues"]}

    @property
    def replays(self) -> int:
        """How many are left."""
        return sum(not replay["archived"] for replay in self.hand.admin("GET", "state")["replays"])

    @property
    def writes(self) -> int:
        """How many requests wanted to change something since the last look."""
        log = self.hand.admin("GET", "requests")
        self.hand.admin("DELETE", "requests")
        return int(log["writes"])


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture
def sandbox(shared_sandbox: SandboxServer) -> SandboxServer:
    """A Sentry with an empty organization."""
    with person_at(shared_sandbox) as hand:
        hand.admin("POST", "reset")
    return shared_sandbox


@pytest.fixture
def past(sandbox: SandboxServer) -> Iterator[Past]:
    hand = person_at(sandbox)
    hand.team("web")
    project = hand.project("web", "shop")
    hand.project("web", "theirs")
    hand.admin("DELETE", "requests")
    yield Past(hand, str(project["id"]))
    hand.close()


async def _no_wait(seconds: float) -> None:
    """Sleeping takes no time."""


@pytest.fixture
async def client(sandbox: SandboxServer) -> AsyncIterator[SentryClient]:
    async with SentryClient(
        organization=sandbox.organization,
        token=sandbox.token,
        base_url=sandbox.url,
        timing=Timing(sleep=_no_wait),
    ) as client:
        yield client
