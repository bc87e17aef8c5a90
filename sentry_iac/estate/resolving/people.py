"""Gathers who is written under the teams into people: somebody in two teams is one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sentry_iac.estate.model.estate import MembershipSpec, PersonSpec
from sentry_iac.estate.model.roles import ADMINS_OF_EVERY_TEAM
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.written.file import Person, Project, SentryYaml

Report = Callable[[Path, str], None]
"""Takes note of what is wrong at a path of `sentry.yaml`."""

_EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
_EMAIL_LENGTH: Final = 75
_SAME_EVERYWHERE: Final = {"org_role": "orgRole", "remove_from_organization": "removeFromOrganization"}
"""What somebody has in the organization, and not per team: by field, as it is written."""


def people_of(spec: SentryYaml, report: Report) -> Iterator[PersonSpec]:
    """Return everybody under `teams`, in the order they are first written in."""
    entries: dict[str, list[tuple[str, str, Person]]] = {}
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


def _person(entries: Sequence[tuple[str, str, Person]], report: Report) -> PersonSpec:
    everywhere: dict[str, Any] = {}
    said_in: dict[str, str] = {}
    for team, written, person in entries:
        for name, alias in _SAME_EVERYWHERE.items():
            value = getattr(person, name)
            if value is None:
                continue
            if everywhere.setdefault(name, value) != value:
                before = f"{quoted(everywhere[name])} in team {said_in[name]}"
                message = f"is {before}, and there is one organization; write {alias} in one team, or the same in both"
                report(("teams", team, "people", written, alias), message)
            said_in.setdefault(name, team)
    org_role = everywhere.get("org_role")
    for team, written, person in entries:
        if org_role in ADMINS_OF_EVERY_TEAM and person.team_role == "contributor":
            message = f"is contributor, but {_a(org_role)} administers every team; remove the line"
            report(("teams", team, "people", written, "teamRole"), message)
    return PersonSpec(
        email=entries[0][1],
        org_role=org_role,
        remove_from_organization=everywhere.get("remove_from_organization", False),
        memberships=tuple(MembershipSpec(team=team, role=person.team_role) for team, _, person in entries),
    )


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def shared_with(
    path: Path, project: Project, declared_teams: Sequence[str], report: Report
) -> tuple[str, ...]:
    """Return the further teams of a project; what is no team, its own team or named twice is reported."""
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
