"""Every trigger, filter and action has one example in docs/alerts.md, and each of them works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import automation

import pulumi_sentry as sentry
from pulumi_sentry.alerts.parts import ActionKind, ConditionKind, kinds_of
from tests.alert_examples import examples
from tests.e2e.engine import Stack, Step
from tests.sentry_api import SentryByHand

SECTIONS = ("Triggers", "Filters", "Actions")
INTEGRATIONS = {
    "slack": "Example Workspace",
    "discord": "Example Server",
    "msteams": "Example Tenant",
    "pagerduty": "Example On-Call",
    "opsgenie": "Example Opsgenie",
    "github": "example",
    "github_enterprise": "git.example.com",
    "jira": "Example Jira",
    "jira_server": "jira.example.com",
    "vsts": "Example Azure",
}


def kinds(section: str) -> set[str]:
    if section == "Actions":
        return {kind.__name__ for kind in kinds_of(ActionKind)}
    return {kind.__name__ for kind in kinds_of(ConditionKind) if kind.is_trigger == (section == "Triggers")}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_kind_has_an_example_under_its_own_name(section: str) -> None:
    found = examples(section)
    assert found.keys() == kinds(section)
    assert [name for name, code in found.items() if f"sentry.{section.lower()}.{name}(" not in code] == []


def declare() -> None:
    """A program that declares one alert made of every example."""
    team = sentry.Team("web", sentry.TeamArgs(slug="web"))
    project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
    world: dict[str, Any] = {"sentry": sentry, "team": team}
    for provider, name in INTEGRATIONS.items():
        args = sentry.GetIntegrationArgs(provider=provider, name=name)  # type: ignore[arg-type]  # one of the kinds
        world[provider] = sentry.get_integration(args)

    def made(section: str) -> list[Any]:
        return [eval(code, world) for code in examples(section).values()]  # noqa: S307  # our own page

    sentry.Alert(
        "everything",
        sentry.AlertArgs(
            name="Everything",
            monitors=[project.issue_stream_monitor_id.apply(str)],
            triggers=made("Triggers"),
            action_filters=[
                sentry.ActionFilterArgs(logic_type="all", conditions=made("Filters"), actions=made("Actions"))
            ],
        ),
    )


def test_the_examples_are_made_once_and_stay_as_they_are(
    by_hand: SentryByHand, tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    for provider, name in INTEGRATIONS.items():
        by_hand.admin("POST", "integrations", {"provider": provider, "name": name})
    stack = Stack(tmp_path / "stack", sentry_env)
    made = stack.up(declare)
    assert made.steps["everything"] == Step("create")
    assert "warning" not in made.text
    assert stack.preview(declare).steps == {}
    assert stack.refresh().steps == {}
    assert stack.preview(declare).steps == {}

    (alert,) = by_hand.get("organizations/{org}/workflows/")
    (group,) = alert["actionFilters"]
    assert len(alert["triggers"]["conditions"]) == len(examples("Triggers"))
    assert len(group["conditions"]) == len(examples("Filters"))
    sent = {condition["type"]: condition["comparison"] for condition in group["conditions"]}
    assert sent["issue_category"] == {"value": 11, "include": False}
    assert sent["level"] == {"level": 40, "match": "gte"}
    assert sent["issue_priority_deescalating"] == 75
    actions = {action["type"]: action for action in group["actions"]}
    assert actions["slack"]["config"]["targetDisplay"] == "#alerts"
    assert actions["github"]["data"]["additionalFields"]["repo"] == "example/shop"
    assert len(group["actions"]) == len(examples("Actions"))


def test_an_integration_that_is_not_installed_says_where_to_install_it(
    by_hand: SentryByHand, tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    by_hand.admin("POST", "integrations", {"provider": "slack", "name": "Example Workspace"})

    def lost() -> None:
        args = sentry.GetIntegrationArgs(provider="slack", name="Another Workspace")
        pulumi.export("id", sentry.get_integration(args).id)

    with pytest.raises(automation.CommandError) as failed:
        Stack(tmp_path / "stack", sentry_env).preview(lost)
    text = str(failed.value)
    assert "no slack integration named 'Another Workspace' is installed in organization 'sandbox'" in text
    assert "(installed: 'Example Workspace')" in text
    assert f"{sentry_env['SENTRY_URL']}/settings/sandbox/integrations/slack/" in text
    assert "Traceback" not in text


def test_what_a_preview_has_yet_to_create_is_not_looked_up(
    tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    def declare_and_look_up() -> None:
        team = sentry.Team("web", sentry.TeamArgs(slug="web"))
        project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
        # A preview knows it already, although nothing has this slug yet.
        slug = vars(project)["slug"]
        found = sentry.get_project_output(sentry.GetProjectArgs(project=slug))
        pulumi.export("name", found.name)

    stack = Stack(tmp_path / "stack", sentry_env)
    assert stack.preview(declare_and_look_up).steps == {"web": Step("create"), "shop": Step("create")}
    assert stack.up(declare_and_look_up).outputs["name"] == "Shop"
    assert stack.preview(declare_and_look_up).steps == {}
