"""Narrows an inventory to what somebody wants to take over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from pulumi_sentry.inventory import MONITORS, Found, Inventory
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.export.ordinary import goes_without_saying

KINDS: Final = ("project", "team", "person", "monitor", "alert")
"""What can be chosen by name."""

_WITHOUT: Final[Mapping[str, Mapping[str, Any]]] = {
    "people": {"members": (), "memberships": ()},
    "teams": {"teams": (), "members": (), "memberships": ()},
    "organization": {"organization": None},
    "monitors": dict.fromkeys(MONITORS, ()),
    "alerts": {"alerts": ()},
    "keys": {"keys": ()},
}
"""What an export can do without."""

PARTS: Final = tuple(_WITHOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted.

    Attributes:
        patterns: by kind, such as `project`: slugs, addresses or names with `*`; a kind without any is taken whole.
        without: parts of `PARTS` that are left to Sentry.
    """

    patterns: Mapping[str, Sequence[str]]
    without: frozenset[str] = frozenset()


EVERYTHING: Final = Selection(patterns={})


def read_selection(select: Iterable[str], teams: Iterable[str], without: Iterable[str]) -> Selection:
    """Read the options of a command.

    Args:
        select: texts such as `project:web-*`.
        teams: slugs of teams whose projects are wanted.
        without: parts.

    Raises:
        UsageError: a text names no kind, or no part.
    """
    patterns: dict[str, list[str]] = {}
    for text in select:
        kind, mark, pattern = text.partition(":")
        if not mark or kind not in KINDS or not pattern:
            raise UsageError(
                f"--select {text}: write a kind and a name, such as project:web-*; kinds are {', '.join(KINDS)}"
            )
        patterns.setdefault(kind, []).append(pattern)
    for team in teams:
        patterns.setdefault("team", []).append(team)
    unknown = sorted(set(without) - set(PARTS))
    if unknown:
        raise UsageError(f"--without {unknown[0]}: parts are {', '.join(PARTS)}")
    return Selection(patterns=patterns, without=frozenset(without))


def select(inventory: Inventory, selection: Selection) -> Inventory:
    """Return what is wanted of an inventory.

    Projects that are chosen by name bring their teams, and teams bring their projects and people. What belongs to a
    project comes and goes with it; an alert comes if all its monitors do. Settings of the organization come only where
    everything does.

    Raises:
        CommandError: a name names nothing.
    """
    wanted = _of_projects_and_teams(inventory, selection)
    wanted = _of_what_watches(wanted, selection)
    for name in selection.without:
        wanted = replace(wanted, **_WITHOUT[name])
    return wanted


def count_unchosen(whole: Inventory, chosen: Inventory) -> Counter[str]:
    """Return how many objects of each type a selection leaves out; parts that need no declaration do not count."""
    here = {found.key for found in chosen}
    return Counter(
        found.resource.__name__ for found in whole if found.key not in here and not goes_without_saying(found)
    )


def _of_projects_and_teams(inventory: Inventory, selection: Selection) -> Inventory:
    patterns = selection.patterns
    if not {"project", "team", "person"} & patterns.keys():
        return inventory
    projects, teams = list(inventory.projects), list(inventory.teams)
    if "team" in patterns:
        teams = _named(teams, patterns["team"], "team", lambda team: str(team.args.slug))
        ids = {team.id for team in teams}
        shared = {each.args.project for each in inventory.project_teams if each.args.team in ids}
        projects = [each for each in projects if each.args.team in ids or each.id in shared]
    if "project" in patterns:
        projects = _named(projects, patterns["project"], "project", lambda project: str(project.args.slug))
        used = {str(each.args.team) for each in projects}
        if "team" not in patterns:
            teams = [each for each in teams if each.id in used]
    here, of_teams = {each.id for each in projects}, {each.id for each in teams}
    memberships = [each for each in inventory.memberships if each.args.team in of_teams]
    people = {each.args.member for each in memberships}
    members = [each for each in inventory.members if each.id in people]
    if "person" in patterns:
        members = _named(members, patterns["person"], "person", lambda member: str(member.args.email))
    known = {each.id for each in members}

    return replace(
        inventory,
        organization=None,
        teams=tuple(teams),
        members=tuple(members),
        memberships=tuple(each for each in memberships if each.args.member in known),
        projects=tuple(projects),
        alerts=_within(inventory, here),
        **inventory.in_projects(here),
    )


def _of_what_watches(inventory: Inventory, selection: Selection) -> Inventory:
    patterns = selection.patterns
    if "monitor" in patterns:
        chosen = {id(each) for each in _named(inventory.monitors, patterns["monitor"], "monitor", _name)}
        of_kind: dict[str, Any] = {
            kind: tuple(each for each in getattr(inventory, kind) if id(each) in chosen) for kind in MONITORS
        }
        inventory = replace(inventory, **of_kind)
    if "alert" in patterns:
        inventory = replace(
            inventory, alerts=tuple(_named(inventory.alerts, patterns["alert"], "alert", _name))
        )
    return inventory


def _within(inventory: Inventory, projects: set[str]) -> tuple[Found[Any], ...]:
    """Return the alerts that listen to monitors of these projects only."""
    heard = {id for id, project in inventory.projects_of_monitors().items() if project in projects}
    return tuple(each for each in inventory.alerts if {str(id) for id in each.args.monitors} <= heard)


def _name(found: Found[Any]) -> str:
    return str(found.args.name)


def _named(found: Iterable[Found[Any]], patterns: Sequence[str], kind: str, name: Any) -> list[Found[Any]]:
    found = list(found)
    for pattern in patterns:
        if not any(fnmatchcase(name(each), pattern) for each in found):
            raise CommandError(f"no {kind} of the organization is called {pattern}")
    return [each for each in found if any(fnmatchcase(name(each), pattern) for pattern in patterns)]
