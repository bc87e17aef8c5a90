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
    """The role in a team as it compares with the declared one.

    For whoever administers every team by the org role, Sentry keeps no role: any declared one holds.

    Args:
        given: what Sentry answers.
        org_role: the role in the organization.
        declared: what is declared, None for nothing.
    """
    implied = implied_team_role(org_role)
    if given is not None:
        return given
    return declared if declared is not None and implied == "admin" else implied
