"""Reads an organization: lists where Sentry has them, and a few answers for each project where it has none.

Each object is read by the handler of its resource, as `pulumi import` reads it: so what an export declares is what an
import takes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pulumi_sentry.access.member import Member
from pulumi_sentry.access.member_handler import MemberHandler
from pulumi_sentry.access.project_team import ProjectTeam
from pulumi_sentry.access.team import Team
from pulumi_sentry.access.team_membership import TeamMembership
from pulumi_sentry.alerts.alert import Alert
from pulumi_sentry.api.errors import ConfigurationError, SentryError, Unauthorized
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.declaration import Resource
from pulumi_sentry.inventory.found import Found, Inventory, Other, Unreadable
from pulumi_sentry.inventory.objects import found_of, names_of, project_without_team, role_in_team, several_of
from pulumi_sentry.keys.project_key import ProjectKey
from pulumi_sentry.lifecycle.handler import Handler, Record, Session
from pulumi_sentry.lifecycle.references import pair_id
from pulumi_sentry.monitors.base import MonitorLife
from pulumi_sentry.monitors.cron_monitor import CronMonitor
from pulumi_sentry.monitors.metric_monitor import MetricMonitor
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitor
from pulumi_sentry.organization.organization_settings import OrganizationSettings
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.projects.inbound_filters import InboundFilters
from pulumi_sentry.projects.ownership_rules import OwnershipRules
from pulumi_sentry.projects.project import Project
from pulumi_sentry.projects.project_monitor import TYPES as OF_EVERY_PROJECT
from pulumi_sentry.projects.settings import live_arguments
from pulumi_sentry.projects.spike_protection import SpikeProtection

T = TypeVar("T")

_MONITORS = (MetricMonitor, UptimeMonitor, CronMonitor)


async def read_inventory(session: Session) -> Inventory:
    """Read everything that a resource can stand for; a part that Sentry does not show is named in the result.

    Args:
        session: its client should be read-only (`SentryClient(read_only=True)`): then no question is asked twice.

    Raises:
        SentryError: the organization cannot be read at all: its name, its address or the token is wrong.
    """
    registry()  # gives each resource its handler
    await session.client.connect()
    return await _Reading(session).all()


class _Reading:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._client = session.client
        self._unreadable: dict[tuple[str, str, int | None], tuple[str, list[str]]] = {}

    async def all(self) -> Inventory:
        client = self._client
        listed = await asyncio.gather(
            self._list("the teams", client.teams.everything),
            self._list("the members", client.members.list),
            self._list("the projects", client.projects.everything),
            self._list("the client keys", client.keys.everything),
            self._list("the monitors", client.monitors.everything),
            self._list("the alerts", client.alerts.everything),
            self._list("the installed integrations", client.integrations.list),
        )
        teams, members, projects, keys, monitors, alerts, integrations = listed
        slugs = {str(each["id"]): str(each["slug"]) for each in projects}
        read = dict(
            zip(
                ("teams", "projects", "inbound_filters", "ownership_rules", "spike_protections"),
                await asyncio.gather(
                    self._each(Team, "the team", {str(each["id"]): str(each["slug"]) for each in teams}),
                    self._projects(slugs, monitors),
                    self._each(InboundFilters, "the inbound filters of", slugs),
                    self._each(OwnershipRules, "the ownership rules of", slugs),
                    self._each(SpikeProtection, "the spike protection of", slugs),
                ),
                strict=True,
            )
        )
        orphans = [found for found in read["projects"] if found.args.team is None]
        read["projects"] = tuple(found for found in read["projects"] if found not in orphans)
        there = {found.id for found in read["projects"]}
        for kind in ("inbound_filters", "ownership_rules", "spike_protections"):
            read[kind] = tuple(found for found in read[kind] if found.id in there)
        by_type = await self._monitors(monitors, there)
        return Inventory(
            slug=str(client.organization_info["slug"]),
            organization=await self._organization(),
            **read,
            members=self._members(members),
            memberships=await self._memberships(teams, members),
            project_teams=tuple(self._project_teams(projects, read["projects"])),
            keys=await self._keys(keys, there),
            metric_monitors=by_type[MetricMonitor],
            uptime_monitors=by_type[UptimeMonitor],
            cron_monitors=by_type[CronMonitor],
            alerts=await self._alerts(alerts, {str(each["id"]) for each in monitors}),
            integrations={
                str(each["id"]): (str(each["provider"]["key"]), str(each["name"])) for each in integrations
            },
            users={
                str(each["user"]["id"]): str(each["email"])
                for each in members
                if each.get("user") is not None
            },
            alert_rules={
                str(each["id"]): str(each["alertRuleId"]) for each in monitors if each.get("alertRuleId")
            },
            team_slugs={str(each["id"]): str(each["slug"]) for each in teams},
            others=(*map(project_without_team, orphans), *self._others(monitors)),
            unreadable=tuple(
                Unreadable(several_of(what, whose), why, tuple(sorted(filter(None, whose))))
                for (what, *_), (why, whose) in self._unreadable.items()
            ),
        )

    async def _list(self, what: str, ask: Callable[[], Awaitable[Sequence[JsonObject]]]) -> list[JsonObject]:
        return list(await self._shown(what, "", ask) or ())

    async def _shown(self, what: str, whose: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        """What Sentry shows; None, with a note, where it shows nothing."""
        try:
            return await ask()
        except (ConfigurationError, Unauthorized):
            raise
        except SentryError as error:
            # One line for all that Sentry refused alike; the message of the first names its call.
            kind = what, type(error).__name__, error.status
            self._unreadable.setdefault(kind, (error.message, []))[1].append(whose)
            return None

    async def _each(
        self, resource: type[Resource[Any]], what: str, names: Mapping[str, str]
    ) -> tuple[Found[Any], ...]:
        """The objects of these ids that are still there, as the resource's handler reads them."""
        handler: Handler[Any] = resource.handler(self._session)

        async def one(id: str, name: str) -> Found[Any] | None:
            record = await self._shown(what, name, lambda: handler.read(id, None, {}))
            return None if record is None else found_of(resource, record)

        read = await asyncio.gather(*(one(id, name) for id, name in names.items()))
        return tuple(found for found in read if found is not None)

    async def _projects(
        self, slugs: Mapping[str, str], monitors: Iterable[JsonObject]
    ) -> tuple[Found[Any], ...]:
        own: dict[str, dict[str, str]] = defaultdict(dict)
        for monitor in monitors:
            if monitor["type"] in OF_EVERY_PROJECT:
                own[str(monitor["projectId"])][f"{monitor['type']}_monitor_id"] = str(monitor["id"])

        async def one(id: str, slug: str) -> Found[Any] | None:
            project = await self._shown("the project", slug, lambda: self._client.projects.get(id))
            if project is None:
                return None
            outputs = {**own[id], "url": self._session.page(f"projects/{project['slug']}/")}
            return found_of(Project, Record(id, outputs, live_arguments(project, None)))

        read = await asyncio.gather(*(one(id, slug) for id, slug in slugs.items()))
        return tuple(found for found in read if found is not None)

    def _project_teams(
        self, listed: Iterable[JsonObject], projects: Iterable[Found[Any]]
    ) -> Iterable[Found[Any]]:
        owners = {found.id: found.args.team for found in projects}
        for project in listed:
            id = str(project["id"])
            for team in project.get("teams") or []:
                if id in owners and str(team["id"]) != owners[id]:
                    live = {"project": id, "team": str(team["id"])}
                    yield found_of(ProjectTeam, Record(pair_id(id, team["id"]), {}, live))

    def _members(self, listed: Iterable[JsonObject]) -> tuple[Found[Any], ...]:
        handler = MemberHandler(self._session)
        # TeamMembership stands for the teams.
        whole = (handler.record({k: v for k, v in each.items() if k != "teamRoles"}, None) for each in listed)
        return tuple(found_of(Member, record) for record in whole)

    async def _memberships(
        self, teams: Iterable[JsonObject], members: Iterable[JsonObject]
    ) -> tuple[Found[Any], ...]:
        known = {str(member["id"]) for member in members}

        async def of(team: JsonObject) -> list[Found[Any]]:
            slug = str(team["slug"])
            inside = await self._shown("the people of team", slug, lambda: self._client.teams.members(slug))
            return [
                found_of(
                    TeamMembership,
                    Record(
                        pair_id(person["id"], team["id"]),
                        {},
                        {
                            "member": str(person["id"]),
                            "team": str(team["id"]),
                            "role": role_in_team(person),
                        },
                    ),
                )
                for person in inside or []
                if str(person["id"]) in known
            ]

        return tuple(found for each in await asyncio.gather(*map(of, teams)) for found in each)

    async def _keys(self, listed: Iterable[JsonObject], projects: set[str]) -> tuple[Found[Any], ...]:
        # The list has all of a key. An error names the project, since a key's id is a part of its DSN.
        places = {
            f"{key['projectId']}/{key['id']}": f"of project {key['projectId']}"
            for key in listed
            if str(key["projectId"]) in projects
        }
        return await self._each(ProjectKey, "a client key", places)

    async def _monitors(
        self, listed: Iterable[JsonObject], projects: set[str]
    ) -> dict[type[Resource[Any]], tuple[Found[Any], ...]]:
        inside = [each for each in listed if str(each["projectId"]) in projects]
        return {
            resource: await self._each(
                resource, "the monitor", names_of(each for each in inside if each["type"] == kind)
            )
            for kind, resource in _by_type().items()
        }

    async def _alerts(self, listed: Iterable[JsonObject], monitors: set[str]) -> tuple[Found[Any], ...]:
        found = await self._each(Alert, "the alert", names_of(listed))
        for alert in found if monitors else ():
            for id in alert.args.monitors:
                if id not in monitors:
                    self._note_hidden(str(id), str(alert.args.name))
        return found

    def _note_hidden(self, monitor: str, alert: str) -> None:
        why = (
            f"Sentry does not list it, and alert '{alert}' listens to it: the plan may no longer have such monitors, "
            "or the token may not see its project. Sentry keeps it, and the alert names it by its number"
        )
        self._unreadable.setdefault(("the monitor", "hidden", None), (why, []))[1].append(monitor)

    async def _organization(self) -> Found[Any] | None:
        handler = OrganizationSettings.handler(self._session)
        id = str(self._client.organization_info["id"])
        record = await self._shown("the settings of the organization", "", lambda: handler.read(id, None, {}))
        return None if record is None else found_of(OrganizationSettings, record)

    def _others(self, monitors: Iterable[JsonObject]) -> Iterable[Other]:
        for monitor in monitors:
            kind = str(monitor["type"])
            if kind not in _by_type() and kind not in OF_EVERY_PROJECT:
                yield Other(
                    f"monitor '{monitor['name']}'",
                    self._session.page(f"monitors/{monitor['id']}/"),
                    f"it is of type {kind}, which Sentry makes and tunes by itself",
                )


def _by_type() -> Mapping[str, type[Resource[Any]]]:
    """The resources for monitors, by Sentry's word for the type."""
    return {cls.handler.kind: cls for cls in _MONITORS if issubclass(cls.handler, MonitorLife)}
