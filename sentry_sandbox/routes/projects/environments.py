"""Environments: known once an event used them."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject

_VISIBILITIES = ("visible", "hidden", "all")


def _visibility(call: Call) -> str:
    visibility = call.query("visibility") or "visible"
    if visibility not in _VISIBILITIES:
        raise detail(400, "Invalid value for 'visibility', valid values are: ['all', 'hidden', 'visible']")
    return visibility


def _of_organization(call: Call) -> Response:
    if _visibility(call) == "hidden":
        return reply([])
    found = sorted(call.store.environments.in_organization(call.organization.id), key=lambda one: one.slug)
    return reply([{"id": one.id_text, "name": one.slug} for one in found])


def _of_project(call: Call) -> Response:
    if _visibility(call) == "hidden":
        return reply([])
    bodies: list[JsonObject] = []
    for environment_id in call.store.environment_projects.lefts(call.resolve_project().id):
        environment = call.store.environments.get(environment_id)
        if environment is not None:
            bodies.append({"id": environment.id_text, "name": environment.slug, "isHidden": False})
    return reply(bodies)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/organizations/{organization}/environments/",
        _of_organization,
        ("org:read", "org:write", "org:admin", "project:read"),
    ),
    Endpoint(
        "GET",
        "/projects/{organization}/{project}/environments/",
        _of_project,
        ("project:read", "project:write", "project:admin"),
    ),
)
