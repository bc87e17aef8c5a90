"""What an organization has, in the words of the resources that can stand for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pulumi_sentry.declaration import Args, Resource
from pulumi_sentry.projects.project_monitor import TYPES

A = TypeVar("A", bound=Args)

MONITORS: Final = ("metric_monitors", "uptime_monitors", "cron_monitors")
"""The kinds of monitors that people make, as `Inventory` calls them."""

OF_PROJECTS: Final = (
    "project_teams",
    "keys",
    "inbound_filters",
    "ownership_rules",
    "spike_protections",
    *MONITORS,
)
"""The kinds of objects that belong to one project each, as `Inventory` calls them."""

MADE_WITH_PROJECT: Final = tuple(f"{each}_monitor_id" for each in TYPES)
"""The outputs of a project that are the ids of the monitors which Sentry makes with it."""


@dataclass(frozen=True, slots=True)
class Found(Generic[A]):
    """An object at Sentry, and the declaration that stands for it.

    Attributes:
        resource: the class of its resource.
        id: the id that the engine would keep, and that imports it. It holds no secret.
        args: the arguments of a resource that is as the object is now. References are numeric ids.
        outputs: its outputs by Python name, as far as the lists tell them; some are secret.
    """

    resource: type[Resource[Any]]
    id: str
    args: A
    outputs: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """Its type and its id."""
        return self.resource.token, self.id


@dataclass(frozen=True, slots=True)
class Other:
    """An object that no resource can stand for.

    Attributes:
        what: for people, such as "monitor 'Slow query' (12)".
        where: the address of its page, or of one near it.
        why: why none can.
    """

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of the organization that Sentry did not show.

    Attributes:
        what: for people, such as "the members of the organization"; of many objects, the first ones.
        why: Sentry's answer, with what to do about it.
        whose: all objects, where there are several.
    """

    what: str
    why: str
    whose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """An organization, by kind of resource and in the order of Sentry's lists.

    Attributes:
        slug: its slug.
        organization: its settings; none where they could not be read.
        team_slugs: by numeric id, of all teams.
        integrations: the installed ones by id: their kind and their name.
        users: email addresses by the id of the user, as owners and mail actions name one.
        alert_rules: ids of the metric alert rules of the removed API, by the monitor that Sentry made of each; empty
            where it does not tell.
        others: what no resource can stand for.
        unreadable: what Sentry did not show.
    """

    slug: str
    organization: Found[Any] | None = None
    teams: tuple[Found[Any], ...] = ()
    members: tuple[Found[Any], ...] = ()
    memberships: tuple[Found[Any], ...] = ()
    projects: tuple[Found[Any], ...] = ()
    project_teams: tuple[Found[Any], ...] = ()
    keys: tuple[Found[Any], ...] = ()
    inbound_filters: tuple[Found[Any], ...] = ()
    ownership_rules: tuple[Found[Any], ...] = ()
    spike_protections: tuple[Found[Any], ...] = ()
    metric_monitors: tuple[Found[Any], ...] = ()
    uptime_monitors: tuple[Found[Any], ...] = ()
    cron_monitors: tuple[Found[Any], ...] = ()
    alerts: tuple[Found[Any], ...] = ()
    team_slugs: Mapping[str, str] = field(default_factory=dict)
    integrations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    alert_rules: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Other, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def __iter__(self) -> Iterator[Found[Any]]:
        """Iterate over all objects, those that others refer to first."""
        if self.organization is not None:
            yield self.organization
        yield from (*self.teams, *self.members, *self.memberships, *self.projects, *self.project_teams)
        yield from (*self.keys, *self.inbound_filters, *self.ownership_rules, *self.spike_protections)
        yield from (*self.monitors, *self.alerts)

    @property
    def monitors(self) -> tuple[Found[Any], ...]:
        """The monitors of every kind that people make."""
        return (*self.metric_monitors, *self.uptime_monitors, *self.cron_monitors)

    def in_projects(self, projects: Collection[str]) -> dict[str, Any]:
        """Return what belongs to some projects, as fields of an inventory."""
        return {
            kind: tuple(found for found in getattr(self, kind) if str(found.args.project) in projects)
            for kind in OF_PROJECTS
        }

    def projects_of_monitors(self) -> dict[str, str]:
        """Return the project of every monitor, those that Sentry makes with a project included, by ids."""
        where = {found.id: str(found.args.project) for found in self.monitors}
        for project in self.projects:
            where |= dict.fromkeys(made_with(project).values(), project.id)
        return where


def made_with(project: Found[Any]) -> dict[str, str]:
    """Return the ids of the monitors that Sentry made with a project, by the project's output; some may lag."""
    ids = {output: project.outputs.get(output) for output in MADE_WITH_PROJECT}
    return {output: str(id) for output, id in ids.items() if id}
