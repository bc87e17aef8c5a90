"""The roles that there are, as organizations and members list them."""

from __future__ import annotations

from sentry_sandbox.behaviour.membership import ORG_ROLES, TEAM_ROLES, implied_role
from sentry_sandbox.store import JsonObject

_MINIMUM_FOR = {"admin": "admin"}
"""A team role, and the organization role that has it in every team."""


def org_role_list() -> list[JsonObject]:
    """The roles in an organization, from the weakest to the strongest."""
    return [
        {
            **_role(role),
            "isGlobal": role in ("manager", "owner"),
            "is_global": role in ("manager", "owner"),
            "minimumTeamRole": implied_role(role),
        }
        for role in ORG_ROLES
    ]


def team_role_list() -> list[JsonObject]:
    """The roles in a team."""
    return [{**_role(role), "isMinimumRoleFor": _MINIMUM_FOR.get(role)} for role in TEAM_ROLES]


def _role(role: str) -> JsonObject:
    return {
        "id": role,
        "name": role.title(),
        "desc": "",
        "scopes": [],
        "allowed": True,
        "isAllowed": True,
        "isRetired": False,
        "isTeamRolesAllowed": role != "billing",
    }
