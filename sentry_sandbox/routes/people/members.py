"""Members of an organization: look them up, and invite."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.member import member_body
from sentry_sandbox.behaviour.membership import ORG_ROLES, TEAM_ROLES, put_in_teams
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import ApiError, field_error, forbidden
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import find_team

_PATH = "/organizations/{organization}/members/"
_EMAIL_LENGTH = 75
RETIRED = "The role '{}' is deprecated and may no longer be assigned."


def _matches(member: Record, query: str) -> bool:
    email, text = member.body["email"], f"{member.body['email']} {member.body['name']}".lower()
    for token in query.split():
        key, colon, value = token.partition(":")
        wanted = value.strip('"')
        if colon and key in ("email", "user.email"):
            # The address of an invitation is compared as it is, that of a person who joined in any case.
            joined = member.body["userId"] is not None
            hit = wanted.lower() == email.lower() if joined else wanted == email
        else:
            hit = (wanted if colon and key == "user.name" else token.strip('"')).lower() in text
        if not hit:
            return False
    return True


def _index(call: Call) -> Response:
    query = call.query("query") or ""
    found = [one for one in call.store.members.in_organization(call.organization.id) if _matches(one, query)]
    return paginate(call, found, member_body)


def allowed_roles(call: Call) -> Collection[str]:
    """The org roles that the caller may give: all for a person's token, none for an integration's."""
    return ORG_ROLES if call.caller.kind == "user" and call.caller.may("member:admin") else ()


def is_retired(call: Call, role: str) -> bool:
    """Whether nobody can be given an org role any more, because the organization has team roles instead."""
    return role == "admin" and call.quirks.team_roles_feature


def org_role(call: Call, allowed: Collection[str], *, retired: bool = False) -> f.Cleaner:
    """One of the roles that the caller may give.

    Args:
        call: the request.
        allowed: those roles.
        retired: whether a retired one is refused.
    """

    def clean(value: Any) -> str:
        role: str = f.text()(value)
        if role not in ORG_ROLES:
            raise f.Invalid(f'"{role}" is not a valid choice.')
        if role not in allowed:
            raise f.Invalid("You do not have permission to set that org-level role")
        if retired and is_retired(call, role):
            raise f.Invalid(RETIRED.format(role))
        return role

    return clean


def team_roles(call: Call) -> f.Cleaner:
    """A list of teams and roles, stored as roles by team id."""

    def clean(value: Any) -> dict[int, str | None]:
        roles: dict[int, str | None] = {}
        for entry in f.listing(f.mapping)(value):
            if entry.get("role") not in (None, *TEAM_ROLES):
                raise f.Invalid("Invalid team-role")
            team = find_team(call.store, call.organization, str(entry.get("teamSlug")))
            if team is None:
                raise f.Invalid("Invalid teams")
            roles[team.id] = entry.get("role") if call.quirks.team_roles_feature else None
        return roles

    return clean


def _invited_as(call: Call, body: Any) -> Collection[str]:
    allowed = allowed_roles(call)
    if allowed:
        return allowed
    wanted = body.get("orgRole") if isinstance(body, Mapping) else None
    if call.caller.kind == "integration" and wanted not in (None, "member"):
        raise field_error(
            "orgRole",
            "Integration tokens are restricted to inviting new members with the member role only.",
        )
    return ("member",)


def _is_of(member: Record, email: str) -> bool:
    """Whether an address is taken by a member: a second invitation in another case is one more member."""
    taken: str = member.body["email"]
    return taken == email if member.body["userId"] is None else taken.lower() == email.lower()


def _invite(call: Call) -> Response:
    if not call.quirks.member_invites:
        raise ApiError(403, {"organization": "Your organization is not allowed to invite members"})
    settings = call.organization.body["settings"]
    if not settings["allowMemberInvite"] and not call.caller.may("member:write", "member:admin"):
        raise forbidden()
    cleaners = {
        "email": f.text(_EMAIL_LENGTH, blank=False),
        "orgRole": org_role(call, _invited_as(call, call.body), retired=True),
        "teamRoles": team_roles(call),
        "sendInvite": f.boolean,
        "reinvite": f.boolean,
    }
    body = f.clean_body(call.body, cleaners, required=("email",))
    email: str = body["email"]
    if "@" not in email:
        raise field_error("email", "Enter a valid email address.")
    members = call.store.members.in_organization(call.organization.id)
    there = next((one for one in members if _is_of(one, email)), None)
    if there is not None:
        how = "has already been invited" if there.body["userId"] is None else "is already a member"
        raise field_error("email", f"The user {email} {how}")
    member = call.store.members.add(
        {"email": email, "name": email, "userId": None, "orgRole": body.get("orgRole", "member")},
        organization_id=call.organization.id,
        slug=email,
    )
    # An invitation sets teams, but no roles in them.
    put_in_teams(call.store, member, dict.fromkeys(body.get("teamRoles", {})))
    return reply(member_body(member), 201)


ENDPOINTS = (
    Endpoint("GET", _PATH, _index, ("member:read", "member:invite", "member:write", "member:admin")),
    Endpoint("POST", _PATH, _invite, ("member:invite", "member:write", "member:admin")),
)
