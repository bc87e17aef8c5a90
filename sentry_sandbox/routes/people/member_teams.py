"""Which teams a member is in, and with which role."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.team import team_body
from sentry_sandbox.behaviour.membership import TEAM_ROLES, join, leave, members_of
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.http.errors import not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.routes.people.member_details import addressed_member
from sentry_sandbox.routes.people.teams import refuse_where_provisioned
from sentry_sandbox.store import Record

_PATH = "/organizations/{organization}/members/{member}/teams/{team}/"
_ADMINS = ("org:write", "org:admin", "team:write", "team:admin")


def _is_in(call: Call, member: Record, team: Record) -> bool:
    return any(one.id == member.id for one in members_of(call.store, team))


def _add(call: Call) -> Response:
    member, team = addressed_member(call), call.resolve_team()
    if _is_in(call, member, team):
        return no_content()
    refuse_where_provisioned(team)
    if not call.organization.body["settings"]["openMembership"] and not call.caller.may(*_ADMINS):
        # A request only; somebody has to approve it.
        return Response(status_code=202)
    join(call.store, member, team)
    return reply(team_body(call, team), 201)


def _put(call: Call) -> Response:
    member, team = addressed_member(call), call.resolve_team()
    if not _is_in(call, member, team):
        raise not_found()
    body = f.clean_body(call.body, {"teamRole": f.choice(TEAM_ROLES)})
    if "teamRole" in body and call.quirks.team_roles_feature:
        join(call.store, member, team, body["teamRole"])
    return reply({"isActive": True, "teamRole": member.body["teams"][team.id_text]})


def _remove(call: Call) -> Response:
    member, team = addressed_member(call), call.resolve_team()
    refuse_where_provisioned(team)
    if _is_in(call, member, team):
        leave(call.store, member, team)
    return reply(team_body(call, team))


ENDPOINTS = (
    Endpoint("POST", _PATH, _add, ("org:read", *_ADMINS)),
    Endpoint("PUT", _PATH, _put, ("org:read", *_ADMINS)),
    Endpoint("DELETE", _PATH, _remove, _ADMINS),
)
