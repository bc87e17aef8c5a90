"""The names that an export gives: short ones, from what people called a thing, and each once in its place.

Resource names are those of the components (`sentry_iac/components/`), so that a program and a `sentry.yaml` adopt the
same objects under the same names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory

_LONGEST: Final = 60
_GENERATION: Final = re.compile(r"g[0-9]+")
"""What a rotation calls the keys that come after the first one."""
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names by the id of what they name.

    Attributes:
        teams: of teams: their slugs, or what several stacks call them.
        projects: of projects: their slugs, or what several stacks call them.
        members: of members: their email addresses.
        monitors: of monitors of every kind, inside their project.
        alerts: of alerts, inside their project, or among those of several projects.
        keys: of client keys, inside their project.
        projects_of_alerts: the project to which an alert belongs; none for one of several projects.
    """

    teams: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    monitors: Mapping[str, str] = field(default_factory=dict)
    alerts: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    projects_of_alerts: Mapping[str, str | None] = field(default_factory=dict)


def names_of(inventory: Inventory, projects: Mapping[str, str] | None = None) -> Names:
    """Return the names of everything in an inventory.

    Args:
        inventory: what was read.
        projects: the names of projects by id: their slugs unless given.
    """
    slugs = {found.id: str(found.args.slug) for found in inventory.projects}
    projects = slugs if projects is None else {id: projects[id] for id in slugs}
    of_alerts = _projects_of_alerts(inventory)
    monitors: dict[str, str] = {}
    for kind in (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors):
        monitors |= _in_projects(kind, {found.id: str(found.args.project) for found in kind}, projects, slugs)
    return Names(
        teams=dict(inventory.team_slugs),
        projects=projects,
        members={found.id: str(found.args.email) for found in inventory.members},
        monitors=monitors,
        alerts=_in_projects(inventory.alerts, of_alerts, projects, slugs),
        keys=_in_projects(
            inventory.keys,
            {found.id: str(found.args.project) for found in inventory.keys},
            projects,
            slugs,
            reserved=projects.values(),
        ),
        projects_of_alerts=of_alerts,
    )


def _projects_of_alerts(inventory: Inventory) -> dict[str, str | None]:
    where = {
        found.id: str(found.args.project)
        for kind in (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors)
        for found in kind
    }
    for project in inventory.projects:
        for output in ("issue_stream_monitor_id", "error_monitor_id"):
            if project.outputs.get(output):
                where[str(project.outputs[output])] = project.id
    found: dict[str, str | None] = {}
    for alert in inventory.alerts:
        projects = {where.get(str(monitor)) for monitor in alert.args.monitors}
        found[alert.id] = projects.pop() if len(projects) == 1 else None
    return found


def _in_projects(
    kind: Iterable[Found[Any]],
    places: Mapping[str, str | None],
    projects: Mapping[str, str],
    slugs: Mapping[str, str],
    reserved: Iterable[str] = (),
) -> dict[str, str]:
    """Return names of objects by id, in the order of their ids.

    Args:
        kind: objects whose resources are of one type.
        places: the project of each.
        projects: the names of projects.
        slugs: their slugs.
        reserved: names of other resources of that type.
    """
    taken = set(reserved)
    names = {}
    for found in sorted(kind, key=lambda each: (len(each.id), each.id)):
        place = str(places.get(found.id))
        project = projects.get(place, "")
        # A resource is named after both, and "shop" with "a-b" must not meet "shop-a" with "b".
        before = f"{project}-" if project else ""
        name = _unique(short_name(str(found.args.name), of=(slugs.get(place, ""), project)), before, taken)
        names[found.id] = name
        taken.add(f"{before}{name}")
    return names


def short_name(name: str, *, of: Sequence[str] = ()) -> str:
    """Return a name of small letters, digits and hyphens from a name for people.

    Args:
        name: the name for people.
        of: the slug and the name of its project, which are left out at the beginning.
    """
    plain = unicodedata.normalize("NFKD", name.translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    rests = (short.removeprefix(f"{each}-") for each in of if each)
    rest = next((each for each in rests if each != short), short)
    return (rest or short)[:_LONGEST].strip("-") or "unnamed"


def _unique(name: str, before: str, taken: set[str]) -> str:
    if _GENERATION.fullmatch(name):
        name = f"{name}-key"
    unique, number = name, 2
    while f"{before}{unique}" in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique
