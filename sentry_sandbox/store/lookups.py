"""Finds objects by id or slug, as a path names them; and the ids of the users that exist from the start."""

from __future__ import annotations

from sentry_sandbox.store import Record, Store

OWNER_ID = "1"
PROXY_USER_ID = "2"
MAX_ID = 2**63 - 1


def as_id(text: str) -> int | None:
    """The id in a part of a path or a query; None where it is no id."""
    if text.isascii() and text.isdigit() and (number := int(text)) <= MAX_ID:
        return number
    return None


def find_project(store: Store, organization: Record, text: str) -> Record | None:
    """A project of an organization by id or slug."""
    found = store.projects.find(organization_id=organization.id, slug=text)
    if found is None and (number := as_id(text)) is not None:
        found = store.projects.get(number)
    return found if found is not None and found.organization_id == organization.id else None


def find_team(store: Store, organization: Record, text: str) -> Record | None:
    """A team of an organization by id or slug."""
    found = store.teams.find(organization_id=organization.id, slug=text)
    if found is None and (number := as_id(text)) is not None:
        found = store.teams.get(number)
    return found if found is not None and found.organization_id == organization.id else None
