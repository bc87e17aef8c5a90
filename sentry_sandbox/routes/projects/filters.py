"""Inbound filters of a project: a switch for each, and a list of browsers for one."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.project import OLD_BROWSERS, new_filters
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.http.errors import not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record

_PATH = "/projects/{organization}/{project}/filters/"
_LEGACY = "legacy-browsers"
_BROWSERS = (
    *OLD_BROWSERS,
    # Deprecated, and taken all the same.
    *("ie_pre_9", "ie9", "ie10", "ie11", "opera_pre_15", "android_pre_4", "safari_pre_6"),
    *("opera_mini_pre_8", "edge_pre_79"),
)


def _state(project: Record) -> JsonObject:
    return {**new_filters(None), **project.body.get("filters", {})}


def _index(call: Call) -> Response:
    return reply([{"id": name, "active": active} for name, active in _state(call.resolve_project()).items()])


def _put(call: Call) -> Response:
    project, name = call.resolve_project(), call.parameter("filter")
    if name not in _state(project):
        raise not_found()
    cleaners: dict[str, f.Cleaner] = {"active": f.boolean}
    if name == _LEGACY:
        cleaners["subfilters"] = f.listing(f.choice(_BROWSERS))
    body = f.clean_body(call.body, cleaners)
    active = body.get("active", False)
    if name == _LEGACY and "active" not in body:
        active = sorted(set(body.get("subfilters", []))) or False
    project.body["filters"] = {**project.body.get("filters", {}), name: active}
    call.store.projects.save(project)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _PATH, _index, ("project:read", "project:write", "project:admin")),
    Endpoint("PUT", f"{_PATH}{{filter}}/", _put, ("project:write", "project:admin")),
)
