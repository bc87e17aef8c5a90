"""People in several teams and projects of several teams, from `sentry.yaml` to Sentry and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi_sentry as sentry
from sentry_iac.components import Application, Receivers, TeamAccess
from sentry_iac.estate import load_stack_settings, parse_estate
from tests.e2e.engine import Stack, Step
from tests.sentry_api import SentryByHand

LEAD, DEV = "lead@example.com", "dev@example.com"

BOTH = f"""
teams:
  web: {{people: {{{LEAD}: {{orgRole: manager}}, {DEV}: {{teamRole: admin}}}}}}
  mobile: {{people: {{{DEV}: , {LEAD}: }}}}
projects:
  shop: {{platform: python-fastapi, team: web, sharedWith: [mobile], monitors: {{5xx: false, latency: false,
    error-rate: false}}, alerts: {{high-priority: false}}}}
"""
ONE = f"""
teams:
  web: {{people: {{{LEAD}: {{orgRole: manager}}, {DEV}: {{teamRole: admin}}}}}}
  mobile: {{people: {{{LEAD}: }}}}
projects:
  shop: {{platform: python-fastapi, team: web, monitors: {{5xx: false, latency: false,
    error-rate: false}}, alerts: {{high-priority: false}}}}
"""


def program(text: str, folder: Path) -> Callable[[], None]:
    def declare() -> None:
        (folder / "Pulumi.yaml").write_text("name: acme\nruntime: python\n")
        estate = parse_estate(text, load_stack_settings({"environment": "test"}, folder / "Pulumi.test.yaml"))
        teams = {team.name: sentry.Team(team.name, sentry.TeamArgs(slug=team.slug)) for team in estate.teams}
        TeamAccess(estate.people, teams)
        for spec in estate:
            Application(spec, teams, Receivers(teams))

    return declare


def test_somebody_in_two_teams_is_one_member_and_a_project_has_two_teams(
    by_hand: SentryByHand, tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    stack = Stack(tmp_path / "stack", sentry_env)
    both, one = program(BOTH, tmp_path), program(ONE, tmp_path)

    def state() -> tuple[dict[str, Any], list[str]]:
        kept = by_hand.admin("GET", "state")
        people = {person["name"]: (person["orgRole"], person["teams"]) for person in kept["members"]}
        slugs = {team["id"]: team["slug"] for team in kept["teams"]}
        del people["owner@example.com"]
        return people, sorted(slugs[id] for id in kept["projects"][0]["teams"])

    stack.up(both)
    assert state() == (
        {
            LEAD: ("manager", {"web": None, "mobile": None}),
            DEV: ("member", {"web": "admin", "mobile": None}),
        },
        ["mobile", "web"],
    )
    assert stack.preview(both).steps == {}
    assert stack.refresh().steps == {}
    assert stack.preview(both).steps == {}

    # A member leaves one team, and the project is no longer shared; nothing else changes.
    assert stack.up(one).steps == {f"mobile-{DEV}": Step("delete"), "shop-mobile": Step("delete")}
    assert state() == (
        {LEAD: ("manager", {"web": None, "mobile": None}), DEV: ("member", {"web": "admin"})},
        ["web"],
    )

    # A destroy removes the teams, and nobody from the organization.
    stack.destroy()
    people = {person["name"]: person["teams"] for person in by_hand.admin("GET", "state")["members"]}
    assert people[LEAD] == people[DEV] == {}
