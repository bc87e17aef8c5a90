"""Monitors (detectors), one by one."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.detector import detector_body
from sentry_sandbox.behaviour.rules import detector as rules
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.camel_case import camelize
from sentry_sandbox.behaviour.rules.cron import CRON
from sentry_sandbox.behaviour.rules.cron_slugs import free_slug, hold, refuse_taken
from sentry_sandbox.behaviour.seats import has_seat
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.http.errors import (
    ApiError,
    detail,
    field_error,
    field_errors,
    forbidden,
    not_found,
    saving_error,
)
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id

_CREATE = "/organizations/{organization}/projects/{project}/detectors/"
_PATH = "/organizations/{organization}/detectors/{detector}/"
READ = ("alerts:read", "alerts:write", "org:read", "org:write", "org:admin")
WRITE = ("alerts:write", "org:write", "org:admin")


def refuse_anonymous(call: Call) -> None:
    """Refuse a token without a user.

    Raises:
        ApiError: 401, empty.
    """
    if call.anonymous:
        raise ApiError(401)


def hidden_by_plan(call: Call, detector: Record) -> bool:
    """Whether the plan hides this monitor, although it exists."""
    return detector.body["type"] == rules.METRIC and not call.quirks.metric_alerts_plan


def _detector(call: Call) -> Record:
    number = as_id(call.parameter("detector"))
    found = None if number is None else call.store.detectors.get(number)
    if found is None or found.organization_id != call.organization.id:
        raise not_found()
    return found


def _readable(call: Call) -> Record:
    detector = _detector(call)
    if hidden_by_plan(call, detector):
        raise not_found()
    return detector


def _with_ids(call: Call, conditions: list[JsonObject]) -> list[JsonObject]:
    return [{**condition, "id": condition.get("id") or call.store.nested_id()} for condition in conditions]


def _connect(call: Call, detector: Record, changes: JsonObject) -> None:
    if "workflowIds" not in changes:
        return
    if not call.caller.may("alerts:write"):
        raise forbidden()
    rules.check_workflows(call, changes["workflowIds"])
    call.store.detector_workflows.replace_rights(detector.id, changes["workflowIds"])


def _check_plan(call: Call, kind: str) -> None:
    if kind != rules.METRIC:
        return
    if not call.quirks.metric_alerts_plan:
        raise detail(400, "Unable to process request, confirm payment options.")
    limit = call.quirks.monitor_limit
    if limit is None:
        return
    detectors = call.store.detectors.in_organization(call.organization.id)
    used = sum(detector.body["type"] == rules.METRIC for detector in detectors)
    if used >= limit:
        raise saving_error(f"Used {used}/{limit} of allowed metric_issue monitors.")


def _name_cron(call: Call, source: JsonObject) -> None:
    if "config" not in source:
        raise field_errors({"dataSources": {"config": [f.REQUIRED]}})
    if "slug" in source:
        refuse_taken(call, source["slug"])
    else:
        source["slug"] = free_slug(call, source["name"])


def _create(call: Call) -> Response:
    project = call.resolve_project()
    body = f.expect_object(camelize(call.body), rules.NON_FIELD)
    kind = rules.check_type(body)
    _check_plan(call, kind)
    clean = f.clean_body(
        body, rules.cleaners(call, kind), required=rules.required_of(kind), non_field=rules.NON_FIELD
    )
    group = clean.get("conditionGroup")
    if group is not None and any("id" in condition for condition in group["conditions"]):
        raise field_error("conditionGroup", "A new monitor cannot name the ids of existing conditions.")
    store = call.store
    if kind == CRON:
        _name_cron(call, clean["dataSources"])
    enabled = True if call.quirks.detector_create_ignores_enabled else clean.get("enabled", True)
    detector = store.detectors.add(
        {
            "name": clean["name"],
            "type": kind,
            "description": clean.get("description"),
            "owner": clean.get("owner"),
            "enabled": enabled and has_seat(call, kind),
            "createdBy": call.user_id,
            "config": clean.get("config", {}),
            "dataSource": {
                **clean["dataSources"],
                "id": store.nested_id(),
                "sourceId": store.nested_id(),
                "queryId": store.nested_id(),
            },
            "conditionGroup": group
            and {"id": store.nested_id(), "conditions": _with_ids(call, group["conditions"])},
        },
        organization_id=project.organization_id,
        project_id=project.id,
    )
    _connect(call, detector, clean)
    return reply(detector_body(call, detector), 201)


def _get(call: Call) -> Response:
    refuse_anonymous(call)
    return reply(detector_body(call, _readable(call)))


def _new_conditions(call: Call, detector: Record, conditions: list[JsonObject]) -> list[JsonObject]:
    known = {condition["id"] for condition in detector.body["conditionGroup"]["conditions"]}
    for condition in conditions:
        if "id" in condition and condition["id"] not in known:
            raise saving_error(f"Condition {condition['id']} not found in this condition group.")
    return _with_ids(call, conditions)


def _put(call: Call) -> Response:
    refuse_anonymous(call)
    detector = _readable(call)
    kind = detector.body["type"]
    if kind in rules.SYSTEM_TYPES:
        call.require("org:write", "org:admin")
    body: Any = camelize(call.body)
    fields = rules.cleaners(call, kind, source=detector.body["dataSource"])
    changes = f.clean_body(body, fields, non_field=rules.NON_FIELD)
    if changes.get("enabled") and not detector.body["enabled"]:
        changes["enabled"] = has_seat(call, kind)
    if kind == CRON and "slug" in changes.get("dataSources", {}):
        refuse_taken(call, changes["dataSources"]["slug"], but=detector)
    for name in ("name", "description", "owner", "enabled", "config"):
        if name in changes:
            detector.body[name] = changes[name]
    if "dataSources" in changes:
        detector.body["dataSource"].update(changes["dataSources"])
    if "conditionGroup" in changes:
        detector.body["conditionGroup"]["conditions"] = _new_conditions(
            call, detector, changes["conditionGroup"]["conditions"]
        )
    call.store.detectors.save(detector)
    _connect(call, detector, changes)
    return reply(detector_body(call, detector))


def remove_detector(call: Call, detector: Record) -> None:
    """Delete a monitor; the alerts it was attached to live on.

    Raises:
        ApiError: 403 for the monitors that Sentry made itself.
    """
    if detector.body["type"] in rules.SYSTEM_TYPES:
        raise forbidden()
    hold(call, detector)
    call.store.detector_workflows.remove_left(detector.id)
    call.store.detectors.remove(detector.id)


def _delete(call: Call) -> Response:
    remove_detector(call, _detector(call))
    return no_content()


ENDPOINTS = (
    Endpoint("POST", _CREATE, _create, ("alerts:write", "project:write", "project:admin")),
    Endpoint("GET", _PATH, _get, READ),
    Endpoint("PUT", _PATH, _put, WRITE),
    Endpoint("DELETE", _PATH, _delete, WRITE),
)
