"""Who gains or loses access: teams, people, their roles, and rights of everybody in the organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sentry_iac.plan.risks.risk import Risk, Suspect
from sentry_iac.plan.steps import Action
from sentry_iac.plan.words import differences, spaced

_OPENING: Final = (
    "openMembership",
    "allowMemberInvite",
    "allowMemberProjectCreation",
    "alertsMemberWrite",
    "eventsMemberAdmin",
)
_ROLES: Final = ("billing", "member", "admin", "manager", "owner")


def team_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give what the people of a team lose with it."""
    if suspect.goes:
        yield suspect.risk(
            "access-lost", f"{suspect.title} is deleted: its people lose what they had through it"
        )


def member_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give what somebody gains or loses in the organization and in their teams."""
    step, title = suspect.step, suspect.title
    old, new = step.old, step.new
    if suspect.goes:
        if old.get("removeFromOrganization"):
            yield suspect.risk("access-lost", f"{title} is removed from the organization")
        return
    if not old:
        yield suspect.risk("access-gained", f"{title} is invited as {new.get('orgRole') or 'member'}")
        return
    was, now = (str(each.get("orgRole") or "member") for each in (old, new))
    if was != now and new.get("orgRole"):
        kind = "access-gained" if _rank(now) > _rank(was) else "access-lost"
        yield suspect.risk(kind, f"{title}: role {was} → {now}")
    before, after = (_team_roles(each) for each in (old, new))
    for team in sorted({*before, *after}):
        if before.get(team) != after.get(team) and "teamRoles" in step.changed_arguments:
            lost = team not in after or (team in before and after[team] != "admin")
            how = "leaves" if team not in after else f"is {after[team]} of"
            yield suspect.risk("access-lost" if lost else "access-gained", f"{title} {how} team {team}")


def membership_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give access that begins or ends: a person's to a team, or a team's to a project."""
    step = suspect.step
    if suspect.goes:
        yield suspect.risk("access-lost", f"{suspect.title} ends")
    elif step.action is Action.CREATE:
        yield suspect.risk("access-gained", f"{suspect.title} begins")
    elif step.old.get("role") != step.new.get("role"):
        kind = "access-gained" if step.new.get("role") == "admin" else "access-lost"
        yield suspect.risk(kind, f"{suspect.title}: {', '.join(differences(step, suspect.directory))}")


def organization_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give new rights of everybody in the organization."""
    if suspect.goes:
        return
    old, new = suspect.step.old, suspect.step.new
    for argument in _OPENING:
        if new.get(argument) is True and old.get(argument) is not True:
            yield suspect.risk("access-gained", f"{suspect.title}: {spaced(argument)} is on")
    if new.get("require2FA") is False and old.get("require2FA") is True:
        yield suspect.risk("access-gained", f"{suspect.title}: a second factor is no longer required")
    was, now = (str(each.get("defaultRole") or "member") for each in (old, new))
    if _rank(now) > _rank(was):
        yield suspect.risk("access-gained", f"{suspect.title}: new people come in as {now}")


def _rank(role: str) -> int:
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _team_roles(arguments: Mapping[str, Any]) -> dict[str, str]:
    listed = arguments.get("teamRoles")
    roles = listed if isinstance(listed, list) else []
    return {
        str(each.get("teamSlug")): str(each.get("role") or "contributor")
        for each in roles
        if isinstance(each, Mapping)
    }
