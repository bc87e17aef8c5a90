"""Lookups and explicit providers in a running program."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

import pulumi_sentry as sentry
from sentry_sandbox.server import SandboxServer
from tests.e2e.engine import Stack
from tests.sentry_api import SentryByHand


@pytest.fixture
def stack(tmp_path: Path, sentry_env: dict[str, str]) -> Stack:
    return Stack(tmp_path / "project", sentry_env)


def test_a_program_can_refer_to_what_it_does_not_manage(stack: Stack, by_hand: SentryByHand) -> None:
    team = by_hand.team("theirs")
    project = by_hand.project("theirs", "shop")
    stream, errors = (by_hand.monitors(project["id"], kind)[0]["id"] for kind in ("issue_stream", "error"))

    def program() -> None:
        found = sentry.get_project(sentry.GetProjectArgs(project="sandbox/shop"))
        pulumi.export("organization", sentry.get_organization(sentry.GetOrganizationArgs()).slug)
        pulumi.export("project", found.id)
        pulumi.export("teams", found.team_slugs)
        pulumi.export("team", sentry.get_team(sentry.GetTeamArgs(team="theirs")).id)
        for kind in ("issue_stream", "error"):
            args = sentry.GetProjectMonitorArgs(project=found.id, type=kind)
            pulumi.export(kind, sentry.get_project_monitor(args).id)

    assert stack.up(program).outputs == {
        "organization": "sandbox",
        "project": project["id"],
        "teams": ["theirs"],
        "team": team["id"],
        "issue_stream": stream,
        "error": errors,
    }


def test_a_monitor_that_lags_behind_its_project_is_waited_for(stack: Stack, by_hand: SentryByHand) -> None:
    by_hand.admin("POST", "quirks", {"default_detectors_delay_ms": 600})

    def program() -> None:
        team = sentry.Team("web", sentry.TeamArgs(slug="web"))
        project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
        pulumi.export("stream", project.issue_stream_monitor_id)

    made = stack.up(program).outputs
    assert made["stream"] == by_hand.monitors("shop", "issue_stream")[0]["id"]


def test_an_unknown_project_is_an_error_that_names_it(stack: Stack) -> None:
    def program() -> None:
        pulumi.export("id", sentry.get_project(sentry.GetProjectArgs(project="nowhere")).id)

    with pytest.raises(pulumi.automation.CommandError) as failed:
        stack.preview(program)
    assert "/projects/sandbox/nowhere/" in str(failed.value)


def test_a_program_can_say_what_to_do_where_something_is_missing(stack: Stack) -> None:
    def program() -> None:
        args = sentry.GetTeamArgs(team="nobody", if_missing="make it at the front desk")
        pulumi.export("id", sentry.get_team(args).id)

    with pytest.raises(pulumi.automation.CommandError) as failed:
        stack.preview(program)
    assert "there is no team 'nobody' in organization 'sandbox': make it at the front desk" in str(
        failed.value
    )


def test_a_program_can_manage_an_organization_of_its_choice(
    tmp_path: Path, sandbox: SandboxServer, by_hand: SentryByHand
) -> None:
    by_hand.admin("POST", "organizations", {"slug": "second"})
    stack = Stack(tmp_path / "project", {})

    def program() -> None:
        second = sentry.Provider(
            "second",
            sentry.ProviderArgs(token=sandbox.token, organization="second", base_url=sandbox.url),
        )
        sentry.Team("web", sentry.TeamArgs(slug="web"), pulumi.ResourceOptions(provider=second))

    stack.up(program)
    assert stack.preview(program).steps == {}
    assert by_hand.status("teams/second/web/") == 200
    assert by_hand.status("teams/sandbox/web/") == 404
    assert sandbox.token not in "".join(stack.printed)
    assert sandbox.token not in str(stack.state())
