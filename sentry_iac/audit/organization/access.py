"""Access: who is in the organization, as what, and who still waits to be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from pulumi_sentry.access.roles import live_team_role
from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.readings import counted, emails_of, has_joined, instant
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import PersonSpec

LONGEST_INVITATION: Final = timedelta(days=14)
"""How long an invitation may wait before it is a warning; Sentry lets it expire after a month."""

FEWEST_OWNERS: Final = 2


def _nobody(subject: Subject) -> list[Finding] | None:
    """Return the finding where no people are declared; None where there are."""
    if subject.estate.joins is not None:
        return [absent(f"people are declared by stack {subject.estate.joins}")]
    if subject.estate.people:
        return None
    elsewhere = " for this stack" if subject.estate.policy.people else ""
    return [absent(f"sentry.yaml declares no people{elsewhere}")]


def _member_of(person: PersonSpec, members: Iterable[JsonObject]) -> JsonObject | None:
    return next((each for each in members if person.email.casefold() in emails_of(each)), None)


@check(
    "access.people",
    Section.ACCESS,
    Phase.AFTER,
    weight=3,
    title="everybody in sentry.yaml is invited or in",
    fails="somebody in sentry.yaml is neither invited nor in",
    fails_many="{} people in sentry.yaml are neither invited nor in",
)
async def people_are_in(subject: Subject) -> Iterable[Finding]:
    """Whoever is not in a team gets no mail of its alerts.

    Looks for each declared address among the organization's members.
    """
    nobody = _nobody(subject)
    if nobody is not None:
        return nobody
    members = await readings.members(subject.asked())
    return [_in(subject, person, _member_of(person, members)) for person in subject.estate.people]


def _in(subject: Subject, person: PersonSpec, member: JsonObject | None) -> Finding:
    if member is None:
        evidence = "neither a member nor invited"
        return failed(evidence, person.email, fix=subject.up)
    return passed("a member" if has_joined(member) else "invited", person.email)


@check(
    "access.invitations",
    Section.ACCESS,
    Phase.AFTER,
    weight=2,
    title="no invitation is forgotten",
    fails="an invitation is forgotten",
    fails_many="{} invitations are forgotten",
)
async def invitations(subject: Subject) -> Iterable[Finding]:
    """Nobody is told of anything before they accept their invitation, and an expired one cannot be accepted.

    Looks in the organization's members for those who have not accepted: an expired invitation fails, one that waits
    for more than 14 days is a warning.
    """
    waiting = [each for each in await readings.members(subject.asked()) if not has_joined(each)]
    if not waiting:
        return [passed("nobody waits for an invitation to be accepted")]
    return [_invitation(subject, each) for each in waiting]


def _invitation(subject: Subject, member: JsonObject) -> Finding:
    email = str(member.get("email"))
    invited = instant(member.get("dateCreated"))
    said = "an invitation" if invited is None else f"an invitation of {invited:%Y-%m-%d}"
    if member.get("expired"):
        fix = f"{subject.up} sends it again; or remove it in Sentry: Settings > Members"
        return failed(f"{said} has expired", email, fix=fix)
    if invited is not None and subject.now - invited > LONGEST_INVITATION:
        days = (subject.now - invited).days
        fix = "ask them, or remove the invitation in Sentry: Settings > Members"
        return warned(f"{said} waits for {days} days", email, fix=fix)
    return passed(f"{said} waits to be accepted", email)


@check(
    "access.roles",
    Section.ACCESS,
    Phase.AFTER,
    weight=3,
    title="everybody has the roles that sentry.yaml says",
    fails="somebody has other roles than sentry.yaml says",
    fails_many="{} people have other roles than sentry.yaml says",
)
async def roles_hold(subject: Subject) -> Iterable[Finding]:
    """After a change by hand somebody may do more than was agreed on, or less than they need in an incident.

    Compares `orgRole` with the organization's members, and each team and `teamRole` with the members of the team. A
    role that is not declared may be any. Whoever has not accepted the invitation yet is left out.
    """
    nobody = _nobody(subject)
    if nobody is not None:
        return nobody
    view = subject.asked()
    members = await readings.members(view)
    slugs = {team.name: team.slug for team in subject.estate.teams}
    wanted = sorted({slugs[each.team] for person in subject.estate.people for each in person.memberships})
    found = await asyncio.gather(*(readings.team_members(view, slug) for slug in wanted))
    teams = dict(zip(wanted, found, strict=True))
    compared = [
        _as_declared(subject, person, member, teams, slugs)
        for person in subject.estate.people
        if (member := _member_of(person, members)) is not None and has_joined(member)
    ]
    return compared or [absent("nobody of sentry.yaml has accepted the invitation yet")]


def _as_declared(
    subject: Subject,
    person: PersonSpec,
    member: JsonObject,
    teams: dict[str, list[JsonObject]],
    slugs: dict[str, str],
) -> Finding:
    org_role = str(member.get("orgRole"))
    wrong = []
    if person.org_role is not None and org_role != person.org_role:
        wrong.append(f"{org_role} in the organization, declared {person.org_role}")
    held = [f"{org_role} in the organization"]
    for membership in person.memberships:
        slug = slugs[membership.team]
        entry = next((each for each in teams[slug] if each.get("id") == member.get("id")), None)
        if entry is None:
            wrong.append(f"not in team {slug}")
            continue
        given: Any = entry.get("teamRole")
        role = live_team_role(given, org_role, membership.role)
        held.append(f"{role} of team {slug}")
        if membership.role is not None and role != membership.role:
            wrong.append(f"{role} of team {slug}, declared {membership.role}")
    if wrong:
        fix = subject.up
        return failed("; ".join(wrong), person.email, fix=fix)
    return passed(", ".join(held), person.email)


@check(
    "access.owners",
    Section.ACCESS,
    Phase.AFTER,
    weight=3,
    title="at least two people own the organization",
    fails="fewer than two people own the organization",
)
async def two_owners(subject: Subject) -> Iterable[Finding]:
    """If the only owner is ill, nobody can pay a bill, appoint a manager or give the organization back.

    Counts the owners among the organization's members who have accepted their invitation.
    """
    members = await readings.members(subject.asked())
    owners = [
        str(each.get("email")) for each in members if each.get("orgRole") == "owner" and has_joined(each)
    ]
    said = f"{counted(len(owners), 'owner')}: {', '.join(owners)}" if owners else "no owner"
    if len(owners) >= FEWEST_OWNERS:
        return [passed(said)]
    fix = "sentry.yaml: teams.<team>.people: { somebody@example.com: { orgRole: owner } }"
    return [failed(said, fix=fix)]


CHECKS: Final[tuple[Check, ...]] = (people_are_in, invitations, roles_hold, two_owners)
