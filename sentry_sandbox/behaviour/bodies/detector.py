"""Bodies of monitors (detectors)."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.check_source import check_source
from sentry_sandbox.behaviour.bodies.shuffle import in_no_order
from sentry_sandbox.behaviour.past.openings_and_firings import latest_issue
from sentry_sandbox.behaviour.rules.cron import CRON
from sentry_sandbox.behaviour.rules.uptime import UPTIME
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id


def _owner(call: Call, owner: str | None) -> JsonObject | None:
    kind, _, text = (owner or "").partition(":")
    owner_id = as_id(text)
    if owner_id is None:
        return None
    if kind == "team":
        team = call.store.teams.get(owner_id)
        return None if team is None else {"type": "team", "id": team.id_text, "name": team.body["name"]}
    for member in call.store.members.in_organization(call.organization.id):
        if member.body["userId"] == text:
            return {"type": "user", "id": text, "name": member.body["name"], "email": member.body["email"]}
    return None


def _data_sources(call: Call, detector: Record) -> list[JsonObject] | None:
    source = detector.body["dataSource"]
    if source is None:
        return None
    if detector.body["type"] in (UPTIME, CRON):
        return [check_source(detector)]
    snuba_query = {
        "id": source["queryId"],
        "dataset": source["dataset"],
        "query": source["query"],
        "aggregate": source["aggregate"],
        "timeWindow": source["timeWindow"],
        "environment": source["environment"],
        "eventTypes": in_no_order(call.quirks, source["eventTypes"]),
        "extrapolationMode": source["extrapolationMode"],
    }
    return [
        {
            "id": source["id"],
            "organizationId": str(detector.organization_id),
            "type": "snuba_query_subscription",
            "sourceId": source["sourceId"],
            "queryObj": {
                "id": source["sourceId"],
                "status": 1,
                "subscription": None,
                "snubaQuery": snuba_query,
            },
        }
    ]


def _condition_group(call: Call, detector: Record) -> JsonObject | None:
    group = detector.body["conditionGroup"]
    if group is None:
        return None
    return {
        "id": group["id"],
        "organizationId": str(detector.organization_id),
        # Whatever logic type was sent, "any" is what is stored.
        "logicType": "any",
        "conditions": in_no_order(call.quirks, group["conditions"]),
        "actions": [],
    }


def detector_body(call: Call, detector: Record) -> JsonObject:
    """What every detector endpoint answers."""
    body = detector.body
    return {
        "id": detector.id_text,
        "projectId": str(detector.project_id),
        "name": body["name"],
        "description": body["description"],
        "type": body["type"],
        "workflowIds": [str(one) for one in call.store.detector_workflows.rights(detector.id)],
        "owner": _owner(call, body["owner"]),
        "createdBy": body["createdBy"],
        "dateCreated": detector.created,
        "dateUpdated": detector.updated,
        "dataSources": _data_sources(call, detector),
        "conditionGroup": _condition_group(call, detector),
        "config": body["config"],
        "enabled": body["enabled"],
        "latestGroup": latest_issue(call.store, detector),
        "alertRuleId": None,
        "ruleId": None,
    }
