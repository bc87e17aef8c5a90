"""Spike protection of projects: switched on and off by their slugs, read from the projects' options."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import field_error, forbidden
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import Record

_PATH = "/organizations/{organization}/spike-protections/"
_SCOPES = ("project:read", "project:write", "project:admin")
_EVERY = "$all"
_OPTION = "quotas:spike-protection-disabled"


def _projects(call: Call) -> list[Record]:
    if not call.quirks.spike_protection_feature:
        raise forbidden()
    slugs = f.clean_body(
        call.body, {"projects": f.listing(f.text(blank=False), empty=False)}, required=("projects",)
    )["projects"]
    if slugs == [_EVERY]:
        return call.store.projects.in_organization(call.organization.id)
    # This endpoint takes no ids, unlike all others.
    found = [call.store.projects.find(organization_id=call.organization.id, slug=slug) for slug in slugs]
    if missing := [slug for slug, project in zip(slugs, found, strict=True) if project is None]:
        raise field_error("projects", f"Invalid project slugs: {', '.join(missing)}")
    return [project for project in found if project is not None]


def _switch(call: Call, *, off: bool) -> None:
    for project in _projects(call):
        project.body["options"][_OPTION] = off
        call.store.projects.save(project)


def _enable(call: Call) -> Response:
    _switch(call, off=False)
    return reply({}, 201)


def _disable(call: Call) -> Response:
    _switch(call, off=True)
    return reply({})


ENDPOINTS = (
    Endpoint("POST", _PATH, _enable, _SCOPES),
    Endpoint("DELETE", _PATH, _disable, _SCOPES),
)
