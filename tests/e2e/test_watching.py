"""Every kind of monitor and alert that sentry.yaml can say reaches Sentry, and stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import pulumi_sentry as sentry
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
      paused: { aggregate: count(), dataset: errors, threshold: 5, enabled: false, description: "See the runbook." }
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


ALERTS = """
    uptime: { health: { url: "https://shop.example.com" } }
    crons: { nightly: { every: 1d } }
    alerts:
      monitors: false
      high-priority: { owner: none }
      checks: { listensTo: [latency, uptime/health, crons/nightly, page/issues], when: [], notify: [core] }
      everything:
        listensTo: [issues, errors, monitors]
        name: Everything
        seenEnvironment: production
        owner: owner@example.com
        frequency: 2h
        when: [first_seen_event, { event_frequency_count: { value: 100, interval: 1h } }]
        actionFilters:
          - logic: any-short
            if:
              - not: { issue_category: { category: metric } }
              - assigned_to: { targetType: Team, targetIdentifier: platform }
              - { type: issue_priority_greater_or_equal, comparison: 50 }
            notify: [owner@example.com, { email: issue-owners, fallthrough: nobody }, { webhook: bridge }]
          - notify:
              - { slack: Example Workspace, channel: "#alerts", tags: [environment] }
              - { app: "12", settings: [{ name: channel, value: ops }] }
              - { action: { type: email, targetType: team, targetIdentifier: "1" } }
  page: { platform: javascript-react, team: platform }
alerts:
  outage: { listensTo: [shop/uptime/health, page/monitors], when: [first_seen_event], notify: [platform] }
"""


def test_every_kind_of_alert_is_made_and_stays_as_it_is(project: Project, by_hand: SentryByHand) -> None:
    by_hand.admin("POST", "environments", {"name": "production"})
    by_hand.admin("POST", "integrations", {"provider": "slack", "name": "Example Workspace"})
    declare(project, ALERTS)
    outputs = json.loads(project.pulumi("stack", "output", "-s", "dev", "--json").text)
    assert outputs["alerts"].keys() == {"outage"}
    assert outputs["applications"]["shop"]["alerts"].keys() == {"high-priority", "checks", "everything"}
    found = {each["name"]: each for each in by_hand.get("organizations/{org}/workflows/")}
    assert found.keys() == {
        *("shop: new high-priority issues", "shop: checks", "Everything", "outage"),
        *("page: monitors", "page: new high-priority issues"),
    }
    monitors = by_hand.get("organizations/{org}/detectors/?per_page=100")
    heard = {
        name: sorted(each["type"] for each in monitors if each["id"] in alert["detectorIds"])
        for name, alert in found.items()
    }
    metric, checks = ["metric_issue"] * 3, ["monitor_check_in_failure", "uptime_domain_failure"]
    assert heard["Everything"] == ["error", "issue_stream", *metric, *checks]
    assert heard["shop: checks"] == ["issue_stream", "metric_issue", *checks]
    assert heard["outage"] == [*metric, "uptime_domain_failure"]

    everything = found["Everything"]
    assert (everything["config"], everything["owner"][:5]) == ({"frequency": 120}, "user:")
    triggers = {each["type"]: each["comparison"] for each in everything["triggers"]["conditions"]}
    assert triggers == {
        "first_seen_event": True,
        "event_frequency_count": {"value": 100, "interval": "1h"},
    }
    first, second = sorted(everything["actionFilters"], key=lambda each: int(each["id"]))
    conditions = {each["type"]: each for each in first["conditions"]}
    assert first["logicType"] == "any-short"
    assert conditions["issue_category"]["conditionResult"] is False
    team = next(each["id"] for each in by_hand.admin("GET", "state")["teams"] if each["slug"] == "platform")
    assert conditions["assigned_to"]["comparison"]["targetIdentifier"] == team
    mailed = {each["config"]["targetType"]: each for each in first["actions"] if each["type"] == "email"}
    assert mailed["issue_owners"]["data"] == {"fallthroughType": "NoOne"}
    assert mailed["user"]["config"]["targetIdentifier"] == everything["owner"].removeprefix("user:")
    assert {each["type"] for each in second["actions"]} == {"slack", "sentry_app", "email"}
    assert found["shop: new high-priority issues"]["owner"] is None


CHECKS = """
    uptime:
      orders:
        url: https://shop.example.com/orders
        method: POST
        headers: { content-type: application/json }
        body: "{}"
        traceSampling: true
        environment: eu
        owner: none
        description: Call the team of the orders.
        assertion: [{ status: { above: 199 } }, { not: { header: { name: server, matches: "ngi*" } } }]
    crons:
      weekly: { every: 1 week, owner: platform }
      hourly: { every: 60 minutes }
      nightly: { schedule: "0 3 * * *", description: Look at the importer. }
