"""Alerts (workflows), one by one."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.workflow import workflow_body
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules import workflow as rules
from sentry_sandbox.behaviour.rules.camel_case import camelize
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.http.errors import field_error, forbidden, internal_error, not_found, saving_error
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id

_LIST = "/organizations/{organization}/workflows/"
_PATH = "/organizations/{organization}/workflows/{workflow}/"
READ = ("alerts:read", "alerts:write", "org:read", "org:write", "org:admin")
WRITE = ("alerts:write", "org:write", "org:admin")


def _workflow(call: Call) -> Record:
    number = as_id(call.parameter("workflow"))
    found = None if number is None else call.store.workflows.get(number)
    if found is None or found.organization_id != call.organization.id:
        raise not_found()
    return found


def _keep_or_new_ids(call: Call, parts: list[JsonObject], known: set[str], what: str) -> list[JsonObject]:
    """Parts with an id keep it; the others get new ids."""
    for part in parts:
        if part.get("id") and part["id"] not in known:
            raise field_error("actionFilters", f"{what} {part['id']} does not belong to this workflow")
    return [{**part, "id": part.get("id") or call.store.nested_id()} for part in parts]


def _ids(parts: list[JsonObject]) -> set[str]:
    return {part["id"] for part in parts}


def _triggers(call: Call, wanted: JsonObject, current: JsonObject | None) -> JsonObject:
    if wanted.get("id") and (current is None or wanted["id"] != current["id"]):
        raise field_error("triggers", f"Condition group {wanted['id']} does not belong to this workflow")
    known = _ids(current["conditions"]) if current else set()
    return {
        "id": current["id"] if current else call.store.nested_id(),
        "logicType": wanted["logicType"],
        "conditions": _keep_or_new_ids(call, wanted.get("conditions", []), known, "Condition"),
        "actions": [],
    }


def _action_filters(call: Call, wanted: list[JsonObject], current: list[JsonObject]) -> list[JsonObject]:
    conditions = {one for group in current for one in _ids(group["conditions"])}
    actions = {one for group in current for one in _ids(group["actions"])}
    return [
        {
            "id": group["id"],
            "logicType": group["logicType"],
            "conditions": _keep_or_new_ids(call, group.get("conditions", []), conditions, "Condition"),
            "actions": _keep_or_new_ids(call, group["actions"], actions, "Action"),
        }
        for group in _keep_or_new_ids(call, wanted, _ids(current), "Condition group")
    ]


def _connect(call: Call, workflow: Record, body: JsonObject) -> None:
    if "detectorIds" not in body:
        return
    if body["detectorIds"] and not call.caller.may("alerts:write"):
        raise forbidden()
    rules.check_detectors(call, body["detectorIds"])
    call.store.detector_workflows.replace_lefts(workflow.id, body["detectorIds"])


def _check_limit(call: Call) -> None:
    limit = call.quirks.workflow_limit
    if call.store.workflows.count_in_organization(call.organization.id) >= limit:
        raise saving_error(f"You may not exceed {limit} workflows per organization.")


def _clean(call: Call) -> JsonObject:
    body: Any = camelize(call.body)
    return f.clean_body(body, rules.cleaners(call), required=("name",), non_field=rules.NON_FIELD)


def _create(call: Call) -> Response:
    body = _clean(call)
    if "triggers" not in body and call.quirks.missing_triggers_fail:
        raise internal_error()
    _check_limit(call)
    workflow = call.store.workflows.add(
        {
            "name": body["name"],
            "enabled": body.get("enabled", True),
            "environment": body.get("environment"),
            "owner": body.get("owner"),
            "createdBy": call.user_id,
            "config": body.get("config", {}),
            "triggers": _triggers(call, body["triggers"], None) if "triggers" in body else None,
            "actionFilters": _action_filters(call, body.get("actionFilters", []), []),
        },
        organization_id=call.organization.id,
    )
    _connect(call, workflow, body)
    return reply(workflow_body(call, workflow), 201)


def _get(call: Call) -> Response:
    return reply(workflow_body(call, _workflow(call)))


def _put(call: Call) -> Response:
    workflow = _workflow(call)
    body = _clean(call)
    for name in ("name", "enabled", "environment", "owner", "config"):
        if name in body:
            workflow.body[name] = body[name]
    if "triggers" in body:
        workflow.body["triggers"] = _triggers(call, body["triggers"], workflow.body["triggers"])
    if "actionFilters" in body:
        workflow.body["actionFilters"] = _action_filters(
            call, body["actionFilters"], workflow.body["actionFilters"]
        )
    call.store.workflows.save(workflow)
    _connect(call, workflow, body)
    return reply(workflow_body(call, workflow))


def remove_workflow(call: Call, workflow: Record) -> None:
    """Delete an alert; the monitors it was attached to live on."""
    call.store.detector_workflows.remove_right(workflow.id)
    call.store.workflows.remove(workflow.id)


def _delete(call: Call) -> Response:
    remove_workflow(call, _workflow(call))
    return no_content()


ENDPOINTS = (
    Endpoint("POST", _LIST, _create, WRITE),
    Endpoint("GET", _PATH, _get, READ),
    Endpoint("PUT", _PATH, _put, WRITE),
    Endpoint("DELETE", _PATH, _delete, WRITE),
)
