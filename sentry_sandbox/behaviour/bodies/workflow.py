"""Bodies of alerts (workflows)."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.shuffle import in_no_order
from sentry_sandbox.behaviour.past.openings_and_firings import last_fired
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record


def _action(call: Call, action: JsonObject) -> JsonObject:
    config = dict(action["config"])
    channel = config.get("targetDisplay")
    if action["type"] == "slack" and channel and call.quirks.slack_channel_hash:
        config["targetDisplay"] = "#" + str(channel).removeprefix("#")
    integration_id = action["integrationId"]
    return {
        "id": action["id"],
        "type": action["type"],
        "integrationId": None if integration_id is None else str(integration_id),
        "data": action["data"],
        "config": config,
        "status": action["status"],
    }


def _group(call: Call, workflow: Record, group: JsonObject) -> JsonObject:
    return {
        "id": group["id"],
        "organizationId": str(workflow.organization_id),
        "logicType": group["logicType"],
        "conditions": in_no_order(call.quirks, group["conditions"]),
        "actions": [_action(call, action) for action in group["actions"]],
    }


def workflow_body(call: Call, workflow: Record) -> JsonObject:
    """An alert as every workflow endpoint answers it."""
    body = workflow.body
    triggers = body["triggers"]
    return {
        "id": workflow.id_text,
        "name": body["name"],
        "organizationId": str(workflow.organization_id),
        "createdBy": body["createdBy"],
        "dateCreated": workflow.created,
        "dateUpdated": workflow.updated,
        "triggers": None if triggers is None else _group(call, workflow, triggers),
        "actionFilters": [_group(call, workflow, group) for group in body["actionFilters"]],
        "environment": body["environment"],
        "config": body["config"],
        "detectorIds": [str(one) for one in call.store.detector_workflows.lefts(workflow.id)],
        "enabled": body["enabled"],
        "lastTriggered": last_fired(call.store, workflow),
        "owner": body["owner"],
    }
