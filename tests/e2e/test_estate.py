"""The shipped project: one `up` builds it, and later runs change nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.docs.blocks import blocks
from tests.e2e.project import PASSPHRASE, Project
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

READ_ONLY = ["org:read", "project:read", "team:read", "alerts:read"]


class Deployed:
    """The project after the first `up` of stack dev, and the Sentry that it built."""

    def __init__(self, project: Project, hand: SentryByHand, token: str, requests: dict[str, Any]) -> None:
        self.project = project
        self.hand = hand
        self.token = token
        self.first_up = requests

    def requests(self) -> dict[str, Any]:
        """The requests to the management API since the last call."""
        log: dict[str, Any] = self.hand.admin("GET", "requests")
        self.hand.admin("DELETE", "requests")
        return log

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind at Sentry."""
        found: list[dict[str, Any]] = self.hand.admin("GET", "state")[kind]
        return found


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with SandboxServer(Settings()) as sandbox:
        env = variables_of(sandbox)
        project = Project(tmp_path_factory.mktemp("estate") / "project", env)
        hand = person_at(sandbox)
        project.init("dev")
        project.up("dev")
        here = Deployed(project, hand, sandbox.token, hand.admin("GET", "requests"))
        hand.admin("DELETE", "requests")
        yield here
        hand.close()


def test_the_first_up_makes_what_is_declared_and_nothing_else(deployed: Deployed) -> None:
    assert [team["slug"] for team in deployed.objects("teams")] == ["gvses-dev"]
    projects = {project["slug"]: project["platform"] for project in deployed.objects("projects")}
    assert projects == {"gvses-frontend-dev": "javascript-react", "gvses-backend-dev": "python-fastapi"}
    assert [key["name"] for key in deployed.objects("keys")] == ["development", "development"]
    made = [monitor for monitor in deployed.objects("detectors") if monitor["type"] == "metric_issue"]
    assert len(made) == 6
    assert len(deployed.objects("workflows")) == 4
    people = {member["name"]: member for member in deployed.objects("members")}
    assert set(people) == {"owner@example.com", "lead@example.com", "developer@example.com"}
    assert people["lead@example.com"]["teams"] == {"gvses-dev": "admin"}
    assert people["developer@example.com"]["teams"] == {"gvses-dev": None}
    assert {people[name]["orgRole"] for name in people if name != "owner@example.com"} == {"member"}


def test_the_first_up_asks_for_nothing_that_it_was_told_already(deployed: Deployed) -> None:
    log = deployed.first_up
    # 1 team, 2 projects, 2 keys, 6 metric, 1 uptime and 1 cron monitor, 4 alerts are made, 2 default keys removed;
    # 2 people are invited and join the team, where one of them becomes admin; 2 projects are made private.
    assert log["writes"] == 19 + 5 + 2
    # The organization once; the keys and monitors that Sentry makes with the projects, with one list for both of them
    # where the engine creates them at the same time; and whether the people are there. On a busy machine the projects
    # come apart, and each may have to look twice for its monitors.
    assert 3 + 2 <= log["counts"]["GET"] <= 5 + 2 + 2


def test_both_projects_are_strictly_private(deployed: Deployed) -> None:
    for slug in ("gvses-frontend-dev", "gvses-backend-dev"):
        project = deployed.hand.get(f"projects/{{org}}/{slug}/")
        assert (project["dataScrubber"], project["scrubIPAddresses"]) == (True, True)
        assert project["storeCrashReports"] == 0
        assert "iban" in project["sensitiveFields"]
        rules = json.loads(project["relayPiiConfig"])
        assert {rule["type"] for rule in rules["rules"].values()} >= {"email", "creditcard", "iban", "bearer"}
        assert "user.email" in rules["applications"]


def test_thresholds_reach_sentry_in_its_own_units(deployed: Deployed) -> None:
    found = {}
    for monitor in deployed.hand.get("organizations/{org}/detectors/?query=type:metric_issue&per_page=100"):
        query = monitor["dataSources"][0]["queryObj"]["snubaQuery"]
        conditions = monitor["conditionGroup"]["conditions"]
        high = next(c for c in conditions if c["conditionResult"] == 75)
        assert "environment:development" in query["query"]
        assert query["environment"] is None
        found[monitor["name"]] = (query["aggregate"], query["timeWindow"], high["type"], high["comparison"])
    backend = {name: values for name, values in found.items() if "backend" in name}
    assert set(backend.values()) == {
        ("count(span.duration)", 300, "gt", 50),
        ("p95(span.duration)", 300, "gt", 2000),
        ("failure_rate()", 300, "gt", 0.01),
    }


def test_no_issue_is_told_of_twice(deployed: Deployed) -> None:
    for alert in deployed.hand.get("organizations/{org}/workflows/"):
        (group,) = alert["actionFilters"]
        assert group["logicType"] == "all"
        filters = [(one["type"], one["comparison"]) for one in group["conditions"]]
        assert all(one["conditionResult"] is True for one in group["conditions"])
        if "high-priority" in alert["name"]:
            # The issue of a monitor is an issue of the project too.
            assert ("issue_category", {"value": 11, "include": False}) in filters
            checked = "backend" in alert["name"]
            assert (("issue_category", {"value": 10, "include": False}) in filters) == checked
            assert ("issue_priority_greater_or_equal", 75) in filters
        else:
            assert filters == []


