"""Finds out whom the actions of an alert reach: a person, an installed integration, or another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.readings import counted, has_joined
from sentry_iac.audit.sentry_view import SentryView

_PROGRAMS = ("webhook", "sentry_app")
_ACTIVE = "active"


@dataclass(frozen=True)
class Reach:
    """Whom one action reaches.

    Attributes:
        somebody: whether it reaches anybody.
        said: for people, whom it reaches, or why nobody.
    """

    somebody: bool
    said: str


def actions_of(alert: JsonObject) -> Iterator[JsonObject]:
    """Yield the actions of an alert."""
    groups: Any = alert.get("actionFilters") or []
    for group in groups:
        yield from group.get("actions") or []


async def reach_of(view: SentryView, alert: JsonObject, project: JsonObject) -> list[Reach]:
    """Return whom each action of an alert reaches.

    Args:
        view: the Sentry.
        alert: as its list shows it.
        project: the summary of the project whose issue it is about.

    Raises:
        SentryError: members, teams or integrations cannot be read.
    """
    return [await _reach(view, action, project) for action in actions_of(alert)]


async def _reach(view: SentryView, action: JsonObject, project: JsonObject) -> Reach:
    kind = str(action.get("type"))
    if action.get("status", _ACTIVE) != _ACTIVE:
        return Reach(False, f"{kind} is switched off")
    config: Any = action.get("config") or {}
    target = str(config.get("targetIdentifier") or "")
    if kind in _PROGRAMS:
        return Reach(True, f"a {kind.replace('_', ' ')}, which was not looked into")
    if kind != "email":
        return await _integration(view, kind, str(action.get("integrationId")), config)
    match config.get("targetType"):
        case "team":
            return await _team(view, target)
        case "user":
            return await _user(view, target)
        case _:
            return await _owners(view, action, project)


async def _team(view: SentryView, team_id: str) -> Reach:
    team = (await readings.teams(view)).get(team_id)
    if team is None:
        return Reach(False, f"mail to team {team_id}, which is not there")
    slug = str(team.get("slug"))
    reached = len([each for each in await readings.team_members(view, slug) if has_joined(each)])
    if not reached:
        return Reach(False, f"mail to team {slug}, in which nobody has accepted the invitation")
    return Reach(True, f"mail to team {slug} ({counted(reached, 'member')})")


async def _user(view: SentryView, user_id: str) -> Reach:
    for member in await readings.members(view):
        user: Any = member.get("user") or {}
        if str(user.get("id")) == user_id and has_joined(member):
            return Reach(True, f"mail to {member.get('email')}")
    return Reach(False, f"mail to user {user_id}, who is no member")


async def _owners(view: SentryView, action: JsonObject, project: JsonObject) -> Reach:
    data: Any = action.get("data") or {}
    fallthrough = data.get("fallthroughType", "ActiveMembers")
    if fallthrough == "NoOne":
        return Reach(False, "mail to the issue's owners, and to nobody where it has none")
    teams: Any = project.get("teams") or []
    for team in teams:
        found = await readings.team_members(view, str(team.get("slug")))
        if any(has_joined(each) for each in found):
            return Reach(True, f"mail to the issue's owners, else to members of {team.get('slug')}")
    return Reach(False, "mail to the issue's owners, and the project's teams have no member")


async def _integration(view: SentryView, kind: str, integration_id: str, config: JsonObject) -> Reach:
    installed = (await readings.integrations(view)).get(integration_id)
    if installed is None:
        return Reach(False, f"{kind} by integration {integration_id}, which is not installed")
    for name in ("status", "organizationIntegrationStatus"):
        if installed.get(name) not in (None, _ACTIVE):
            return Reach(False, f"{kind} by {installed.get('name')}, which is {installed.get(name)}")
    where = config.get("targetDisplay") or config.get("targetIdentifier") or ""
    return Reach(True, f"{kind} by {installed.get('name')}{f', {where}' if where else ''}")
