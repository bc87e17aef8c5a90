"""Monitors (detectors): lists, and changes of many at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.detector import detector_body
from sentry_sandbox.behaviour.rules import detector as rules
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.list_search import Term, parse_query
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.calls.list_queries import require_filter, sort_by, wanted_ids, wanted_projects
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.routes.monitors.detectors import (
    READ,
    WRITE,
    hidden_by_plan,
    refuse_anonymous,
    remove_detector,
)
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id

_PATH = "/organizations/{organization}/detectors/"
_KEYS = ("name", "type", "assignee", "workflow")
_TYPE_ALIASES = {
    "metric": "metric_issue",
    "uptime": "uptime_domain_failure",
    "cron": "monitor_check_in_failure",
}
_SORTS: dict[str, Callable[[Call, Record], Any]] = {
    "id": lambda _, detector: detector.id,
    "name": lambda _, detector: detector.body["name"].lower(),
    "type": lambda _, detector: detector.body["type"],
    "connectedWorkflows": lambda call, detector: len(call.store.detector_workflows.rights(detector.id)),
    "latestGroup": lambda _, detector: detector.id,
    "openIssues": lambda _, detector: detector.id,
}


def _assignee(call: Call, detector: Record, value: str) -> bool:
    owner = detector.body["owner"] or ""
    if value == "none":
        return not owner
    if value == "me":
        return bool(owner == f"user:{call.user_id}")
    if value.startswith("#"):
        team = call.store.teams.find(organization_id=call.organization.id, slug=value[1:])
        return team is not None and owner == f"team:{team.id}"
    members = call.store.members.in_organization(call.organization.id)
    return any(one.body["email"] == value and owner == f"user:{one.body['userId']}" for one in members)


def _matches(call: Call, detector: Record, term: Term) -> bool:
    value = term.value
    hit: bool
    match term.key:
        case "type":
            hit = detector.body["type"] == _TYPE_ALIASES.get(value, value)
        case "name":
            hit = term.matches(detector.body["name"])
        case "workflow":
            hit = as_id(value) in call.store.detector_workflows.rights(detector.id)
        case "assignee":
            hit = _assignee(call, detector, value)
        case _:
            text = f"{detector.body['name']} {detector.body['description'] or ''} {detector.body['type']}"
            hit = value.lower() in text.lower()
    return hit != term.negated


def _found(call: Call) -> list[Record]:
    detectors = [
        one
        for one in call.store.detectors.in_organization(call.organization.id)
        if not hidden_by_plan(call, one)
    ]
    if ids := wanted_ids(call):
        return [one for one in detectors if one.id in ids]
    projects = wanted_projects(call)
    if projects is not None:
        detectors = [one for one in detectors if one.project_id in projects]
    terms = parse_query(call.query("query") or "", _KEYS)
    return [one for one in detectors if all(_matches(call, one, term) for term in terms)]


def _index(call: Call) -> Response:
    refuse_anonymous(call)
    found = sort_by(call, _found(call), _SORTS)
    return paginate(call, found, lambda detector: detector_body(call, detector), hits=True)


def _put(call: Call) -> Response:
    refuse_anonymous(call)
    require_filter(call)
    changes = f.clean_body(
        call.body, {"enabled": f.boolean}, required=("enabled",), non_field=rules.NON_FIELD
    )
    found = _found(call)
    if not found:
        return reply({"detail": "No detectors found."})
    for detector in found:
        detector.body["enabled"] = changes["enabled"]
        call.store.detectors.save(detector)
    return paginate(call, found, lambda detector: detector_body(call, detector))


def _delete(call: Call) -> Response:
    require_filter(call)
    found = _found(call)
    if not found:
        return reply({"detail": "No detectors found."})
    for detector in found:
        remove_detector(call, detector)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _PATH, _index, READ),
    Endpoint("PUT", _PATH, _put, WRITE),
    Endpoint("DELETE", _PATH, _delete, WRITE),
)