def test_what_checks_by_itself_is_there_owned_and_listened_to(deployed: Deployed) -> None:
    listed = deployed.hand.get("organizations/{org}/detectors/?per_page=100")
    checks = {
        one["type"]: one
        for one in listed
        if one["type"] in ("uptime_domain_failure", "monitor_check_in_failure")
    }
    uptime = checks["uptime_domain_failure"]
    assert uptime["dataSources"][0]["queryObj"]["url"] == "https://api-dev.gvses.example.com/health"
    assert uptime["config"]["environment"] == "development"
    cron = checks["monitor_check_in_failure"]["dataSources"][0]["queryObj"]
    assert (cron["config"]["schedule"], cron["config"]["max_runtime"]) == ("0 3 * * *", 60)
    alerts = deployed.hand.get("organizations/{org}/workflows/")
    (told,) = [one for one in alerts if one["name"] == "gvses-backend-dev: monitors"]
    assert {one["id"] for one in checks.values()} <= set(told["detectorIds"])
    assert all(one["owner"]["name"] for one in checks.values())
    assert cron["slug"] == "gvses-backend-dev-nightly-import"


def test_a_second_preview_is_empty_writes_nothing_and_takes_two_requests_at_most(deployed: Deployed) -> None:
    deployed.requests()
    deployed.project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    log = deployed.requests()
    assert log["writes"] == 0
    assert log["total"] <= 2


def test_a_second_up_writes_nothing(deployed: Deployed) -> None:
    deployed.requests()
    deployed.project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    log = deployed.requests()
    assert log["writes"] == 0
    assert log["total"] <= 2


def test_a_refresh_finds_nothing_and_only_reads(deployed: Deployed) -> None:
    deployed.requests()
    deployed.project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    assert deployed.requests()["writes"] == 0
    deployed.project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_read_only_token_is_enough_for_a_preview(deployed: Deployed) -> None:
    token = deployed.hand.admin("POST", "tokens", {"scopes": READ_ONLY, "kind": "integration"})["token"]
    deployed.project.init("prod")
    ran = deployed.project.pulumi("preview", "-s", "prod", SENTRY_AUTH_TOKEN=token)
    assert "gvses-backend-latency" in ran.text
    assert deployed.requests()["writes"] == 0
    deployed.project.pulumi("stack", "rm", "prod", "--yes", "--preserve-config")


def test_an_application_reads_its_dsn_environment_and_rates(deployed: Deployed) -> None:
    backend = deployed.project.env_values("dev", "backend")
    frontend = deployed.project.env_values("dev", "frontend")
    assert backend["SENTRY_ENVIRONMENT"] == frontend["VITE_SENTRY_ENVIRONMENT"] == "development"
    assert backend["SENTRY_TRACES_SAMPLE_RATE"] == "1"
    assert frontend["VITE_SENTRY_REPLAYS_ON_ERROR_SAMPLE_RATE"] == "1"
    assert deployed.project.env_file("dev", "backend").stat().st_mode & 0o777 == 0o600


SEND = """
import sys, sentry_sdk
dsn, environment, release = sys.argv[1:]
sentry_sdk.init(dsn, environment=environment, release=release, auto_enabling_integrations=False)
sentry_sdk.capture_message(f"hello from {environment}")
sentry_sdk.flush(timeout=10)
"""


@pytest.mark.parametrize(("application", "prefix"), [("backend", ""), ("frontend", "VITE_")])
def test_a_real_sdk_can_send_with_what_is_in_the_file(
    deployed: Deployed, application: str, prefix: str
) -> None:
    values = deployed.project.env_values("dev", application)
    arguments = [str(values[f"{prefix}SENTRY_{name}"]) for name in ("DSN", "ENVIRONMENT", "RELEASE")]
    sent = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", SEND, *arguments], check=True, capture_output=True, text=True, timeout=60
    )
    assert sent.stderr == ""
    log = deployed.requests()["requests"]
    assert {entry["status"] for entry in log if entry["kind"] == "ingest"} == {200}
    events = [event for event in deployed.objects("events") if event["release"] == arguments[2]]
    assert "development" in {event["environment"] for event in events}


def test_a_file_that_was_edited_or_lost_is_repaired_by_an_up(deployed: Deployed) -> None:
    project = deployed.project
    backend, frontend = project.env_file("dev", "backend"), project.env_file("dev", "frontend")
    before = backend.read_text(), frontend.read_text()
    backend.write_text(before[0].replace("development", "elsewhere") + "# mine\nOTHER=1\n")
    frontend.unlink()
    shown = project.pulumi("preview", "-s", "dev", "--diff").text
    assert "elsewhere" not in shown  # the file is not evidence of what was declared
    project.up("dev")
    assert backend.read_text() == before[0] + "# mine\nOTHER=1\n"
    assert frontend.read_text() == before[1]
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_machine_without_the_applications_sees_no_change(deployed: Deployed, tmp_path: Path) -> None:
    applications = deployed.project.folder / ".local" / "app"
    elsewhere = applications.rename(tmp_path / "applications")
    deployed.project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    deployed.project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    assert not applications.exists()
    elsewhere.rename(applications)