"""


def test_every_kind_of_check_is_made_and_stays_as_it_is(project: Project, by_hand: SentryByHand) -> None:
    declare(project, CHECKS)
    listed = by_hand.get("organizations/{org}/detectors/?per_page=100")
    found = {each["name"].removeprefix("shop: "): each for each in listed}
    sent = found["orders"]["dataSources"][0]["queryObj"]
    assert (sent["method"], sent["body"], sent["traceSampling"]) == ("POST", "{}", True)
    assert sent["headers"] == [["content-type", "application/json"]]
    assert [each["op"] for each in sent["assertion"]["root"]["children"]] == ["status_code_check", "not"]
    assert (found["orders"]["config"]["environment"], found["orders"]["owner"]) == ("eu", None)
    schedules = {
        name: found[name]["dataSources"][0]["queryObj"]["config"]["schedule"] for name in ("weekly", "hourly")
    }
    assert schedules == {"weekly": [1, "week"], "hourly": [60, "minute"]}
    assert found["weekly"]["owner"]["name"] == "platform"
    # Sentry's pages give the parts of an assertion ids.
    root = {"id": "a", **sent["assertion"]["root"]}
    body = {"dataSources": [{**sent, "assertion": {"root": root}}]}
    path = f"organizations/{{org}}/detectors/{found['orders']['id']}/"
    changed = by_hand.call("PUT", path, {**found["orders"], **body})
    assert changed["dataSources"][0]["queryObj"]["assertion"]["root"]["id"] == "a"
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")


ARGUMENTS = (
    *(sentry.MetricMonitorArgs, sentry.MetricDataSourceArgs, sentry.MonitorConditionArgs, sentry.AnomalyArgs),
    *(sentry.UptimeMonitorArgs, sentry.CronMonitorArgs, sentry.CronIntervalArgs),
    *(sentry.AlertArgs, sentry.ActionFilterArgs, sentry.AlertConditionArgs, sentry.AlertActionArgs),
)


def said(value: Any) -> set[str]:
    """Every key of a declared value, at any depth."""
    if isinstance(value, dict):
        return {*value, *(key for each in value.values() for key in said(each))}
    return {key for each in value for key in said(each)} if isinstance(value, list) else set()


def test_each_argument_of_monitors_and_alerts_can_be_said(project: Project, by_hand: SentryByHand) -> None:
    by_hand.admin("POST", "environments", {"name": "production"})
    by_hand.admin("POST", "integrations", {"provider": "slack", "name": "Example Workspace"})
    found: dict[str, set[str]] = {}
    for text in (MONITORS + CHECKS, ALERTS):
        (project.folder / "sentry.yaml").write_text(HEAD + text)
        project.up("dev")
        state = json.loads(project.pulumi("stack", "export", "-s", "dev", "--show-secrets").text)
        for resource in state["deployment"]["resources"]:
            kind = resource["type"].rpartition(":")[2]
            found[kind] = found.get(kind, set()) | said(resource.get("inputs"))
    missing = {
        f"{args.__name__}.{name}"
        for args in ARGUMENTS
        for name, info in args.model_fields.items()
        if (info.alias or name) not in found[resource_of(args)]
    }
    assert missing == {
        f"{kind}Args.adopt" for kind in ("MetricMonitor", "UptimeMonitor", "CronMonitor", "Alert")
    }


def resource_of(args: type[Any]) -> str:
    """The resource that has these arguments, or parts of them."""
    name = args.__name__.removesuffix("Args")
    parts = {
        **dict.fromkeys(("MetricDataSource", "MonitorCondition", "Anomaly"), "MetricMonitor"),
        **dict.fromkeys(("ActionFilter", "AlertCondition", "AlertAction"), "Alert"),
        "CronInterval": "CronMonitor",
    }
    return parts.get(name, name)
