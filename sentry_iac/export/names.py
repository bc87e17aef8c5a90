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
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from pulumi_sentry.inventory import MADE_WITH_PROJECT, MONITORS, Found, Inventory, made_with
from sentry_iac.estate.model.alerts import PROJECT_SECTIONS, Section
from sentry_iac.export.known import OWN_KEY, Known

_SECTIONS: Final = dict(zip(MADE_WITH_PROJECT, PROJECT_SECTIONS, strict=True))
_LONGEST: Final = 60
_OF_SEVERAL: Final = 2
"""Keys of the path of an alert that belongs to no project."""
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
        own_keys: the client key that rotates, by the id of its project; empty for a project without one. A project that
            is missing has whichever its applications seem to use.
        kept: ids of metric monitors whose names somebody else gave, so that no name stands for a built-in one.
    """

    teams: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    monitors: Mapping[str, str] = field(default_factory=dict)
    alerts: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    projects_of_alerts: Mapping[str, str | None] = field(default_factory=dict)
    given: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own_keys: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def resource_name(self, found: Found[Any], usual: str, used: Iterable[str]) -> str:
        """Return the name of an object's resource: the given one, or the usual one unless another has it.

        Args:
            found: the object.
            usual: the usual name.
            used: the names of resources of its type so far.
        """
        given = self.given.get(found.key)
        reserved = {name for (token, _), name in self.given.items() if token == found.resource.token}
        return given or free_name(usual, reserved.union(used))


def names_of(
    inventory: Inventory,
    given: Mapping[tuple[str, str], str] | None = None,
    known: Known | None = None,
    projects: Mapping[str, str] | None = None,
    ends: Sequence[str] = (),
) -> Names:
    """Return the names of everything in an inventory.

    Args:
        inventory: what was read.
        given: names that people gave in another tool, by type and id: of letters, digits, `-` and `_`. Teams, projects
            and members are named by their slugs and addresses all the same.
        known: the objects that a file declares already; they keep its keys.
        projects: the names of projects by id; those of the file or their slugs unless given.
        ends: words for the environment, which the names of monitors, alerts and keys lose at their end: so twins have
            the same name.
    """
    known = known or Known()
    here = {found.key for found in inventory}
    own = {team.id for team in inventory.teams}
    given = {key: name for key, name in (given or {}).items() if key in here}
    slugs = {found.id: str(found.args.slug) for found in inventory.projects}
    called = projects or {}
    projects = {
        found.id: called.get(found.id) or known.key(found) or known.new_slug(slugs[found.id])
        for found in inventory.projects
    }
    of_alerts = {**_projects_of_alerts(inventory), **_declared_projects(inventory, projects, known)}
    inside = partial(_in_projects, projects=projects, slugs=slugs, given=given, known=known, ends=ends)
    monitors: dict[str, str] = {}
    of_monitors = inventory.projects_of_monitors()
    for kind in MONITORS:
        monitors |= inside(getattr(inventory, kind), of_monitors)
    return Names(
        teams={
            id: known.team(id) or (known.new_slug(slug) if id in own else slug)
            for id, slug in inventory.team_slugs.items()
        },
        projects=projects,
        members={found.id: known.key(found) or str(found.args.email) for found in inventory.members},
        monitors=monitors,
        alerts=inside(inventory.alerts, of_alerts),
        keys=inside(
            inventory.keys,
            {found.id: str(found.args.project) for found in inventory.keys},
            reserved=projects.values(),
        ),
        projects_of_alerts=of_alerts,
        given=_each_once(given),
        own_keys=_own_keys(inventory, known),
        kept=frozenset(found.id for found in inventory.metric_monitors if known.path(found)),
    )


def _declared_projects(
    inventory: Inventory, projects: Mapping[str, str], known: Known
) -> dict[str, str | None]:
    ids = {name: id for id, name in projects.items()}
    paths = {found.id: path for found in inventory.alerts if (path := known.path(found)) is not None}
    return {id: None if len(path) == _OF_SEVERAL else ids.get(path[1]) for id, path in paths.items()}


def _own_keys(inventory: Inventory, known: Known) -> dict[str, str]:
    own = dict.fromkeys((found.id for found in inventory.projects if known.path(found)), "")
    for key in inventory.keys:
        path = known.path(key)
        if path is not None and path[2:] == OWN_KEY:
            own[str(key.args.project)] = key.id
    return own


def sections_made_with(project: Found[Any]) -> dict[str, Section]:
    """Return what a file calls the monitors that Sentry made with a project, by their ids."""
    return {id: _SECTIONS[output] for output, id in made_with(project).items()}


def _each_once(given: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return the names that name one resource of their type: the others take a part of their project's name."""
    counts = Counter((token, name) for (token, _), name in given.items())
    return {(token, id): name for (token, id), name in given.items() if counts[token, name] == 1}


def _projects_of_alerts(inventory: Inventory) -> dict[str, str | None]:
    where = inventory.projects_of_monitors()
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
    known: Known,
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
        known: the objects that a file declares already.
        ends: words that a name loses at its end.
        reserved: names of other resources of that type.
    """
    listed = sorted(kind, key=lambda each: (each.key not in given, len(each.id), each.id))
    taken = {*reserved, *known.taken(listed[0].resource.token if listed else "")}
    names = {each.id: key for each in listed if (key := known.key(each)) is not None}
    for found in listed:
        if found.id in names:
            continue
        place = str(places.get(found.id))
        project = projects.get(place, "")
        # A resource is named after both, and "shop" with "a-b" must not meet "shop-a" with "b".
        before = f"{project}-" if project else ""
        short = short_name(str(found.args.name), of=(slugs.get(place, ""), project))
        wish = given.get(found.key) or _without_end(short, ends)
        name = _unique(wish, before, taken)
        names[found.id] = name
        taken.add(f"{before}{name}")
    return names


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
    return free_name(name, taken, before)


def free_name(name: str, taken: Collection[str], before: str = "") -> str:
    """Return a name that is not taken: this one, or this one with a number.

    Args:
        name: the wish.
        taken: the names that are, each with what stands before it.
        before: what stands before it.
    """
    unique, number = name, 2
    while f"{before}{unique}" in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique
