"""A check-in with a monitor config makes or changes the monitor, which SDKs call an upsert."""

from __future__ import annotations

from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.camel_case import camelize
from sentry_sandbox.behaviour.rules.cron import CRON, cron_config
from sentry_sandbox.behaviour.rules.cron_slugs import is_held, slugified
from sentry_sandbox.store import JsonObject, Record, Store

_ALWAYS = ("schedule", "schedule_type")


def upsert(store: Store, project: Record, payload: dict[str, Any]) -> None:
    """Make or change the cron monitor of a check-in that has a config; an invalid config is dropped.

    Args:
        store: the tables.
        project: the project of the check-in.
        payload: its JSON.
    """
    slug = slugified(str(payload.get("monitor_slug") or ""))
    said = payload.get("monitor_config")
    if not slug or not isinstance(said, dict) or is_held(store, project, slug):
        return
    try:
        config = cron_config(_spelled_out(said))
    except f.Invalid:
        return
    found = [
        one
        for one in store.detectors.in_project(project.id)
        if one.body["type"] == CRON and one.body["dataSource"]["slug"] == slug
    ]
    if not found:
        _add(store, project, slug, config)
    for detector in found:
        changes = {name: config[name] for name in (*_ALWAYS, *said) if name in config}
        detector.body["dataSource"]["config"].update(changes)
        store.detectors.save(detector)


def _spelled_out(said: JsonObject) -> JsonObject:
    schedule = said.get("schedule")
    if not isinstance(schedule, dict):
        return dict(camelize(said))
    kind, value = schedule.get("type"), schedule.get("value")
    plain = [value, schedule.get("unit")] if kind == "interval" else value
    return {**camelize(said), "scheduleType": kind, "schedule": plain}


def _add(store: Store, project: Record, slug: str, config: JsonObject) -> None:
    store.detectors.add(
        {
            "name": slug,
            "type": CRON,
            "description": None,
            "owner": None,
            "enabled": True,
            "createdBy": None,
            "config": {},
            "dataSource": {
                "name": slug,
                "slug": slug,
                "config": config,
                "id": store.nested_id(),
                "sourceId": store.nested_id(),
                "queryId": store.nested_id(),
            },
            "conditionGroup": None,
        },
        organization_id=project.organization_id,
        project_id=project.id,
    )
