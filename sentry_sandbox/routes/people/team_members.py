"""Who is in a team, invited or joined."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.member import team_member_body
from sentry_sandbox.behaviour.membership import members_of
from sentry_sandbox.calls.call import Call
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record


def _index(call: Call) -> Response:
    team = call.resolve_team()

    def body(member: Record) -> JsonObject:
        return team_member_body(member, team, member.body["teams"][team.id_text])

    return paginate(call, members_of(call.store, team), body)


ENDPOINTS = (
    Endpoint(
        "GET", "/teams/{organization}/{team}/members/", _index, ("team:read", "team:write", "team:admin")
    ),
)
