"""People have roles that `sentry.yaml` lists, and teams have people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sentry_iac.policy.planned import Planned, Resource
from sentry_iac.policy.rule import Finding, Fix

_ABOVE_MEMBER: Final = ("admin", "manager", "owner")


def unlisted_roles(planned: Planned) -> Iterator[Finding]:
    """Yield unlisted people with more than the role member."""
    for member in planned.of("Member"):
        role = _role_above_member(member)
        email = str(member.arguments.get("email", ""))
        if role is not None and email.casefold() not in planned.people:
            yield Finding(
                resource=member.name,
                urn=member.urn,
                says=f"{email} is {role[1]}, and is not listed in sentry.yaml",
                fix=Fix(("teams", "<team>", "people", email), f"{{ {role[0]} }}"),
            )
    for membership in planned.of("TeamMembership"):
        listed = any(membership.name.casefold().endswith(f"-{email}") for email in planned.people)
        if membership.arguments.get("role") == "admin" and not listed:
            yield Finding(
                resource=membership.name,
                urn=membership.urn,
                says=f"{membership.name} makes somebody admin of a team who is not listed in sentry.yaml",
                fix=Fix(("teams", "<team>", "people", "<email>"), "{ teamRole: admin }"),
            )
    for settings in planned.of("OrganizationSettings"):
        role_of_all = settings.arguments.get("defaultRole")
        if role_of_all in _ABOVE_MEMBER:
            yield Finding(
                resource=settings.name,
                urn=settings.urn,
                says=f"whoever joins the organization becomes {role_of_all}, listed or not",
                fix=Fix(("organization", "settings", "defaultRole"), "member"),
            )


def empty_teams(planned: Planned) -> Iterator[Finding]:
    """Yield the teams without listed people."""
    memberships = {each.name.casefold() for each in planned.of("TeamMembership")}
    for team in planned.of("Team"):
        if not any(f"{team.name}-{email}".casefold() in memberships for email in planned.people):
            yield Finding(
                resource=team.name,
                urn=team.urn,
                says=f"nobody is listed in team {team.name}: mail to it may reach nobody",
                fix=Fix(("teams", team.name, "people", "<email>"), "{}"),
            )


def _role_above_member(member: Resource) -> tuple[str, str] | None:
    """Return a role above member, as written in `sentry.yaml` and for people."""
    role = member.arguments.get("orgRole")
    if role in _ABOVE_MEMBER:
        return f"orgRole: {role}", f"{role} of the organization"
    teams = member.arguments.get("teamRoles")
    if isinstance(teams, list) and any(
        isinstance(each, dict) and each.get("role") == "admin" for each in teams
    ):
        return "teamRole: admin", "admin of a team"
    return None
