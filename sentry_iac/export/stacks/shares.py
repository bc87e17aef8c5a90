"""What each stack has of an organization, and under which names: no object is in two stacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pulumi_sentry.inventory import OF_PROJECTS, Found, Inventory
from sentry_iac.estate.written.owners import NOBODY, OWN_TEAM
from sentry_iac.estate.written.receivers import ISSUE_OWNERS
from sentry_iac.export.env_files import EnvFile
from sentry_iac.export.names import Names, names_of
from sentry_iac.export.stacks.suffixes import Suffixes
from sentry_rules.ownership import teams_in

_WORDS: Final = (OWN_TEAM, NOBODY, ISSUE_OWNERS)
_ENVIRONMENTS: Final = {"prod": "production", "dev": "development", "stage": "staging"}
_OF_TEAM: Final = "team:"

Given = Mapping[tuple[str, str], str]
"""Names by type and id."""

Place = tuple[str, str]
"""`projects` or `teams`, and a short name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one stack has.

    Attributes:
        stack: its name; with one stack, this is the whole organization.
        suffix: how its slugs end.
        inventory: its objects.
        names: their names in the file.
        elsewhere: the ids of the members whom this stack declares, and who are in teams of others.
        env_files: the `.env` files that hold a DSN, by the id of its project.
    """

    stack: str
    suffix: str
    inventory: Inventory
    names: Names
    elsewhere: frozenset[str] = frozenset()
    env_files: Mapping[str, Sequence[EnvFile]] = field(default_factory=dict)


def shares_of(
    inventory: Inventory, suffixes: Suffixes, apart: Set[Place], given: Given | None = None
) -> list[Share]:
    """Return what each stack has, the owner of what is common first.

    Args:
        inventory: everything.
        suffixes: the stacks.
        apart: what cannot be declared together although it has one name but for the suffix.
        given: names that people gave in another tool; see `names_of`.
    """
    parts = _split(inventory, suffixes)
    used = {stack: set(teams_used(part)) for stack, part in parts.items()}
    projects = _short_names(
        {found.id: str(found.args.slug) for found in inventory.projects},
        suffixes,
        {name for section, name in apart if section == "projects"},
    )
    teams = _short_names(
        {found.id: str(found.args.slug) for found in inventory.teams},
        suffixes,
        {name for section, name in apart if section == "teams"} | _used_by_others(inventory, suffixes, used),
    )
    members = {found.id: str(found.args.email) for found in inventory.members}
    shares = []
    for stack, part in parts.items():
        names = names_of(part, given, projects=projects, ends=(stack, usual_environment(stack)))
        own = {found.id for found in part.teams}
        named = {id: teams[id] for id in own}
        others = {
            each.args.member for other, one in parts.items() if other != stack for each in one.memberships
        }
        shares.append(
            Share(
                stack=stack,
                suffix=suffixes.by_stack[stack],
                inventory=part,
                names=replace(names, teams={**inventory.team_slugs, **named}, members=members),
                elsewhere=frozenset(each.id for each in part.members if each.id in others),
            )
        )
    return shares


def usual_environment(stack: str) -> str:
    """Return the environment that a stack is for, as far as its name tells."""
    return _ENVIRONMENTS.get(stack, stack)


def teams_used(inventory: Inventory) -> Iterator[str]:
    """Yield the ids of the teams to which something refers, some of them twice."""
    yield from (str(project.args.team) for project in inventory.projects)
    yield from (str(each.args.team) for each in inventory.project_teams)
    owners = (str(found.args.owner) for found in (*inventory.monitors, *inventory.alerts))
    yield from (owner.removeprefix(_OF_TEAM) for owner in owners if owner.startswith(_OF_TEAM))
    for alert in inventory.alerts:
        conditions = [
            *alert.args.triggers,
            *(each for one in alert.args.action_filters for each in one.conditions),
        ]
        for condition in conditions:
            comparison = condition.declared().get("comparison")
            if isinstance(comparison, Mapping) and comparison.get("targetType") == "Team":
                yield str(comparison.get("targetIdentifier"))
        for action_filter in alert.args.action_filters:
            yield from (
                str(action.target_identifier)
                for action in action_filter.actions
                if action.target_type == "team"
            )
    ids = {slug: id for id, slug in inventory.team_slugs.items()}
    for rules in inventory.ownership_rules:
        yield from (ids[slug] for slug in teams_in(str(rules.args.rules or "")) if slug in ids)


def _split(inventory: Inventory, suffixes: Suffixes) -> dict[str, Inventory]:
    owner = suffixes.owner
    of_project = {found.id: suffixes.stack_of(str(found.args.slug)) for found in inventory.projects}
    of_team = {found.id: suffixes.stack_of(str(found.args.slug)) for found in inventory.teams}
    of_monitor = {
        id: of_project.get(project, owner) for id, project in inventory.projects_of_monitors().items()
    }

    def of_alert(alert: Found[Any]) -> str:
        stacks = {of_monitor.get(str(each), owner) for each in alert.args.monitors}
        return stacks.pop() if len(stacks) == 1 else owner

    def part(stack: str) -> Inventory:
        is_owner = stack == owner
        of_projects: dict[str, Any] = {
            kind: tuple(
                found
                for found in getattr(inventory, kind)
                if of_project.get(str(found.args.project), owner) == stack
            )
            for kind in OF_PROJECTS
        }
        return replace(
            inventory,
            organization=inventory.organization if is_owner else None,
            members=inventory.members if is_owner else (),
            teams=tuple(found for found in inventory.teams if of_team[found.id] == stack),
            memberships=tuple(
                found for found in inventory.memberships if of_team.get(found.args.team, owner) == stack
            ),
            projects=tuple(found for found in inventory.projects if of_project[found.id] == stack),
            alerts=tuple(found for found in inventory.alerts if of_alert(found) == stack),
            **of_projects,
        )

    return {stack: part(stack) for stack in sorted(suffixes.by_stack, key=lambda each: each != owner)}


def _short_names(slugs: Mapping[str, str], suffixes: Suffixes, apart: Collection[str]) -> dict[str, str]:
    """Return names by id: short ones for what several stacks have, slugs for everything else."""
    names = dict(slugs)
    for short, by_stack in suffixes.twins(slugs.values()).items():
        others = set(slugs.values()) - set(by_stack.values())
        if short not in apart and short not in others and short not in _WORDS:
            names |= {id: short for id, slug in slugs.items() if slug in by_stack.values()}
    return names


def _used_by_others(inventory: Inventory, suffixes: Suffixes, used: Mapping[str, Set[str]]) -> set[str]:
    """Return the short names of teams to which another stack than their own refers."""
    found: dict[str, set[str]] = defaultdict(set)
    for team in inventory.teams:
        slug = str(team.args.slug)
        stacks = {stack for stack, ids in used.items() if team.id in ids}
        if (short := suffixes.short(slug)) is not None and stacks - {suffixes.stack_of(slug)}:
            found[short] |= stacks
    return set(found)
