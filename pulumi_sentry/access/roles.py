"""Roles of members: in the organization, and in each of their teams.

https://docs.sentry.io/organization/membership/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

OrgRole = Literal["member", "billing", "admin", "manager", "owner"]
"""`admin` exists on plans below Business only; the others exist everywhere."""

TeamRole = Literal["contributor", "admin"]

_ADMINS_OF_EVERY_TEAM = ("admin", "manager", "owner")


def implied_team_role(org_role: str) -> str:
    """The role that a member has in every team of theirs; Sentry answers null for it."""
    return "admin" if org_role in _ADMINS_OF_EVERY_TEAM else "contributor"


def team_roles_of(member: Mapping[str, Any]) -> dict[str, str | None]:
    """The teams of a member by slug, and the role given in each; null where the org role implies it.

    Args:
        member: what `GET /organizations/{org}/members/{member}/` answers.
    """
    return {entry["teamSlug"]: entry.get("role") for entry in member.get("teamRoles") or []}


def live_team_role(given: str | None, org_role: str, declared: str | None) -> str:
    """The role in a team, for the comparison with the declared one.

    Sentry keeps no team role for people who administer every team by their org role: any declared one holds.

    Args:
        given: the role from Sentry's answer.
        org_role: the role in the organization.
        declared: the declared role, None if there is none.
    """
    implied = implied_team_role(org_role)
    if given is not None:
        return given
    return declared if declared is not None and implied == "admin" else implied
