"""Every kind of monitor and alert that sentry.yaml can say reaches Sentry, and stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import Project
from tests.sentry_api import SentryByHand

HEAD = """
teams: {core: {}, platform: {}}
projects:
  shop:
    platform: python-fastapi
    team: core
"""

MONITORS = """
    monitorEnvironment: any
    monitors:
      5xx: false
      error-rate: false
      latency:
        thresholds:
          - { above: 2s, priority: high }
          - { atLeast: 1s, priority: medium }
          - { below: 800ms, resolves: true }
      traffic: { aggregate: count(span.duration), comparedWith: 1d, thresholds: [{ above: 150% }], owner: platform }
      unusual: { aggregate: p95(span.duration), anomalies: { sensitivity: high, direction: above }, owner: none }
      errors: { aggregate: count(), dataset: errors, eventTypes: [error], threshold: 5, owner: owner@example.com }
      seen: { aggregate: count(), dataset: errors, threshold: 5, seenEnvironment: production, environment: eu }
      crashes:
        aggregate: percentage(sessions_crashed, sessions)
        dataset: crash-free-rates
        window: 1h
        thresholds: [{ below: 99% }]
      logs: { aggregate: count(), dataset: logs, threshold: 5, window: 7m, extrapolationMode: none }
"""


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    found = Project(tmp_path / "project", sentry_env)
    (found.folder / "__main__.py").write_text("import sentry_iac\n\nsentry_iac.declare()\n")
    (found.folder / "Pulumi.dev.yaml").write_text("config:\n  gvses-sentry:environment: production\n")
    found.init("dev")
    return found


def declare(project: Project, more: str) -> None:
    """Bring the stack to this, and see that nothing is left to do."""
    (project.folder / "sentry.yaml").write_text(HEAD + more)
    project.up("dev")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def fires(monitor: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    found = [
        (each["type"], each["comparison"], each["conditionResult"])
        for each in monitor["conditionGroup"]["conditions"]
    ]
    return sorted(found, key=lambda each: -each[2])


def test_every_kind_of_metric_monitor_is_made_and_stays_as_it_is(
    project: Project, by_hand: SentryByHand
) -> None:
    by_hand.admin("POST", "environments", {"name": "production"})
    declare(project, MONITORS)
    listed = by_hand.get("organizations/{org}/detectors/?query=type:metric_issue&per_page=100")
    found = {each["name"].removeprefix("shop: "): each for each in listed}
    assert fires(found["p95 latency"]) == [("gt", 2000, 75), ("gte", 1000, 50), ("lt", 800, 0)]
    assert fires(found["traffic"]) == [("gt", 150, 75), ("lte", 150, 0)]
    assert found["traffic"]["config"] == {"detectionType": "percent", "comparisonDelta": 86_400}
    anomaly = {"sensitivity": "high", "seasonality": "auto", "thresholdType": 0}
    assert fires(found["unusual"]) == [("anomaly_detection", anomaly, 75)]
    assert fires(found["crashes"]) == [("lt", 99, 75), ("gte", 99, 0)]

    queries = {name: each["dataSources"][0]["queryObj"]["snubaQuery"] for name, each in found.items()}
    assert queries["p95 latency"]["query"] == "is_transaction:true"
    assert (queries["seen"]["query"], queries["seen"]["environment"]) == ("environment:eu", "production")
    assert queries["errors"]["eventTypes"] == ["error"]
    assert (queries["crashes"]["dataset"], queries["crashes"]["eventTypes"]) == ("metrics", [])
    assert (queries["logs"]["timeWindow"], queries["logs"]["extrapolationMode"]) == (420, "none")

    owners = {name: each["owner"] and each["owner"]["name"] for name, each in found.items()}
    assert (owners["traffic"], owners["unusual"], owners["p95 latency"]) == ("platform", None, "core")
    assert found["errors"]["owner"]["type"] == "user"


def test_somebody_who_has_not_joined_cannot_own_a_monitor(project: Project) -> None:
    text = HEAD + "    monitors: { latency: { owner: nobody@example.com } }\n"
    (project.folder / "sentry.yaml").write_text(text)
    said = project.pulumi("preview", "-s", "dev", fails=True).text
    assert "nobody in organization 'sandbox' has the address nobody@example.com" in said
    assert "or name a team" in said
    assert "Traceback" not in said
