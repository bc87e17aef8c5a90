"""The page of teams and people."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_sandbox.behaviour.membership import implied_role, teams_of
from sentry_sandbox.page.frame import Frame, Reader, When, natural
from sentry_sandbox.store import Record


@dataclass(frozen=True)
class TeamRow:
    """A team: its people with their roles in it, and its projects."""

    slug: str
    name: str
    people: list[tuple[str, str, int]]
    projects: list[str]
    provisioned: bool


@dataclass(frozen=True)
class MemberRow:
    """A member, or somebody who is invited.

    Args:
        number: id of the membership.
        email: the address.
        name: the display name, where that says more than the address.
        role: the role in the organization.
        state: `member`, `invited` or `expired`.
        since: when they were invited, or joined.
        second_factor: whether they log in with one; None for who has not joined.
        teams: slugs of teams, with the roles there.
    """

    number: int
    email: str
    name: str
    role: str
    state: str
    since: When
    second_factor: bool | None
    teams: list[tuple[str, str]]


@dataclass(frozen=True)
class PeoplePage:
    """The page."""

    frame: Frame
    teams: list[TeamRow]
    members: list[MemberRow]


def people_page(reader: Reader) -> PeoplePage:
    """The page of an organization's teams and people."""
    store, number = reader.store, reader.organization.id
    members = store.members.in_organization(number)
    joined = {member.id: teams_of(store, member) for member in members}
    rows = [_member(reader, member, joined[member.id]) for member in members]
    projects = {one.id: one.slug for one in store.projects.in_organization(number)}
    projects_of: dict[int, list[str]] = {}
    for project, team_ids in store.project_teams.all_rights().items():
        for team_id in team_ids if project in projects else ():
            projects_of.setdefault(team_id, []).append(projects[project])
    people_of: dict[int, list[tuple[str, str, int]]] = {}
    for member in members:
        for team, role in joined[member.id]:
            people_of.setdefault(team.id, []).append(
                (member.body["email"], role or implied_role(member.body["orgRole"]), member.id)
            )
    return PeoplePage(
        frame=reader.frame(),
        teams=[
            TeamRow(
                slug=team.slug,
                name="" if team.body["name"] == team.slug else team.body["name"],
                people=sorted(people_of.get(team.id, [])),
                projects=sorted(projects_of.get(team.id, []), key=natural),
                provisioned=team.body.get("idpProvisioned", False),
            )
            for team in sorted(store.teams.in_organization(number), key=lambda one: natural(one.slug))
        ],
        members=sorted(rows, key=lambda one: one.email),
    )


def _member(reader: Reader, member: Record, teams: list[tuple[Record, str | None]]) -> MemberRow:
    body = member.body
    inside = body["userId"] is not None
    waiting = "expired" if body.get("expired", False) else "invited"
    role = body["orgRole"]
    return MemberRow(
        number=member.id,
        email=body["email"],
        name="" if body["name"] == body["email"] else body["name"],
        role=role,
        state="member" if inside else waiting,
        since=reader.when(member.created),
        second_factor=body.get("has2fa", False) if inside else None,
        teams=[(team.slug, given or implied_role(role)) for team, given in teams],
    )
