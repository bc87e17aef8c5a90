"""A stack of two applications, a Sentry in which all is well, and the audit of it."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing
from sentry_iac.audit import ApplicationSource, Check, Outcome, Report, Result, SentryView, Subject, audit
from sentry_iac.audit.organization import (
    access,
    alert_history,
    alerts,
    dsns,
    keys,
    privacy,
    projects,
    quota,
    retention,
)
from sentry_iac.estate import Estate, load_stack_settings, parse_estate
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.sentry_api import SentryByHand
from tests.unit.sentry_iac.audit import healthy

MINE: tuple[Check, ...] = (
    *projects.CHECKS,
    *dsns.CHECKS,
    *privacy.CHECKS,
    *alerts.CHECKS,
    *alert_history.CHECKS,
    *access.CHECKS,
    *retention.CHECKS,
    *quota.CHECKS,
    *keys.CHECKS,
)
"""The checks that ask Sentry."""

TEXT = """
teams:
  core:
    people:
      lead@example.com: { teamRole: admin }
      dev@example.com:
projects:
  web: { platform: javascript-react, team: core, privacy: strict, envFile: { path: web/.env, prefix: VITE_ } }
  api: { platform: python-fastapi, team: core, privacy: strict, envFile: { path: api/.env } }
retention: { plan: team, purge: { issues: 60d, replays: 30d } }
allotment: { errors: 3000, spans: 300000, replays: 50 }
"""


async def _no_wait(seconds: float) -> None:
    """Sleeping takes no time."""


@functools.lru_cache(maxsize=8)
def _estate(text: str, config: str, path: Path) -> Estate:
    """Read an estate once, however often a test asks for it."""
    return parse_estate(text, load_stack_settings(json.loads(config), path))


@dataclass
class Audited:
    """One stack, its Sentry and the audit of both.

    Attributes:
        hand: a person at that Sentry.
        root: the folder with Pulumi.yaml.
        text: sentry.yaml.
        config: the stack's config.
        token: what the audit asks with.
        now: the moment of the audit; None for the clock.
        probe: whether DSNs are sent to.
        app: the folder with the applications, where it is not the stack's own.
        held: where the state has the stack's objects.
        elsewhere: why that is another Sentry.
        transport: what the audit asks by, where it is not the network.
    """

    hand: SentryByHand
    root: Path
    text: str = TEXT
    config: dict[str, Any] = field(default_factory=lambda: {"environment": "production", "appRoot": "apps"})
    token: str = ""
    now: datetime | None = None
    probe: bool = False
    app: Path | None = None
    held: str = "organization acme (id 1) at a Sentry"
    elsewhere: str = ""
    transport: httpx2.AsyncBaseTransport | None = None

    @property
    def estate(self) -> Estate:
        """What the stack declares now."""
        return _estate(self.text, json.dumps(self.config), self.root / "Pulumi.prod.yaml")

    @property
    def sources(self) -> tuple[ApplicationSource, ...]:
        """Where the applications' code is."""
        found = []
        for each in self.estate:
            file = each.env_file
            path = self.root / each.name if file is None else file.absolute_path
            found.append(
                ApplicationSource(each, (self.app / file.in_app if self.app and file else path).parent)
            )
        return tuple(found)

    @property
    def moment(self) -> datetime:
        """The moment of the audit."""
        return self.now or datetime.now(UTC)

    def make(self) -> Audited:
        """Let all be well."""
        healthy.declare(self.hand, self.estate)
        healthy.settle(self.hand, self.estate)
        self.token = healthy.narrow_token(self.hand, self.estate)
        return self

    def env(self, application: str) -> Path:
        """The `.env` file of an application."""
        return self.root / "apps" / application / ".env"

    def run(self, checks: tuple[Check, ...] = MINE) -> Report:
        """Run checks."""
        return asyncio.run(self._run(checks))

    async def _run(self, checks: tuple[Check, ...]) -> Report:
        estate = self.estate
        async with SentryClient(
            organization=self.hand.organization,
            token=self.token,
            base_url=self.hand.url,
            timing=Timing(sleep=_no_wait),
            transport=self.transport,
        ) as client:
            subject = Subject(
                stack="prod",
                estate=estate,
                root=self.root,
                sources=self.sources,
                sentry=SentryView(client),
                now=self.moment,
                probe=self.probe,
                held=self.held,
                elsewhere=self.elsewhere,
            )
            return await audit(subject, "the sandbox", checks, lambda text: text)

    def result(self, name: str) -> Result:
        """What one check finds."""
        check = next(each for each in MINE if each.name == name)
        return self.run((check,)).results[0]

    def evidence(self, name: str) -> str:
        """What one check says."""
        return "\n".join(f"{each.about}: {each.evidence}" for each in self.result(name).findings)

    def faults(self) -> dict[str, Outcome]:
        """The checks that fail or warn."""
        return self._ending(Outcome.FAIL, Outcome.WARN)

    def unknown(self) -> set[str]:
        """The checks that could not be made."""
        return set(self._ending(Outcome.UNKNOWN))

    def _ending(self, *how: Outcome) -> dict[str, Outcome]:
        return {each.check.name: each.outcome for each in self.run().results if each.outcome in how}


@dataclass(frozen=True)
class Healthy:
    """A Sentry in which all is well, and what the applications have of it."""

    hand: SentryByHand
    token: str
    env: dict[str, str]

    def audited(self, folder: Path) -> Audited:
        """Go back to it, and return the stack in a folder of its own."""
        self.hand.admin("POST", "reset", {"kept": True})
        # A client that is told of limits keeps to them, and waits.
        self.hand.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        found = Audited(self.hand, _project(folder), token=self.token)
        for name, text in self.env.items():
            found.env(name).parent.mkdir(parents=True)
            found.env(name).write_text(text)
        return found


@pytest.fixture(scope="session")
def all_well(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Healthy]:
    """That Sentry; `audited` goes back to it."""
    with SandboxServer(Settings()) as server:
        hand = SentryByHand(server.url, server.token, server.organization)
        made = Audited(hand, _project(tmp_path_factory.mktemp("project"))).make()
        hand.admin("POST", "keep")
        yield Healthy(hand, made.token, {name: made.env(name).read_text() for name in ("web", "api")})
        hand.close()


@pytest.fixture
def audited(all_well: Healthy, tmp_path: Path) -> Audited:
    """The stack, in a Sentry in which all is well."""
    return all_well.audited(tmp_path)


def _project(folder: Path) -> Path:
    (folder / "Pulumi.yaml").write_text("name: acme-sentry\nruntime: python\n")
    return folder