def test_one_threshold_is_one_change(deployed: Deployed) -> None:
    project = deployed.project
    project.edit("Pulumi.dev.yaml", "threshold: 50", "threshold: 40")
    shown = project.pulumi("preview", "-s", "dev", "--diff").text
    assert re.findall(r"^\s*~ sentry:index:(\w+)", shown, re.MULTILINE) == ["MetricMonitor"] * 2
    assert re.search(r"comparison\s*: 50 => 40", shown)
    project.edit("Pulumi.dev.yaml", "threshold: 40", "threshold: 50")


def test_the_project_that_the_readme_adds_is_only_added(deployed: Deployed) -> None:
    """The example in README.md, as a reader would copy it, with a team of theirs."""
    shown = next(block.text for block in blocks("README.md") if block.language == "yaml")
    added = shown.removeprefix("projects:\n").replace("team: web", "team: gvses")
    file = deployed.project.folder / "sentry.yaml"
    before = file.read_text()
    deployed.project.edit("sentry.yaml", "\nprojects:\n", f"\nprojects:\n{added}\n")
    try:
        shown = deployed.project.pulumi("preview", "-s", "dev").text
    finally:
        file.write_text(before)
    assert set(re.findall(r"^ ([+~-]+) +sentry:", shown, re.MULTILINE)) == {"+"}
    assert len(re.findall(r" worker(?:-\S+)? create", shown)) >= 8


def test_two_stacks_live_in_one_organization_and_one_goes_without_the_other(deployed: Deployed) -> None:
    project = deployed.project
    project.init("prod")
    project.up("prod")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    assert len(deployed.objects("projects")) == 4
    assert len(deployed.objects("members")) == 3  # the same people, in two teams
    project.pulumi("destroy", "-s", "prod", "--yes", "--skip-preview")
    assert [team["slug"] for team in deployed.objects("teams")] == ["gvses-dev"]
    assert len(deployed.objects("projects")) == 2
    assert len(deployed.objects("workflows")) == 4
    assert len(deployed.objects("members")) == 3
    assert not project.env_file("prod", "backend").exists()
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")


def test_who_is_taken_out_of_the_file_leaves_the_team_and_where_declared_the_organization(
    deployed: Deployed,
) -> None:
    project = deployed.project

    def teams() -> dict[str, list[str]]:
        return {member["name"]: list(member["teams"]) for member in deployed.objects("members")}

    lines = (project.folder / "sentry.yaml").read_text().splitlines(keepends=True)
    lead, developer = (
        next(line for line in lines if line.startswith(f"      {name}@")) for name in ("lead", "developer")
    )
    project.edit("sentry.yaml", developer, "")
    project.edit("sentry.yaml", lead, "      lead@example.com: { removeFromOrganization: true }\n")
    told = project.up("dev").text
    assert "developer@example.com stays in organization 'sandbox'" in told
    assert teams()["developer@example.com"] == []
    project.edit("sentry.yaml", "      lead@example.com: { removeFromOrganization: true }\n", developer)
    project.up("dev")
    assert "lead@example.com" not in teams()
    assert teams()["developer@example.com"] == ["gvses-dev"]
    project.edit("sentry.yaml", developer, lead + developer)
    project.up("dev")
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_nothing_that_was_printed_or_kept_holds_a_secret(deployed: Deployed) -> None:
    dsns = [
        str(deployed.project.env_values("dev", "backend")["SENTRY_DSN"]),
        str(deployed.project.env_values("dev", "frontend")["VITE_SENTRY_DSN"]),
    ]
    keys = [re.sub(r"^https?://([0-9a-f]{32})@.*", r"\1", dsn) for dsn in dsns]
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in keys)
    deployed.project.pulumi("preview", "-s", "dev", "--diff", "--show-sames", "-v=9", "--logtostderr")
    deployed.project.pulumi("stack", "-s", "dev", "--show-ids")
    printed = "\n".join(deployed.project.printed)
    for secret in (deployed.token, *dsns):
        assert secret not in printed
        assert secret not in deployed.project.state_text()
    assert PASSPHRASE not in deployed.project.state_text()


def test_the_state_holds_one_place_of_the_program_for_each_resource(deployed: Deployed) -> None:
    state = json.loads(deployed.project.pulumi("stack", "export", "-s", "dev").text)
    ours = [one for one in state["deployment"]["resources"] if one["type"].startswith("sentry:index:")]
    assert {len(one["stackTrace"]) for one in ours} == {1}
    monitor = next(one for one in ours if one["type"].endswith(":MetricMonitor"))
    assert "components/alerting.py" in monitor["sourcePosition"]


def test_no_retired_endpoint_is_called(deployed: Deployed) -> None:
    paths = {entry["path"] for entry in deployed.first_up["requests"]}
    assert not [path for path in paths if "/rules/" in path or "/alert-rules/" in path]
