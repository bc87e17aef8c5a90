"""Finds what a killed `up` has made and no state has, while no resource asks for it any more.

The provider takes such an object over when its resource is created again (`pulumi_sentry.lifecycle.creation`). Nobody
asks for it where the resource has left the program meanwhile; the journal still knows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pulumi_sentry.access.member import Member
from pulumi_sentry.access.team import Team
from pulumi_sentry.alerts.alert import Alert
from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.keys.key_id import KeyId
from pulumi_sentry.keys.project_key import ProjectKey
from pulumi_sentry.lifecycle.checkpoint import identity_of
from pulumi_sentry.lifecycle.creation import CLOCK_SLACK, LATE
from pulumi_sentry.lifecycle.journal import Entry, Journal
from pulumi_sentry.monitors.cron_monitor import CronMonitor
from pulumi_sentry.monitors.metric_monitor import MetricMonitor
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitor
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.projects.project import Project

Recorded = Callable[[str, str], bool]


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
    client: SentryClient, journal: Journal, state: Sequence[tuple[str, str]]
) -> list[LeftBehind]:
    """Look up the creations that the journal knows and the state does not; settle those that left nothing.

    One request for each kind of object among them, and none where there are none.

    Args:
        client: for the organization of the stack.
        journal: of the stack, while no run is under way.
        state: type and id of each resource in the state.

    Raises:
        SentryError: Sentry does not show a list.
    """
    has = _recorded(state)
    open_ones = [one for one in journal.unsettled if not (one.id and has(one.token, one.id))]
    if not open_ones:
        return []
    await client.connect()
    info = client.organization_info
    here = identity_of(info.get("id", client.organization), info.get("dateCreated", ""))
    by_kind = defaultdict(list)
    for entry in open_ones:
        if entry.organization == here:
            by_kind[entry.token].append(entry)
    found = []
    for token, entries in by_kind.items():
        there = await _LISTS[token].ask(client)
        for entry in entries:
            left = [one for one in there if _is_of(entry, one) and not has(token, _id(token, one))]
            found += [LeftBehind(token.rsplit(":", 1)[-1], entry.name, _id(token, one)) for one in left]
            if not left and (entry.id or client.server_time() > entry.at + LATE):
                journal.settle(entry)
    return found


def close(journal: Journal, state: Sequence[tuple[str, str]]) -> None:
    """Remove a journal whose objects the state has all.

    Args:
        journal: of the stack, while no run is under way.
        state: type and id of each resource in the state.
    """
    journal.close(_recorded(state))


def _recorded(state: Sequence[tuple[str, str]]) -> Recorded:
    known = registry()
    there = {(token, known.kind(token).identity(id)) for token, id in state}
    return lambda token, id: (token, known.kind(token).identity(id)) in there


def _is_of(entry: Entry, one: JsonObject) -> bool:
    if entry.id:
        return _id(entry.token, one) == entry.id
    made = one.get("dateCreated")
    return (
        made is not None
        and str(one[_LISTS[entry.token].name]).casefold() == entry.name.casefold()
        and entry.at - CLOCK_SLACK <= datetime.fromisoformat(str(made)) <= entry.at + LATE
    )


def _id(token: str, one: JsonObject) -> str:
    return str(KeyId.of_object(one)) if token == ProjectKey.token else str(one["id"])


@dataclass(frozen=True)
class _List:
    """Where Sentry lists a kind of object, and the field that holds its name."""

    ask: Callable[[SentryClient], Awaitable[Sequence[JsonObject]]]
    name: str


_MONITORS: Final = _List(lambda client: client.monitors.list(), "name")
_LISTS: Final[Mapping[str, _List]] = {
    Team.token: _List(lambda client: client.teams.list(), "slug"),
    Project.token: _List(lambda client: client.projects.list(), "slug"),
    ProjectKey.token: _List(lambda client: client.keys.list_all(), "name"),
    MetricMonitor.token: _MONITORS,
    UptimeMonitor.token: _MONITORS,
    CronMonitor.token: _MONITORS,
    Alert.token: _List(lambda client: client.alerts.list(), "name"),
    Member.token: _List(lambda client: client.members.list(), "email"),
}
"""Every kind whose creation writes a journal."""
