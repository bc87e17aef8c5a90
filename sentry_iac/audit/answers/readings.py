"""Reads from Sentry what several checks need. Each thing has one name, so that a whole audit asks for it once.

Where Sentry has a list of a whole organization, that is read: then more applications cost no more requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pulumi_sentry.api import JsonObject, NotSentry
from pulumi_sentry.api.json_types import JsonObjects
from sentry_iac.audit.sentry_view import SentryView
from sentry_iac.estate import FurtherKeySpec, KeySpec, key_name


async def organization(view: SentryView) -> JsonObject:
    """Return the organization with its settings, and the token's scopes in `access`."""
    await view.client.connect()
    return view.client.organization_info


async def projects(view: SentryView) -> dict[str, JsonObject]:
    """Return the organization's projects by slug, without their settings."""
    found = await view.once("projects", view.client.projects.list)
    return {str(each["slug"]): each for each in _whole(found, "projects", "id", "slug")}


async def settings_of(view: SentryView, project: str) -> JsonObject:
    """Return a project with its settings, which no list has."""
    return await view.once(("project", project), lambda: view.client.projects.get(project))


async def keys(view: SentryView) -> JsonObjects:
    """Return all client keys of the organization."""
    found = await view.once("keys", view.client.keys.list_all)
    return _whole(found, "client keys", "public", "projectId", "name")


async def monitors(view: SentryView) -> JsonObjects:
    """Return all monitors of the organization."""
    return _whole(await view.once("monitors", view.client.monitors.list), "monitors", "id", "name", "type")


async def alerts(view: SentryView) -> dict[str, JsonObject]:
    """Return all alerts of the organization by id."""
    found = await view.once("alerts", view.client.alerts.list)
    return {str(each["id"]): each for each in _whole(found, "alerts", "id")}


async def members(view: SentryView) -> JsonObjects:
    """Return all members and invitations of the organization."""
    return _whole(await view.once("members", view.client.members.list), "members", "id", "email", "orgRole")


async def teams(view: SentryView) -> dict[str, JsonObject]:
    """Return the organization's teams by id."""
    found = await view.once("teams", view.client.teams.list)
    return {str(each["id"]): each for each in _whole(found, "teams", "id", "slug")}


async def team_members(view: SentryView, team: str) -> JsonObjects:
    """Return the members of a team who have accepted their invitation; `team` is a slug."""
    found = await view.once(("team", team), lambda: view.client.teams.members(team))
    # Sentry lists open invitations as well.
    return [each for each in _whole(found, f"members of team {team}", "id") if has_joined(each)]


async def integrations(view: SentryView) -> dict[str, JsonObject]:
    """Return the organization's integrations by id."""
    found = await view.once("integrations", view.client.integrations.list)
    return {str(each["id"]): each for each in _whole(found, "integrations", "id")}


def _whole(found: JsonObjects, what: str, *names: str) -> JsonObjects:
    """Return a list, all of whose entries have these names.

    Raises:
        NotSentry: an entry lacks one. A check that skipped it would pass without having seen it.
    """
    for each in found:
        missing = [name for name in names if each.get(name) is None]
        if missing:
            raise NotSentry(
                f"Sentry's list of {what} has an entry without {', '.join(missing)}; update pulumi-sentry"
            )
    return found


def own_key(spec: FurtherKeySpec, project: JsonObject, found: Iterable[JsonObject]) -> JsonObject | None:
    """Return a client key of a stack in a project. Of several with its name, an active one; None if there is none.

    Args:
        spec: the key as it is declared.
        project: the summary of the project.
        found: keys, also of other projects.
    """
    if isinstance(spec, KeySpec) and not spec.is_declared:
        return None
    mine = [each for each in keys_in(project, found) if each.get("name") == current_name(spec)]
    return max(mine, key=lambda each: bool(each.get("isActive")), default=None)


def current_name(spec: FurtherKeySpec) -> str:
    """Return the name at Sentry of a client key; of one that rotates, that of its current generation."""
    return key_name(spec.name, spec.rotation.generation) if isinstance(spec, KeySpec) else spec.name


def keys_in(project: JsonObject, found: Iterable[JsonObject]) -> list[JsonObject]:
    """Return the keys of one project."""
    return [each for each in found if str(each.get("projectId")) == str(project.get("id"))]


def masked(key: object) -> str:
    """Return a public key as it may be shown: its first four characters."""
    return f"{str(key)[:4]}…"


def instant(text: object) -> datetime | None:
    """Return a time in UTC that Sentry wrote as text; None for anything else."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        if found is None:
            return None
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def emails_of(member: JsonObject) -> set[str]:
    """Return the addresses of a member, in lower case."""
    user: Any = member.get("user")
    more: Any = user.get("emails") if isinstance(user, dict) else None
    addresses = [member.get("email"), *(each.get("email") for each in more or ())]
    return {str(each).casefold() for each in addresses if each}


def has_joined(member: JsonObject) -> bool:
    """Whether somebody is a member, and not only invited."""
    return isinstance(member.get("user"), dict) and not member.get("pending")


def counted(number: int, what: str) -> str:
    """Return a number of things, such as `1 project` or `2 projects`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
