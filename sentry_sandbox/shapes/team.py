"""Bodies of teams."""

from __future__ import annotations

from sentry_sandbox.call import Call
from sentry_sandbox.shapes.organization import avatar
from sentry_sandbox.store import JsonObject, Record


def team_body(call: Call, team: Record) -> JsonObject:
    """What every team endpoint answers; some add to it."""
    members = team.body["members"]
    return {
        "id": team.id_text,
        "slug": team.slug,
        "name": team.body["name"],
        "dateCreated": team.created,
        "isMember": bool(members),
        "teamRole": "admin" if members else None,
        "flags": {"idp:provisioned": False},
        "access": sorted(call.caller.scopes),
        "hasAccess": True,
        "isPending": False,
        "memberCount": len(members),
        "avatar": avatar(),
        "externalTeams": [],
    }


def team_reference(team: Record) -> JsonObject:
    """How a project names its teams."""
    return {"id": team.id_text, "slug": team.slug, "name": team.body["name"]}
