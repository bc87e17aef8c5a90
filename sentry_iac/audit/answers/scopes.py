"""The scopes that a token needs, and what for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sentry_iac.estate import Estate

FOR_UP: Final = {
    "org:read": "to find the organization, and what it has",
    "project:read": "to read projects and client keys",
    "project:write": "to make projects, client keys and filters",
    "project:admin": "to delete projects and client keys",
    "team:read": "to read teams",
    "team:write": "to make teams",
    "team:admin": "to delete teams, and to set roles in them",
    "member:read": "to find people",
    "member:invite": "to invite people",
    "alerts:read": "to read monitors and alerts",
    "alerts:write": "to make monitors and alerts",
}
"""Needed by every `up`. README.md has the same list."""

FOR_LOOKING: Final = {"event:read": "to show the past of a monitor in previews"}
"""Needed only to read more than `up` does."""

_FOR_ORGANIZATION: Final = {"org:write": "to change settings of the organization"}
_FOR_ROLES: Final = {"member:admin": "to change roles in the organization, and to remove people"}
_FOR_PURGE: Final = {"event:admin": "to delete issues that are old enough"}

_LEVELS: Final = {
    "org:write": ("org:read",),
    "org:admin": ("org:read", "org:write", "org:integrations"),
    "member:invite": ("member:read",),
    "member:write": ("member:read", "member:invite"),
    "member:admin": ("member:read", "member:invite", "member:write"),
    "event:write": ("event:read",),
    "event:admin": ("event:read", "event:write"),
}
"""The scopes that Sentry adds to a token by itself, where they are not all in the lists above."""


def needed(estate: Estate) -> dict[str, str]:
    """Return the scopes that a stack's token needs, each with its purpose.

    Args:
        estate: the declaration; settings of the organization, roles and a purge need more scopes.
    """
    scopes = {**FOR_UP, **FOR_LOOKING}
    if estate.organization is not None:
        scopes |= _FOR_ORGANIZATION
    if any(each.managed and (each.org_role or each.remove_from_organization) for each in estate.people):
        scopes |= _FOR_ROLES
    if estate.retention is not None and estate.retention.purge is not None and estate.retention.purge.issues:
        scopes |= _FOR_PURGE
    return scopes


def beyond(estate: Estate, scopes: Iterable[str]) -> list[str]:
    """Return the scopes of a token that nothing of a stack needs."""
    wanted = set(needed(estate))
    implied = {below for scope in wanted for below in _LEVELS.get(scope, ())}
    return sorted(set(scopes) - wanted - implied)
