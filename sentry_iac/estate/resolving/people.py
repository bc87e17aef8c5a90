"""Collects the people of all teams and of none: somebody in two teams is one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sentry_iac.estate.model.access import MembershipSpec, PersonSpec
from sentry_iac.estate.model.roles import ADMINS_OF_EVERY_TEAM, OrgRole, TeamRole
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import ReportProblem, given
from sentry_iac.estate.text.errors import Path, quoted
from sentry_iac.estate.written.access import OrganizationPerson, Person
from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.estate.written.project import Project

_EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
_EMAIL_LENGTH: Final = 75

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person as written in one place: in a team, or in none where `team` is None."""

    team: str | None
    email: str
    person: OrganizationPerson

    @property
    def path(self) -> Path:
        section: Path = ("people",) if self.team is None else ("teams", self.team, "people")
        return (*section, self.email)

    @property
    def place(self) -> str:
        return "people" if self.team is None else f"team {self.team}"


def people_of(spec: SentryYaml, report: ReportProblem) -> Iterator[PersonSpec]:
    """Return all people under `teams` and `people`, in the order of their first appearance."""
    entries: dict[str, list[_Entry]] = {}
    for entry in _written(spec):
        if not _EMAIL.fullmatch(entry.email) or len(entry.email) > _EMAIL_LENGTH:
            report(entry.path, f"{quoted(entry.email)} is not an email address; people are written by theirs")
            continue
        known = entries.setdefault(entry.email.casefold(), [])
        if any(other.team == entry.team for other in known):
            report(entry.path, f"is in {entry.place} twice; an email address is the same in any case")
            continue
        known.append(entry)
    for each in entries.values():
        person = _person(each, report)
        if person.managed or person.memberships:
            yield person


def _written(spec: SentryYaml) -> Iterator[_Entry]:
    for team, settings in spec.teams.items():
        for email, person in settings.people.items():
            yield _Entry(team, email, person)
    for email, member in spec.people.items():
        yield _Entry(None, email, member)


def _person(entries: Sequence[_Entry], report: ReportProblem) -> PersonSpec:
    org_role: OrgRole | None = _same_everywhere(entries, "orgRole", lambda person: person.org_role, report)
    leaves = _same_everywhere(
        entries, "removeFromOrganization", lambda person: person.remove_from_organization, report
    )
    mailed = _same_everywhere(entries, "sendInvite", lambda person: person.send_invite, report)
    renewed = _same_everywhere(entries, "renewExpired", lambda person: person.renew_expired, report)
    managed = _same_everywhere(entries, "managed", lambda person: person.managed, report)
    for entry in entries:
        if org_role in ADMINS_OF_EVERY_TEAM and _team_role(entry) == "contributor":
            message = f"is contributor, but {_a(org_role)} administers every team; remove the line"
            report((*entry.path, "teamRole"), message)
    return PersonSpec(
        email=entries[0].email,
        org_role=org_role,
        remove_from_organization=bool(leaves),
        send_invite=given(mailed, default=True),
        renew_expired=given(renewed, default=True),
        managed=managed is not False,
        memberships=tuple(
            MembershipSpec(team=entry.team, role=_team_role(entry))
            for entry in entries
            if entry.team is not None
        ),
    )


def _team_role(entry: _Entry) -> TeamRole | None:
    return entry.person.team_role if isinstance(entry.person, Person) else None


def _same_everywhere(
    entries: Sequence[_Entry],
    key: str,
    read: Callable[[OrganizationPerson], Value | None],
    report: ReportProblem,
) -> Value | None:
    """Return a setting that a person has once in the organization; report places that disagree.

    Args:
        entries: the person in each place.
        key: the setting's key.
        read: reads the setting.
        report: takes a problem.
    """
    said, said_in = None, ""
    for entry in entries:
        value = read(entry.person)
        if value is None:
            continue
        if said is None:
            said, said_in = value, entry.place
        elif value != said:
            before = f"{quoted(said)} in {said_in}"
            message = (
                f"is {before}, and there is one organization; write {key} in one place, or the same in both"
            )
            report((*entry.path, key), message)
    return said


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def shared_with(
    path: Path, project: Project, teams_of_stack: Known, report: ReportProblem
) -> tuple[str, ...]:
    """Return the further teams of a project; report unknown teams, its own team, and repeated ones."""
    teams: dict[str, int] = {}
    for index, team in enumerate(project.shared_with):
        where = (*path, "sharedWith", index)
        if team not in teams_of_stack:
            report(where, teams_of_stack.unknown(team))
        elif team == project.team:
            report(where, f"{team} owns the project, so that it has access already; remove the line")
        elif team in teams:
            report(where, f"{team} is named twice")
        teams[team] = index
    return tuple(teams)
