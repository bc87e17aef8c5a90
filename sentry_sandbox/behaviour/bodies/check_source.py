"""The data sources of uptime and cron monitors."""

from __future__ import annotations

from sentry_sandbox.behaviour.rules.uptime import UPTIME
from sentry_sandbox.store import JsonObject, Record

_OUR_OWN = ("id", "sourceId", "queryId")


def check_source(detector: Record) -> JsonObject:
    """The one data source of a monitor that checks something by itself."""
    source = detector.body["dataSource"]
    uptime = detector.body["type"] == UPTIME
    return {
        "id": source["id"],
        "organizationId": str(detector.organization_id),
        "type": "uptime_subscription" if uptime else "cron_monitor",
        "sourceId": source["sourceId"],
        "queryObj": _subscription(source) if uptime else _monitor(detector),
    }


def _subscription(source: JsonObject) -> JsonObject:
    return {name: value for name, value in source.items() if name not in _OUR_OWN}


def _monitor(detector: Record) -> JsonObject:
    source = detector.body["dataSource"]
    return {
        "id": f"00000000-0000-4000-8000-{int(source['queryId']):012d}",
        "name": source["name"],
        "slug": source["slug"],
        "status": "active" if detector.body["enabled"] else "disabled",
        "isMuted": False,
        "config": source["config"],
        "dateCreated": detector.created,
        "environments": [],
        "owner": None,
    }
