"""Bodies of members and of the users behind them."""

from __future__ import annotations

from sentry_sandbox.shapes.organization import avatar
from sentry_sandbox.store import JsonObject, Record


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
    """What the members list shows of each."""
    body = member.body
    user = None
    if body["userId"] is not None:
        user = user_body(body["userId"], body["email"], body["name"], member.created)
    return {
        "id": member.id_text,
        "email": body["email"],
        "name": body["name"],
        "user": user,
        "orgRole": body["orgRole"],
        "pending": user is None,
        "expired": False,
        "flags": {
            "idp:provisioned": False,
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
