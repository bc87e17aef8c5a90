"""Finds what a killed `up` has made and no state has, while no resource asks for it any more.

The provider takes such an object over when its resource is created again (`pulumi_sentry.lifecycle.creation`). Nobody
asks for it where the resource has left the program meanwhile; the journal still knows it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pulumi_sentry.access.member import Member
from pulumi_sentry.access.team import Team
from pulumi_sentry.alerts.alert import Alert
from pulumi_sentry.alerts.alert_handler import monitors_of
from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.keys.key_id import KeyId
from pulumi_sentry.keys.project_key import ProjectKey
from pulumi_sentry.lifecycle.adoption import organization_in_use
from pulumi_sentry.lifecycle.journal import LATE, Entry, Journal
from pulumi_sentry.monitors.cron_monitor import CronMonitor
from pulumi_sentry.monitors.metric_monitor import MetricMonitor
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitor
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.projects.project import Project


@dataclass(frozen=True)
class LeftBehind:
    """An object at Sentry that a killed `up` has made.

    Attributes:
        kind: its resource type, such as `Alert`.
        name: its name, or its slug or address where that is unique.
        id: as `pulumi import` takes it.
    """

    kind: str
    name: str
    id: str


async def left_behind(
    client: SentryClient, journal: Journal, begun: Collection[str], state: Iterable[tuple[str, str]]
) -> list[LeftBehind]:
    """Look up creations that the journal knows and the state does not; settle those that left nothing.

    One list for each kind of object among them, and no request where there are none.

    Args:
        client: for the organization of the stack.
        journal: of the stack.
        begun: the keys of the creations to look at: somebody else's run may be under way and write further ones.
        state: type and id of each resource in the state.

    Raises:
        SentryError: Sentry does not show a list.
    """
    kinds = registry()
    has = {(token, kinds.kind(token).identity(id)) for token, id in state}

    def is_recorded(token: str, id: str) -> bool:
        return (token, kinds.kind(token).identity(id)) in has

    open_ones = [
        one
        for one in journal.unsettled
        if one.key in begun and not (one.id and is_recorded(one.token, one.id))
    ]
    if not open_ones:
        return []
    await client.connect()
    here = [one for one in open_ones if one.organization == organization_in_use(client)]
    asked = {_LISTS[one.token] for one in here}
    there = {each: await each.ask(client) for each in asked}
    found = []
    for entry in here:
        kind = _LISTS[entry.token]
        parent = await _parent(client, kind, entry)
        left = [
            id
            for one in there[kind]
            if kind.is_of(entry, one, parent) and not is_recorded(entry.token, id := kind.id(one))
        ]
        found += [LeftBehind(entry.token.rsplit(":", 1)[-1], entry.name, id) for id in left]
        if not left and (entry.id or client.server_time() > entry.at + LATE):
            journal.settle(entry)
    return found


async def _parent(client: SentryClient, kind: _List, entry: Entry) -> str:
    """What an object of this creation is in: for one of a project its number, also where it was declared by slug."""
    if not kind.in_project or entry.id:
        return entry.parent
    try:
        return await client.projects.id_of(entry.parent)
    except NotFound:
        return entry.parent


@dataclass(frozen=True)
class _List:
    """Where Sentry lists a kind of object, and how to recognise one of a creation.

    Attributes:
        ask: lists them.
        name: the field that holds the name.
        in_project: whether they are inside a project.
        inside: whether an object can be in the parent that the journal names.
        id: the id of an object, as the engine keeps it.
    """

    ask: Callable[[SentryClient], Awaitable[Sequence[JsonObject]]]
    name: str
    in_project: bool = False
    inside: Callable[[JsonObject, str], bool] = lambda _one, _parent: True
    id: Callable[[JsonObject], str] = lambda one: str(one["id"])

    def is_of(self, entry: Entry, one: JsonObject, parent: str) -> bool:
        """Whether a creation made an object; by its id, or where no answer told that, by all that the journal says."""
        if entry.id:
            return self.id(one) == entry.id
        created = one.get("dateCreated")
        return (
            created is not None
            and entry.can_have_made(str(one[self.name]), str(created))
            and self.inside(one, parent)
        )


def _is_in_project(one: JsonObject, project: str) -> bool:
    return str(one.get("projectId", "")) == project


_MONITORS: Final = _List(
    lambda client: client.monitors.list(), "name", in_project=True, inside=_is_in_project
)
_LISTS: Final[Mapping[str, _List]] = {
    Team.token: _List(lambda client: client.teams.list(), "slug"),
    Project.token: _List(lambda client: client.projects.list(), "slug"),
    ProjectKey.token: _List(
        lambda client: client.keys.list_all(),
        "name",
        in_project=True,
        inside=_is_in_project,
        id=lambda key: str(KeyId.of_object(key)),
    ),
    MetricMonitor.token: _MONITORS,
    UptimeMonitor.token: _MONITORS,
    CronMonitor.token: _MONITORS,
    Alert.token: _List(
        lambda client: client.alerts.list(),
        "name",
        inside=lambda alert, monitors: set(monitors_of(alert)) <= set(monitors.split()),
    ),
    Member.token: _List(lambda client: client.members.list(), "email"),
}
"""Every kind whose creation writes a journal."""
