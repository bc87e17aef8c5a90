"""Steps as the engine's events give them, for the project web of an organization."""

from __future__ import annotations

from typing import Any

from pulumi.automation.events import EngineEvent

from sentry_iac.estate import Allowance, GuardSpec
from sentry_iac.plan import Kind, Plan, Step, make_plan, read_steps
from sentry_iac.plan.scrub import Scrubber

SPANS = {"aggregate": "p95(span.duration)", "query": "is_transaction:true", "timeWindow": 300}

MONITOR = {
    "name": "web: latency",
    "project": "7",
    "enabled": True,
    "dataSource": SPANS,
    "conditions": [
        {"type": "gt", "comparison": 2000, "result": "high"},
        {"type": "lte", "comparison": 2000, "result": "resolved"},
    ],
}
ALERT = {
    "name": "web: monitors",
    "enabled": True,
    "monitors": ["31", "32"],
    "frequency": 30,
    "triggers": [{"type": "first_seen_event", "comparison": True, "result": True}],
    "actionFilters": [
        {
            "logicType": "any-short",
            "conditions": [],
            "actions": [{"type": "email", "targetType": "team", "targetIdentifier": "5", "data": {}}],
        }
    ],
}
KEY = {"name": "production", "project": "7", "isActive": True}
PERSON = {"email": "ada@example.com", "orgRole": "admin", "removeFromOrganization": True}

FORBIDDEN = GuardSpec(forbid=frozenset({"project-lost", "alert-lost", "monitor-lost"}))


def event(
    op: str,
    kind: str,
    name: str,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    *,
    id: str = "",
    parent: str = "web",
    changed: tuple[str, ...] = (),
    when: str = "resourcePreEvent",
) -> EngineEvent:
    """One event, in the JSON that the engine writes."""
    urn = f"urn:pulumi:prod::acme::sentry-iac:components:Application$sentry:index:{kind}::{name}"
    above = f"urn:pulumi:prod::acme::sentry-iac:components:Application::{parent}"
    if not parent:
        above = "urn:pulumi:prod::acme::pulumi:pulumi:Stack::acme-prod"

    def state(inputs: dict[str, Any] | None, its_id: str) -> dict[str, Any] | None:
        if inputs is None:
            return None
        return {
            "type": kind,
            "urn": urn,
            "id": its_id,
            "parent": above,
            "custom": True,
            "inputs": inputs,
            "provider": "",
        }

    metadata = {
        "op": op,
        "urn": urn,
        "type": f"sentry:index:{kind}",
        "provider": "",
        "old": state(old, id),
        "new": state(new, ""),
        "detailedDiff": {path: {"diffKind": "update", "inputDiff": True} for path in changed},
    }
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, when: {"metadata": metadata}})


def standing() -> list[EngineEvent]:
    """What is there and stays."""
    team, project = {"slug": "core"}, {"slug": "web", "team": "5"}
    low = {**MONITOR, "name": "web: errors"}
    return [
        event("same", "Team", "core", team, team, id="5", parent=""),
        event("same", "Project", "web", project, project, id="7"),
        event("same", "MetricMonitor", "web-latency", MONITOR, MONITOR, id="31"),
        event("same", "MetricMonitor", "web-errors", low, low, id="32"),
        event("same", "Alert", "web-monitors", ALERT, ALERT, id="41"),
    ]


def steps_of(*events: EngineEvent) -> list[Step]:
    """The steps of some events, after what stands; an event about something that stands takes its place."""
    moving = {each.resource_pre_event.metadata.urn for each in events if each.resource_pre_event}
    kept = [e for e in standing() if e.resource_pre_event and e.resource_pre_event.metadata.urn not in moving]
    return read_steps([*kept, *events])


def plan_of(*events: EngineEvent, guard: GuardSpec = FORBIDDEN, **more: Any) -> Plan:
    """The plan of some events."""
    return make_plan(Kind.PREVIEW, "prod", steps_of(*events), guard=guard, scrub=Scrubber({}), **more)


def allowing(risk: str, resource: str) -> GuardSpec:
    """The guard, with one thing allowed."""
    allowance = Allowance(risk=risk, resource=resource, because="moved to the on-call tool")
    return GuardSpec(forbid=FORBIDDEN.forbid, allow=(allowance,))


def risks_of(plan: Plan) -> list[tuple[str, str]]:
    """The risks of a plan, as kind and sentence."""
    return [(each.risk.kind, each.risk.sentence) for each in plan.verdicts]
