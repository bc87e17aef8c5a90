"""Bodies of members and of the users behind them."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.organization import avatar
from sentry_sandbox.behaviour.bodies.roles import org_role_list, team_role_list
from sentry_sandbox.behaviour.membership import is_only_owner, teams_of
from sentry_sandbox.store import JsonObject, Record, Store


def user_body(user_id: str, email: str, name: str, joined: str) -> JsonObject:
    """A user, as members and the caller's own record show it."""
    return {
        "id": user_id,
        "name": name,
        "username": email,
        "email": email,
        "avatarUrl": "",
        "isActive": True,
        "isManaged": False,
        "isStaff": False,
        "isSuperuser": False,
        "isSuspended": False,
        "hasPasswordAuth": True,
        "has2fa": False,
        "dateJoined": joined,
        "lastLogin": None,
        "lastActive": None,
        "experiments": {},
        "emails": [{"id": user_id, "email": email, "is_verified": True}],
        "avatar": avatar(),
    }


def member_body(member: Record) -> JsonObject:
    """A member in the list of members."""
    body = member.body
    user = None
    if body["userId"] is not None:
        user = user_body(body["userId"], body["email"], body["name"], member.created)
        user["has2fa"] = body.get("has2fa", False)
    return {
        "id": member.id_text,
        "email": body["email"],
        "name": body["name"],
        "user": user,
        "orgRole": body["orgRole"],
        "pending": user is None,
        "expired": user is None and body.get("expired", False),
        "flags": {
            "idp:provisioned": body.get("idpProvisioned", False),
            "idp:role-restricted": False,
            "member-limit:restricted": False,
            "partnership:restricted": False,
            "sso:invalid": False,
            "sso:linked": False,
        },
        "dateCreated": member.created,
        "inviteStatus": "approved",
        "inviterName": None,
    }


def team_member_body(member: Record, team: Record, role: str | None) -> JsonObject:
    """A member in the list of a team's members."""
    return {**member_body(member), "teamRole": role, "teamSlug": team.slug}


def member_detail(store: Store, member: Record) -> JsonObject:
    """A member as GET and PUT answer it, with teams."""
    teams = teams_of(store, member)
    return {
        **member_body(member),
        "teams": [team.slug for team, _ in teams],
        "teamRoles": [{"teamSlug": team.slug, "role": role} for team, role in teams],
        "invite_link": None,
        "isOnlyOwner": is_only_owner(store, member),
        "orgRoleList": org_role_list(),
        "teamRoleList": team_role_list(),
    }
