"""The names that an export gives: short ones, from what people called a thing, and each once in its place.

Resource names are those of the components (`sentry_iac/components/`), so that a program and a `sentry.yaml` adopt the
same objects under the same names. Where people gave names in another tool, a program has those, of every kind; in a
`sentry.yaml` they are the keys of monitors, alerts and client keys. Teams and projects stand there under their slugs,
by which everything else in the file, in Sentry's addresses and in the settings of SDKs calls them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory

OWN_MONITORS: Final = ("issue_stream_monitor_id", "error_monitor_id")
"""The outputs of a project that are the ids of monitors which it has by itself."""

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
        given: names of resources that people gave in another tool, by type and id; each once for a type.
    """

    teams: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    monitors: Mapping[str, str] = field(default_factory=dict)
    alerts: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    projects_of_alerts: Mapping[str, str | None] = field(default_factory=dict)
    given: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def resource_name(self, found: Found[Any], usual: str, used: Iterable[str]) -> str:
        """Return the name of an object's resource: the given one, or the usual one unless another has it.

        Args:
            found: the object.
            usual: the usual name.
            used: the names of resources of its type so far.
        """
        given = self.given.get(_key_of(found))
        reserved = {name for (token, _), name in self.given.items() if token == found.resource.token}
        return given or _free(usual, "", reserved.union(used))


def names_of(
    inventory: Inventory,
    given: Mapping[tuple[str, str], str] | None = None,
    projects: Mapping[str, str] | None = None,
    ends: Sequence[str] = (),
) -> Names:
    """Return the names of everything in an inventory.

    Args:
        inventory: what was read.
        given: names that people gave in another tool, by type and id: of letters, digits, `-` and `_`. Teams, projects
            and members are named by their slugs and addresses all the same.
        projects: the names of projects by id: their slugs unless given.
        ends: words for the environment, which the names of monitors, alerts and keys lose at their end: so twins have
            the same name.
    """
    here = {_key_of(found) for found in inventory}
    given = {key: name for key, name in (given or {}).items() if key in here}
    slugs = {found.id: str(found.args.slug) for found in inventory.projects}
    projects = slugs if projects is None else {id: projects[id] for id in slugs}
    of_alerts = _projects_of_alerts(inventory)
    inside = partial(_in_projects, projects=projects, slugs=slugs, given=given, ends=ends)
    monitors: dict[str, str] = {}
    for kind in (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors):
        monitors |= inside(kind, {found.id: str(found.args.project) for found in kind})
    return Names(
        teams=dict(inventory.team_slugs),
        projects=projects,
        members={found.id: str(found.args.email) for found in inventory.members},
        monitors=monitors,
        alerts=inside(inventory.alerts, of_alerts),
        keys=inside(
            inventory.keys,
            {found.id: str(found.args.project) for found in inventory.keys},
            reserved=projects.values(),
        ),
        projects_of_alerts=of_alerts,
        given=_each_once(given),
    )


def projects_of_monitors(inventory: Inventory) -> dict[str, str]:
    """Return the project of every monitor, those that each project has by itself included, by ids."""
    where = {
        found.id: str(found.args.project)
        for kind in (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors)
        for found in kind
    }
    for project in inventory.projects:
        for output in OWN_MONITORS:
            if project.outputs.get(output):
                where[str(project.outputs[output])] = project.id
    return where


def _each_once(given: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return the names that name one resource of their type: the others take a part of their project's name."""
    counts = Counter((token, name) for (token, _), name in given.items())
    return {(token, id): name for (token, id), name in given.items() if counts[token, name] == 1}


def _projects_of_alerts(inventory: Inventory) -> dict[str, str | None]:
    where = projects_of_monitors(inventory)
    found: dict[str, str | None] = {}
    for alert in inventory.alerts:
        projects = {where.get(str(monitor)) for monitor in alert.args.monitors}
        found[alert.id] = projects.pop() if len(projects) == 1 else None
    return found


def _in_projects(
    kind: Iterable[Found[Any]],
    places: Mapping[str, str | None],
    *,
    projects: Mapping[str, str],
    slugs: Mapping[str, str],
    given: Mapping[tuple[str, str], str],
    ends: Sequence[str],
    reserved: Iterable[str] = (),
) -> dict[str, str]:
    """Return names of objects by id: first those that people gave, then in the order of their ids.

    Args:
        kind: objects whose resources are of one type.
        places: the project of each.
        projects: the names of projects.
        slugs: their slugs.
        given: names that people gave, by type and id.
        ends: words that a name loses at its end.
        reserved: names of other resources of that type.
    """
    taken = set(reserved)
    names = {}
    for found in sorted(kind, key=lambda each: (_key_of(each) not in given, len(each.id), each.id)):
        place = str(places.get(found.id))
        project = projects.get(place, "")
        # A resource is named after both, and "shop" with "a-b" must not meet "shop-a" with "b".
        before = f"{project}-" if project else ""
        short = short_name(str(found.args.name), of=(slugs.get(place, ""), project))
        wish = given.get(_key_of(found)) or _without_end(short, ends)
        name = _unique(wish, before, taken)
        names[found.id] = name
        taken.add(f"{before}{name}")
    return names


def _key_of(found: Found[Any]) -> tuple[str, str]:
    return found.resource.token, found.id


def in_ascii(name: str) -> str:
    """Return a name in ASCII: letters without their marks, umlauts as two letters, and nothing of other scripts."""
    return unicodedata.normalize("NFKD", name.translate(_UMLAUTS)).encode("ascii", "ignore").decode()


def short_name(name: str, *, of: Sequence[str] = ()) -> str:
    """Return a name of small letters, digits and hyphens from a name for people.

    Args:
        name: the name for people.
        of: the slug and the name of its project, which are left out at the beginning.
    """
    short = re.sub(r"[^a-z0-9]+", "-", in_ascii(name).lower()).strip("-")
    rests = (short.removeprefix(f"{each}-") for each in of if each)
    rest = next((each for each in rests if each != short), short)
    return (rest or short)[:_LONGEST].strip("-") or "unnamed"


def _without_end(name: str, ends: Sequence[str]) -> str:
    shorter = (name.removesuffix(f"-{end}") for end in ends)
    return next((each for each in shorter if each != name), name)


def _unique(name: str, before: str, taken: set[str]) -> str:
    if _GENERATION.fullmatch(name):
        name = f"{name}-key"
    return _free(name, before, taken)


def _free(name: str, before: str, taken: set[str]) -> str:
    unique, number = name, 2
    while f"{before}{unique}" in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique
