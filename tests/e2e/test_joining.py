"""A stack that joins another one uses the owner's projects, and manages none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.project import Project
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

STAGING = """\
config:
  gvses-sentry:join: prod
  gvses-sentry:environment: staging
  gvses-sentry:appRoot: .local/app/staging
  gvses-sentry:projects:
    gvses-backend:
      uptime:
        health: {url: https://api-staging.gvses.example.com/health}
"""
OWNED = ("teams", "projects", "members", "keys", "detectors", "workflows")


class Two:
    """The shipped project with one more stack, and the Sentry that both stacks share."""

    def __init__(self, project: Project, hand: SentryByHand) -> None:
        self.project = project
        self.hand = hand

    def objects(self, kind: str) -> dict[str, dict[str, Any]]:
        """Everything of a kind that is at Sentry, by id."""
        return {one["id"]: one for one in self.hand.admin("GET", "state")[kind]}

    def everything(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Every object that the owner could lose, without the alerts of its monitors."""
        return {
            kind: {
                id: {name: value for name, value in one.items() if name != "workflowIds"}
                for id, one in self.objects(kind).items()
            }
            for kind in OWNED
        }

    def requests(self) -> dict[str, Any]:
        """The requests to the management API since the last call."""
        log: dict[str, Any] = self.hand.admin("GET", "requests")
        self.hand.admin("DELETE", "requests")
        return log


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with SandboxServer(Settings()) as sandbox:
        env = variables_of(sandbox)
        project = Project(tmp_path_factory.mktemp("joining") / "project", env)
        (project.folder / "Pulumi.staging.yaml").write_text(STAGING)
        hand = person_at(sandbox)
        project.init("prod")
        project.init("staging")
        yield Two(project, hand)
        hand.close()


def test_joining_before_the_owner_is_there_says_what_to_run_and_makes_nothing(two: Two) -> None:
    before = two.everything()
    for command in (["preview"], ["up", "--yes", "--skip-preview"]):
        text = two.project.pulumi(*command, "-s", "staging", fails=True).text
        assert re.search(r"there is no project 'gvses-(frontend|backend)' in organization 'sandbox'", text)
        assert "stack prod owns it, and stack staging joins that; run `pulumi up -s prod` first" in text
        assert "Traceback" not in text
        assert "no team" not in text
    assert two.everything() == before
    assert two.requests()["writes"] == 0


def test_a_joining_stack_adds_what_is_its_own_and_changes_nothing_of_the_owner(two: Two) -> None:
    two.project.up("prod")
    owned = two.everything()
    two.requests()
    two.project.up("staging")
    # 2 keys, 6 metric and 1 uptime monitor, 4 alerts.
    assert two.requests()["writes"] == 13
    now = two.everything()
    assert {kind: {id: now[kind][id] for id in kept} for kind, kept in owned.items()} == owned
    added = {kind: [now[kind][id] for id in now[kind].keys() - owned[kind].keys()] for kind in OWNED}
    assert not added["teams"] + added["projects"] + added["members"]
    assert [key["name"] for key in added["keys"]] == ["staging", "staging"]
    names = [one["name"] for kind in ("detectors", "workflows") for one in added[kind]]
    assert len(names) == 11
    assert all(name.endswith(" (staging)") for name in names)


def test_monitors_and_alerts_of_the_joining_stack_see_its_environment_only(two: Two) -> None:
    monitors = two.hand.get("organizations/{org}/detectors/?query=type:metric_issue&per_page=100")
    own = [monitor for monitor in monitors if monitor["name"].endswith(" (staging)")]
    queries = [monitor["dataSources"][0]["queryObj"]["snubaQuery"]["query"] for monitor in own]
    assert len(queries) == 6
    assert all("environment:staging" in query for query in queries)
    ids = {monitor["id"] for monitor in own}
    for alert in two.hand.get("organizations/{org}/workflows/"):
        if alert["name"].endswith(": monitors (staging)"):
            assert len(ids & set(alert["detectorIds"])) == 3
        elif alert["name"].endswith(" (staging)"):
            conditions = alert["actionFilters"][0]["conditions"]
            wanted = {"attribute": "environment", "match": "eq", "value": "staging"}
            assert ("event_attribute", wanted) in [(one["type"], one["comparison"]) for one in conditions]
        else:
            assert not ids & set(alert["detectorIds"])


def test_only_the_checks_that_the_joining_stack_names_are_its_own(two: Two) -> None:
    listed = two.hand.get("organizations/{org}/detectors/?per_page=100")
    found = [one for one in listed if one["type"] in ("uptime_domain_failure", "monitor_check_in_failure")]
    assert {one["name"] for one in found} == {
        "gvses-backend: health",
        "gvses-backend: nightly-import",
        "gvses-backend: health (staging)",
    }


def test_each_stack_writes_env_files_of_its_own(two: Two) -> None:
    prod, staging = (two.project.env_values(stack, "backend") for stack in ("prod", "staging"))
    assert (prod["SENTRY_ENVIRONMENT"], staging["SENTRY_ENVIRONMENT"]) == ("production", "staging")
    dsns = [urlsplit(str(values["SENTRY_DSN"])) for values in (prod, staging)]
    assert dsns[0].path == dsns[1].path  # one project
    assert dsns[0].username != dsns[1].username


def test_neither_stack_sees_a_change_afterwards(two: Two) -> None:
    two.project.pulumi("preview", "-s", "prod", "--expect-no-changes")
    two.requests()
    two.project.pulumi("preview", "-s", "staging", "--expect-no-changes")
    log = two.requests()
    # The organization, 1 team, and of 2 projects each the project and its monitors.
    assert log["writes"] == 0
    assert log["total"] <= 6  # two projects that are looked up at the same moment share a list
    two.project.pulumi("refresh", "-s", "staging", "--yes", "--skip-preview", "--expect-no-changes")
    two.project.pulumi("preview", "-s", "staging", "--expect-no-changes")


def test_a_read_only_token_is_enough_for_a_preview(two: Two) -> None:
    body = {"scopes": ["org:read", "project:read", "team:read", "alerts:read"], "kind": "integration"}
    token = two.hand.admin("POST", "tokens", body)["token"]
    two.project.pulumi("preview", "-s", "staging", "--expect-no-changes", SENTRY_AUTH_TOKEN=token)


def test_a_rotation_of_the_joining_stack_leaves_the_owners_key_alone(two: Two) -> None:
    def owners() -> list[dict[str, Any]]:
        return [key for key in two.objects("keys").values() if not _is_staging(key)]

    before = owners()
    rotation = '{generation: 2, rotatedAt: "2026-11-24T10:00:00Z", leaked: true}'
    two.project.edit(
        "Pulumi.staging.yaml", "    gvses-backend:\n", f"    gvses-backend:\n      rotation: {rotation}\n"
    )
    was = two.project.env_values("staging", "backend")["SENTRY_DSN"]
    two.project.up("staging")
    assert two.project.env_values("staging", "backend")["SENTRY_DSN"] != was
    assert owners() == before


def test_destroying_the_joining_stack_leaves_the_owner_whole(two: Two) -> None:
    theirs = {id for kind in OWNED for id, one in two.objects(kind).items() if _is_staging(one)}
    before = two.everything()
    two.project.pulumi("destroy", "-s", "staging", "--yes", "--skip-preview")
    after = two.everything()
    assert theirs
    assert after == {
        kind: {id: one for id, one in objects.items() if not _is_staging(one)}
        for kind, objects in before.items()
    }
    assert not two.project.env_file("staging", "backend").exists()
    assert two.project.env_file("prod", "backend").exists()
    two.project.pulumi("preview", "-s", "prod", "--expect-no-changes")
    two.project.pulumi("refresh", "-s", "prod", "--yes", "--skip-preview", "--expect-no-changes")


def _is_staging(one: dict[str, Any]) -> bool:
    return str(one["name"]).startswith("staging") or str(one["name"]).endswith(" (staging)")
