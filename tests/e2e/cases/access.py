"""Who may do what: teams, members, and which team has which project."""

from __future__ import annotations

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case, World
from tests.e2e.cases.worlds import with_project
from tests.e2e.engine import Step
from tests.sentry_api import SentryByHand

TEAM = Case(
    resource=sentry.Team,
    args=lambda _world: sentry.TeamArgs(slug="crew", name="Crew"),
    path="teams/{org}/{id}/",
    edit={"name": "Renamed"},
    changed={"name"},
    forms=["{id}", "crew", "sandbox/crew", "https://sentry.io/settings/sandbox/teams/crew/"],
    replaced="refused",
)

MEMBER = Case(
    resource=sentry.Member,
    args=lambda _world: sentry.MemberArgs(
        email="dev@example.com",
        org_role="manager",
        team_roles=[
            sentry.TeamRoleArgs(team_slug="web", role="admin"),
            sentry.TeamRoleArgs(team_slug="mobile"),
        ],
        remove_from_organization=True,
    ),
    world=lambda hand, _folder: {"teams": [hand.team(slug)["id"] for slug in ("web", "mobile")]},
    path="organizations/{org}/members/{id}/",
    edit={"orgRole": "member", "teamRoles": [{"teamSlug": "web", "role": None}]},
    changed={"orgRole", "teamRoles"},
    forms=[
        "{id}",
        "dev@example.com",
        "sandbox/{id}",
        "sandbox/Dev@Example.com",
        "https://sandbox.sentry.io/settings/members/{id}/",
    ],
    # An import never takes over that a member is removed on destroy; the program has to say so.
    adopted=Step("update", {"removeFromOrganization": "update"}),
    replaced="refused",
)


def _is_in_a_team(hand: SentryByHand, world: World, _id: str) -> bool:
    return bool(hand.get(f"organizations/{{org}}/members/{world['member']}/")["teams"])


TEAM_MEMBERSHIP = Case(
    resource=sentry.TeamMembership,
    args=lambda world: sentry.TeamMembershipArgs(member=world["member"], team=world["team"], role="admin"),
    world=lambda hand, _folder: {
        "team": hand.team("web")["id"],
        "member": hand.call("POST", "organizations/{org}/members/", {"email": "guest@example.com"})["id"],
    },
    path="organizations/{org}/members/{part[0]}/teams/{part[1]}/",
    edit={"teamRole": "contributor"},
    changed={"role"},
    presence=_is_in_a_team,
    forms=["{id}", "sandbox/{id}", "{member}/web", "guest@example.com/web"],
)


def _has_the_project(hand: SentryByHand, world: World, _id: str) -> bool:
    teams = hand.get(f"projects/{{org}}/{world['project']}/")["teams"]
    return world["other"] in [team["id"] for team in teams]


PROJECT_TEAM = Case(
    resource=sentry.ProjectTeam,
    args=lambda world: sentry.ProjectTeamArgs(project=world["project"], team=world["other"]),
    world=lambda hand, folder: {**with_project(hand, folder), "other": hand.team("mobile")["id"]},
    path="projects/{org}/{part[0]}/teams/{part[1]}/",
    # It has nothing to change.
    edit=lambda _hand, _world, _id: None,
    changed=set(),
    presence=_has_the_project,
    forms=["{id}", "sandbox/{id}", "shop/mobile"],
)
