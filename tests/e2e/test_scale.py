"""Thirty applications: requests grow by pages, and a refresh finds exactly the changes by hand."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.estate import write_estate
from sentry_iac.engine.checkpoints import ONCE
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import PulumiProject
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

APPLICATIONS = 30
SIDE_BY_SIDE = 10
"""Operations that the engine runs at once; its default is four for each processor."""

LATENCY = 20
"""Milliseconds for each answer, so that requests which start together overlap."""

RESOURCES = 1 + 8 * APPLICATIONS
"""A team; and per application a project, a key, three monitors, two alerts and an `.env` file."""


@pytest.fixture
def limited() -> Iterator[SandboxServer]:
    """A Sentry that enforces its limits."""
    with SandboxServer(Settings(latency_ms=LATENCY)) as sandbox:
        yield sandbox


def test_an_estate_of_thirty_applications(limited: SandboxServer, tmp_path: Path) -> None:
    hand = person_at(limited)
    hand.admin("POST", "quirks", {"rate_limit": {"enforced": True}})
    write_estate(tmp_path / "project", APPLICATIONS, BIN)
    env = variables_of(limited)
    project = PulumiProject(tmp_path / "project", env)
    project.init("bench")

    # A first up: the writes that must be, no 429; one list of the alerts; and for the projects that the engine lets be
    # made side by side one list of the keys and one of the monitors that Sentry makes with them. Without checkpoints
    # the engine begins them at once, and what is left is faster than Sentry allows.
    project.env |= ONCE
    project.pulumi("up", "-s", "bench", "--yes", "--skip-preview", "--parallel", str(SIDE_BY_SIDE))
    log = _requests(hand)
    assert log["writes"] == 1 + 8 * APPLICATIONS  # an .env file is no object, a removed default key is one
    assert log["counts"]["GET"] <= 2 + 2 * (APPLICATIONS // SIDE_BY_SIDE + 3)
    assert _refused(log) == 0

    # A refresh reads pages, not objects.
    project.pulumi("refresh", "-s", "bench", "--yes", "--skip-preview", "--expect-no-changes")
    log = _requests(hand)
    assert log["writes"] == 0
    assert log["total"] <= RESOURCES * 0.08
    assert _refused(log) == 0

    # The next refresh shows exactly the changes by hand, and the next up repairs them.
    changed = _change_ten(hand)
    shown = project.pulumi("refresh", "-s", "bench", "--yes", "--skip-preview").text
    assert set(re.findall(r"^ ~  sentry:index:\w+ (\S+) updated", shown, re.MULTILINE)) == changed
    # Pulumi's progress says when Sentry asks to wait.
    asks_to_wait = {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}
    hand.admin("POST", "faults", {**asks_to_wait, "method": "PUT", "path": "*", "times": 1})
    repaired = project.pulumi("up", "-s", "bench", "--yes", "--skip-preview").text
    assert set(re.findall(r"^ ~  sentry:index:\w+ (\S+) updated", repaired, re.MULTILINE)) == changed
    assert re.search(r"waiting \d+ s for Sentry's rate limit \(\d+ requests done, \d+ waiting\)", repaired)
    project.pulumi("preview", "-s", "bench", "--expect-no-changes")

    project.pulumi("destroy", "-s", "bench", "--yes", "--skip-preview")
    left = hand.admin("GET", "state")["counts"]
    assert (left["teams"], left["projects"], left["keys"], left["workflows"]) == (0, 0, 0, 0)
    hand.close()


def _requests(hand: SentryByHand) -> dict[str, Any]:
    log: dict[str, Any] = hand.admin("GET", "requests")
    hand.admin("DELETE", "requests")
    return log


def _refused(log: dict[str, Any]) -> int:
    return sum(entry["status"] == 429 for entry in log["requests"])


def _change_ten(hand: SentryByHand) -> set[str]:
    """Rename five monitors and five alerts; the names in the stack of what was renamed."""
    dice = random.Random(11)  # noqa: S311  # a sample, not a secret
    chosen = dice.sample(range(APPLICATIONS), 10)
    state = hand.admin("GET", "state")
    names = set()
    for number, kind, path, suffix in zip(
        chosen,
        ["detectors", "workflows"] * 5,
        ["organizations/{org}/detectors", "organizations/{org}/workflows"] * 5,
        ["latency", "high-priority"] * 5,
        strict=True,
    ):
        application = f"app-{number:03}"
        wanted = {"latency": "p95 latency", "high-priority": "high-priority"}[suffix]
        found = next(o for o in state[kind] if application in o["name"] and wanted in o["name"])
        # Sentry takes part of a monitor, but wants the whole of an alert.
        body = hand.get(f"{path}/{found['id']}/") if kind == "workflows" else {}
        hand.call("PUT", f"{path}/{found['id']}/", {**body, "name": "renamed by hand"})
        names.add(f"{application}-{suffix}")
    return names
