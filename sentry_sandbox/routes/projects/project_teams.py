"""Which teams have access to a project."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.project import project_with_teams
from sentry_sandbox.behaviour.bodies.team import team_body
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store.lookups import find_team

_LIST = "/projects/{organization}/{project}/teams/"
_PATH = "/projects/{organization}/{project}/teams/{team}/"
_WRITE = ("project:write", "project:admin")


def _index(call: Call) -> Response:
    found = (call.store.teams.get(one) for one in call.store.project_teams.rights(call.resolve_project().id))
    return paginate(call, [team for team in found if team is not None], lambda team: team_body(call, team))


def _add(call: Call) -> Response:
    project = call.resolve_project()
    team = find_team(call.store, call.resolve_organization(), call.parameter("team"))
    if team is None:
        raise detail(404, "Team does not exist.")
    call.store.project_teams.add(project.id, team.id)
    return reply(project_with_teams(call, project), 201)


def _remove(call: Call) -> Response:
    project, team = call.resolve_project(), call.resolve_team()
    call.store.project_teams.remove(project.id, team.id)
    return reply(project_with_teams(call, project))


ENDPOINTS = (
    Endpoint("GET", _LIST, _index, ("project:read", *_WRITE)),
    Endpoint("POST", _PATH, _add, _WRITE),
    Endpoint("DELETE", _PATH, _remove, _WRITE),
)
