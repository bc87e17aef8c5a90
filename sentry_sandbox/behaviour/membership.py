"""Who is in which team, with which role: kept in the member, as ids of teams and their roles."""

from __future__ import annotations

from sentry_sandbox.store import JsonObject, Record, Store

TEAM_ROLES = ("contributor", "admin")
ORG_ROLES = ("billing", "member", "admin", "manager", "owner")
"""From the weakest to the strongest."""

_ADMINS_OF_EVERY_TEAM = ("admin", "manager", "owner")


def implied_role(org_role: str) -> str:
    """The team role that an org role gives in every team of the member."""
    return "admin" if org_role in _ADMINS_OF_EVERY_TEAM else "contributor"


def teams_of(store: Store, member: Record) -> list[tuple[Record, str | None]]:
    """The existing teams of a member, by slug, each with the role that was given there."""
    given: JsonObject = member.body.get("teams", {})
    found = [(store.teams.get(int(team_id)), role) for team_id, role in given.items()]
    return sorted(((team, role) for team, role in found if team is not None), key=lambda pair: pair[0].slug)


def members_of(store: Store, team: Record) -> list[Record]:
    """The members of a team."""
    members = store.members.in_organization(team.organization_id)
    return [member for member in members if team.id_text in member.body.get("teams", {})]


def member_of_user(store: Store, organization: Record, user_id: str | None) -> Record | None:
    """The member that a user is in an organization; an integration's proxy user is none."""
    if user_id is None:
        return None
    members = store.members.in_organization(organization.id)
    return next((member for member in members if member.body["userId"] == user_id), None)


def uses_two_factor(store: Store, user_id: str | None) -> bool:
    """Whether a user has a second factor: it belongs to the user, and not to one organization."""
    members = store.members.everything()
    return any(one.body["userId"] == user_id and one.body.get("has2fa", False) for one in members)


def is_only_owner(store: Store, member: Record) -> bool:
    """Whether the organization would be without an owner if it lost this member."""
    members = store.members.in_organization(member.organization_id)
    owners = [one.id for one in members if one.body["orgRole"] == ORG_ROLES[-1] and one.body["userId"]]
    return owners == [member.id]


def put_in_teams(store: Store, member: Record, roles: dict[int, str | None]) -> None:
    """Make these the teams of a member; a role that the org role implies is kept as null, as Sentry does."""
    implied = implied_role(member.body["orgRole"])
    member.body["teams"] = {
        str(team_id): None if role in (implied, "contributor") else role for team_id, role in roles.items()
    }
    store.members.save(member)


def join(store: Store, member: Record, team: Record, role: str | None = None) -> None:
    """Put a member into one team more, or change the role there."""
    roles = {int(team_id): given for team_id, given in member.body.get("teams", {}).items()}
    put_in_teams(store, member, {**roles, team.id: role})


def leave(store: Store, member: Record, team: Record) -> None:
    """Take a member out of a team."""
    roles = {int(team_id): given for team_id, given in member.body.get("teams", {}).items()}
    roles.pop(team.id, None)
    put_in_teams(store, member, roles)


def add_team(store: Store, organization: Record, *, slug: str, name: str, member: str | None) -> Record:
    """Store a new team.

    Args:
        store: the tables.
        organization: its organization.
        slug: free slug.
        name: display name.
        member: user id of its first member, if it gets one.
    """
    team = store.teams.add({"name": name}, organization_id=organization.id, slug=slug)
    if (first := member_of_user(store, organization, member)) is not None:
        join(store, first, team)
    return team
