"""The part of `sentry.yaml` that one stack has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import ReportProblem
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.written.access import OrganizationPerson, Team
from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.estate.written.project import Project
from sentry_iac.estate.written.stacks import InStacks

Part = TypeVar("Part", bound=InStacks)
Person = TypeVar("Person", bound=OrganizationPerson)
Elsewhere = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InStack:
    """What a stack has of a file.

    Attributes:
        spec: the file without what only other stacks have; `managed` and `slugSuffix` are true or false everywhere.
        teams: the names of its teams.
        projects: the names of its projects.
    """

    spec: SentryYaml
    teams: Known
    projects: Known


def in_stack(
    spec: SentryYaml,
    stack: StackSettings,
    declared: tuple[Iterable[str], Iterable[str]],
    report: ReportProblem,
) -> InStack:
    """Return what a stack has of a file.

    A stack that joins another has the teams of the one that owns them, and the projects that name itself.

    Args:
        spec: the file.
        stack: the stack.
        declared: the names of all teams and of all projects in the file, valid or not.
        report: takes names of stacks that are none, and projects that the owner does not have.
    """
    _check_names(spec, stack, report)
    owner = stack.owner or stack
    for name, project in spec.projects.items():
        if stack.owner is not None and _has(project, stack) and not _has(project, owner):
            message = (
                f"does not name {owner.name}, the stack that makes the project, for {stack.name} joins it"
            )
            report(("projects", name, "stacks"), message)
    teams, teams_elsewhere = _split(spec.teams, owner)
    projects, projects_elsewhere = _split(spec.projects, stack)
    organization = spec.organization
    return InStack(
        spec=spec.model_copy(
            update={
                "teams": {name: _team(team, owner) for name, team in teams.items()},
                "projects": {name: _project(project, owner) for name, project in projects.items()},
                "people": _people(spec.people, owner),
                "alerts": _split(spec.alerts, stack)[0],
                "organization": organization if organization and _has(organization, owner) else None,
            }
        ),
        teams=_known("team", declared[0], owner, teams_elsewhere),
        projects=_known("project", declared[1], stack, projects_elsewhere),
    )


def _known(kind: str, declared: Iterable[str], stack: StackSettings, elsewhere: Elsewhere) -> Known:
    return Known(kind, tuple(name for name in declared if name not in elsewhere), stack.name, elsewhere)


def _has(part: InStacks, stack: StackSettings) -> bool:
    return part.stacks is None or stack.name in part.stacks


def _split(parts: Mapping[str, Part], stack: StackSettings) -> tuple[dict[str, Part], Elsewhere]:
    here = {name: part for name, part in parts.items() if _has(part, stack)}
    return here, {name: part.stacks or () for name, part in parts.items() if name not in here}


def _holds(value: bool | tuple[str, ...], stack: StackSettings) -> bool:
    return value if isinstance(value, bool) else stack.name in value


def _project(project: Project, stack: StackSettings) -> Project:
    return project.model_copy(update={"slug_suffix": _holds(project.slug_suffix, stack)})


def _team(team: Team, stack: StackSettings) -> Team:
    if isinstance(team.managed, bool):
        suffix = _holds(team.slug_suffix, stack)
        return team.model_copy(update={"people": _people(team.people, stack), "slug_suffix": suffix})
    if stack.name not in team.managed:
        return team.model_copy(update={"managed": False, "display_name": None, "people": {}})
    # One team for several stacks has one slug.
    people = _people(team.people, stack)
    return team.model_copy(update={"managed": True, "slug_suffix": False, "people": people})


def _people(people: Mapping[str, Person], stack: StackSettings) -> dict[str, Person]:
    return {email: _person(person, stack) for email, person in _split(people, stack)[0].items()}


def _person(person: Person, stack: StackSettings) -> Person:
    if person.managed is None:
        return person
    return person.model_copy(update={"managed": _holds(person.managed, stack)})


def _check_names(spec: SentryYaml, stack: StackSettings, report: ReportProblem) -> None:
    for path, names in _named(spec):
        for at, name in enumerate(names):
            if name not in stack.stacks:
                hint = did_you_mean(name, stack.stacks) or f"; known: {listed(stack.stacks)}"
                report((*path, at), f"there is no stack {quoted(name)}: Pulumi.{name}.yaml is missing{hint}")


def _named(spec: SentryYaml) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield every list of stacks, with its place."""
    parts: list[tuple[Path, InStacks]] = [
        *((("teams", name), team) for name, team in spec.teams.items()),
        *(
            (("teams", name, "people", email), person)
            for name, team in spec.teams.items()
            for email, person in team.people.items()
        ),
        *((("people", email), person) for email, person in spec.people.items()),
        *((("projects", name), project) for name, project in spec.projects.items()),
        *((("alerts", name), alert) for name, alert in spec.alerts.items()),
    ]
    if spec.organization is not None:
        parts.append((("organization",), spec.organization))
    for path, part in parts:
        yield (*path, "stacks"), part.stacks or ()
        for name, key in (("managed", "managed"), ("slug_suffix", "slugSuffix")):
            value = getattr(part, name, None)
            if isinstance(value, tuple):
                yield (*path, key), value
