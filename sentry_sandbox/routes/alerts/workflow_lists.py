"""Alerts (workflows): lists, and changes of many at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.workflow import workflow_body
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules import workflow as rules
from sentry_sandbox.behaviour.rules.list_search import Term, parse_query
from sentry_sandbox.calls.call import Call, no_content
from sentry_sandbox.calls.list_queries import require_filter, sort_by, wanted_ids, wanted_projects
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.routes.alerts.workflows import READ, WRITE, remove_workflow
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id

_PATH = "/organizations/{organization}/workflows/"
_KEYS = ("name", "action")


def _action_types(workflow: Record) -> list[str]:
    return [action["type"] for group in workflow.body["actionFilters"] for action in group["actions"]]


_SORTS: dict[str, Callable[[Call, Record], Any]] = {
    "id": lambda _, workflow: workflow.id,
    "name": lambda _, workflow: workflow.body["name"].lower(),
    "dateCreated": lambda _, workflow: workflow.created,
    "dateUpdated": lambda _, workflow: workflow.updated,
    "connectedDetectors": lambda call, workflow: len(call.store.detector_workflows.lefts(workflow.id)),
    "actions": lambda _, workflow: len(_action_types(workflow)),
    "priorityDetector": lambda _, workflow: workflow.id,
    "lastTriggered": lambda _, workflow: workflow.id,
}


def _matches(workflow: Record, term: Term) -> bool:
    match term.key:
        case "action":
            hit = term.value in _action_types(workflow)
        case _:
            hit = term.matches(workflow.body["name"])
    return hit != term.negated


def _in_projects(call: Call, workflow: Record, projects: set[int]) -> bool:
    detectors = [call.store.detectors.get(one) for one in call.store.detector_workflows.lefts(workflow.id)]
    # An alert without a monitor is shown for every project.
    return not detectors or any(one is not None and one.project_id in projects for one in detectors)


def _found(call: Call) -> list[Record]:
    workflows = call.store.workflows.in_organization(call.organization.id)
    if ids := wanted_ids(call):
        return [one for one in workflows if one.id in ids]
    projects = wanted_projects(call)
    if projects is not None:
        workflows = [one for one in workflows if _in_projects(call, one, projects)]
    if detectors := {as_id(text) for text in call.queries("detector")}:
        workflows = [
            one for one in workflows if detectors.intersection(call.store.detector_workflows.lefts(one.id))
        ]
    terms = parse_query(call.query("query") or "", _KEYS)
    return [one for one in workflows if all(_matches(one, term) for term in terms)]


def _index(call: Call) -> Response:
    found = sort_by(call, _found(call), _SORTS)
    return paginate(call, found, lambda workflow: workflow_body(call, workflow), hits=True)


def _put(call: Call) -> Response:
    require_filter(call)
    changes = f.clean_body(
        call.body, {"enabled": f.boolean}, required=("enabled",), non_field=rules.NON_FIELD
    )
    found = _found(call)
    for workflow in found:
        workflow.body["enabled"] = changes["enabled"]
        call.store.workflows.save(workflow)
    return paginate(call, found, lambda workflow: workflow_body(call, workflow))


def _delete(call: Call) -> Response:
    require_filter(call)
    for workflow in _found(call):
        remove_workflow(call, workflow)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _PATH, _index, READ),
    Endpoint("PUT", _PATH, _put, WRITE),
    Endpoint("DELETE", _PATH, _delete, WRITE),
)
