"""Bodies of teams."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.organization import avatar
from sentry_sandbox.behaviour.membership import members_of
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record


def team_body(call: Call, team: Record) -> JsonObject:
    """A team as every team endpoint answers it; some add to it."""
    members = members_of(call.store, team)
    is_member = any(member.body["userId"] == call.user_id for member in members if call.user_id)
    return {
        "id": team.id_text,
        "slug": team.slug,
        "name": team.body["name"],
        "dateCreated": team.created,
        "isMember": is_member,
        "teamRole": "admin" if is_member else None,
        "flags": {"idp:provisioned": team.body.get("idpProvisioned", False)},
        "access": sorted(call.caller.scopes),
        "hasAccess": True,
        "isPending": False,
        "memberCount": len(members),
        "avatar": avatar(),
        "externalTeams": [],
    }


def team_reference(team: Record) -> JsonObject:
    """A team in the body of a project."""
    return {"id": team.id_text, "slug": team.slug, "name": team.body["name"]}
