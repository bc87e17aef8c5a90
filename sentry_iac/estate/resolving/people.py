"""Collects the people of all teams: somebody in two teams is one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from sentry_iac.estate.model.estate import MembershipSpec, PersonSpec
from sentry_iac.estate.model.roles import ADMINS_OF_EVERY_TEAM, OrgRole
from sentry_iac.estate.resolving.layers import ReportProblem
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.written.file import Person, Project, SentryYaml

_EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
_EMAIL_LENGTH: Final = 75

_Entry = tuple[str, str, Person]
"""A person in a team: the team, the email address as written, and the settings."""

Value = TypeVar("Value")


def people_of(spec: SentryYaml, report: ReportProblem) -> Iterator[PersonSpec]:
    """Return all people under `teams`, in the order of their first appearance."""
    entries: dict[str, list[_Entry]] = {}
    for team, settings in spec.teams.items():
        for written, person in settings.people.items():
            path = ("teams", team, "people", written)
            if not _EMAIL.fullmatch(written) or len(written) > _EMAIL_LENGTH:
                report(path, f"{quoted(written)} is not an email address; people are written by theirs")
                continue
            known = entries.setdefault(written.casefold(), [])
            if any(other == team for other, _, _ in known):
                report(path, f"is in team {team} twice; an email address is the same in any case")
                continue
            known.append((team, written, person))
    for each in entries.values():
        yield _person(each, report)


def _person(entries: Sequence[_Entry], report: ReportProblem) -> PersonSpec:
    org_role: OrgRole | None = _same_everywhere(entries, "orgRole", lambda person: person.org_role, report)
    leaves = _same_everywhere(
        entries, "removeFromOrganization", lambda person: person.remove_from_organization, report
    )
    for team, written, person in entries:
        if org_role in ADMINS_OF_EVERY_TEAM and person.team_role == "contributor":
            message = f"is contributor, but {_a(org_role)} administers every team; remove the line"
            report(("teams", team, "people", written, "teamRole"), message)
    return PersonSpec(
        email=entries[0][1],
        org_role=org_role,
        remove_from_organization=bool(leaves),
        memberships=tuple(MembershipSpec(team=team, role=person.team_role) for team, _, person in entries),
    )


def _same_everywhere(
    entries: Sequence[_Entry], key: str, read: Callable[[Person], Value | None], report: ReportProblem
) -> Value | None:
    """Return a setting that a person has once in the organization; report teams that disagree.

    Args:
        entries: the person in each team.
        key: the setting's key.
        read: reads the setting.
        report: takes a problem.
    """
    said, said_in = None, ""
    for team, written, person in entries:
        value = read(person)
        if value is None:
            continue
        if said is None:
            said, said_in = value, team
        elif value != said:
            before = f"{quoted(said)} in team {said_in}"
            message = (
                f"is {before}, and there is one organization; write {key} in one team, or the same in both"
            )
            report(("teams", team, "people", written, key), message)
    return said


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def shared_with(
    path: Path, project: Project, declared_teams: Sequence[str], report: ReportProblem
) -> tuple[str, ...]:
    """Return the further teams of a project; report unknown teams, its own team, and repeated ones."""
    teams: dict[str, int] = {}
    for index, team in enumerate(project.shared_with):
        where = (*path, "sharedWith", index)
        if team not in declared_teams:
            known = did_you_mean(team, declared_teams) or f"; known: {listed(declared_teams) or 'none'}"
            report(where, f"{quoted(team)} is not a team{known}")
        elif team == project.team:
            report(where, f"{team} owns the project, so that it has access already; remove the line")
        elif team in teams:
            report(where, f"{team} is named twice")
        teams[team] = index
    return tuple(teams)
