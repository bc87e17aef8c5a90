"""What several checks read from Sentry, each thing by one name, so that a whole audit asks for it once.

A list holds the whole organization's objects where Sentry has such a list: then the number of requests does not grow
with the number of applications.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from pulumi_sentry.api import JsonObject, NotSentry
from pulumi_sentry.api.json_types import JsonObjects
from sentry_iac.audit.check import Finding, unknown
from sentry_iac.audit.sentry_view import SentryView
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec, KeySpec, key_name


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
    """Return who is in a team and has accepted; `team` is a slug."""
    found = await view.once(("team", team), lambda: view.client.teams.members(team))
    return _whole(found, f"members of team {team}", "id")


async def integrations(view: SentryView) -> dict[str, JsonObject]:
    """Return the organization's integrations by id."""
    found = await view.once("integrations", view.client.integrations.list)
    return {str(each["id"]): each for each in _whole(found, "integrations", "id")}


def _whole(found: JsonObjects, what: str, *names: str) -> JsonObjects:
    """Return a list whose entries all have what they are known by.

    Raises:
        NotSentry: one has not; a check that left it out would pass what it did not see.
    """
    for each in found:
        missing = [name for name in names if each.get(name) is None]
        if missing:
            raise NotSentry(
                f"Sentry's list of {what} has an entry without {', '.join(missing)}; update pulumi-sentry"
            )
    return found


Look = Callable[[ApplicationSpec, JsonObject], Awaitable[Iterable[Finding]]]


async def each_application(subject: Subject, look: Look) -> list[Finding]:
    """Look at each application side by side, with its project at Sentry; one without a project is unknown.

    Args:
        subject: the stack.
        look: what to do with an application and the summary of its project.
    """
    existing = await projects(subject.asked())

    async def findings(application: ApplicationSpec) -> Iterable[Finding]:
        project = existing.get(application.slug)
        if project is None:
            return [unknown(f"there is no project {application.slug}", application.name)]
        return await look(application, project)

    found = await asyncio.gather(*(findings(each) for each in subject.estate))
    return [finding for each in found for finding in each]


def own_key(spec: KeySpec, project: JsonObject, found: Iterable[JsonObject]) -> JsonObject | None:
    """Return the client key that a stack has in a project, an active one where several have its name.

    Args:
        spec: the key as it is declared.
        project: the summary of the project.
        found: keys, other projects' too.
    """
    name = key_name(spec.name, spec.rotation.generation)
    mine = [each for each in keys_in(project, found) if each.get("name") == name]
    return max(mine, key=lambda each: bool(each.get("isActive")), default=None)


def keys_in(project: JsonObject, found: Iterable[JsonObject]) -> list[JsonObject]:
    """Return the keys of one project."""
    return [each for each in found if str(each.get("projectId")) == str(project.get("id"))]


def masked(key: object) -> str:
    """Return a public key as it may be shown: its first four characters."""
    return f"{str(key)[:4]}…"


def instant(text: object) -> datetime | None:
    """Return a time that Sentry wrote, None where it is none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


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
