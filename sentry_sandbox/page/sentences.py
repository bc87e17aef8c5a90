"""Monitors and alerts in a line each, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sentry_sandbox.store import JsonObject

_SIGNS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}
_PRIORITIES = {75: "high", 50: "medium", 25: "low"}
_TRIGGERS = {
    "first_seen_event": "a new issue appears",
    "regression_event": "a resolved issue comes back",
    "reappeared_event": "an archived issue reappears",
    "issue_resolved_trigger": "an issue is resolved",
    "new_high_priority_issue": "a new high-priority issue appears",
    "existing_high_priority_issue": "an issue becomes high priority",
    "seer_activity_trigger": "Seer has news of an issue",
    "every_event": "any event arrives",
}
_CATEGORIES = {
    1: "an error",
    6: "feedback",
    10: "an outage",
    11: "a metric issue",
    12: "a database issue",
    13: "an HTTP client issue",
    14: "a front-end issue",
    15: "a mobile issue",
}
_SYSTEM_MONITORS = {"error": "every error becomes an issue", "issue_stream": "every issue of the project"}
_FALLTHROUGH = {"ActiveMembers": "active members", "AllMembers": "all members", "NoOne": "nobody"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def duration(seconds: int) -> str:
    """`300` -> `5 min`."""
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def ago(moment: str, now: datetime) -> str:
    """How long before `now` an ISO time was."""
    seconds = max(int((now - datetime.fromisoformat(moment)).total_seconds()), 0)
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def _plain(number: float) -> str:
    return f"{number:.10g}"


def _quantity(aggregate: str, number: float) -> str:
    if aggregate.startswith("failure_rate("):
        return f"{_plain(number * 100)} %"
    if not aggregate.startswith("count") and ("duration" in aggregate or "measurements." in aggregate):
        return f"{_plain(number)} ms"
    return _plain(number)


def _threshold(aggregate: str, condition: JsonObject, *, percent: bool) -> str:
    if condition["type"] == "anomaly_detection":
        return "behaves unusually"
    value = condition["comparison"]
    shown = f"{_plain(value)} % of before" if percent else _quantity(aggregate, value)
    return f"{_SIGNS[condition['type']]} {shown}"


def monitor_conditions(body: JsonObject) -> list[tuple[str, str]]:
    """When an issue opens, highest priority first: `("p95(span.duration) > 2000 ms over 5 min", "high")`."""
    source, group = body["dataSource"], body["conditionGroup"]
    if source is None or group is None:
        return []
    percent = body["config"].get("detectionType") == "percent"
    # The condition with result 0 only resolves the issue.
    opening = [one for one in group["conditions"] if one["conditionResult"]]
    return [
        (
            f"{source['aggregate']} {_threshold(source['aggregate'], one, percent=percent)} "
            f"over {duration(source['timeWindow'])}",
            _PRIORITIES[one["conditionResult"]],
        )
        for one in sorted(opening, key=lambda one: -one["conditionResult"])
    ]


def system_monitor(body: JsonObject) -> str:
    """The work of a monitor that Sentry made itself; empty for the others."""
    return _SYSTEM_MONITORS.get(body["type"], "")


def check(body: JsonObject) -> str:
    """The check of an uptime or cron monitor; empty for the others."""
    source = body["dataSource"]
    if body["type"] == "uptime_domain_failure":
        return f"{source['method']} {source['url']} every {duration(source['intervalSeconds'])}"
    if body["type"] == "monitor_check_in_failure":
        config = source["config"]
        schedule = config["schedule"]
        if isinstance(schedule, str):
            return f"checks in at {schedule} ({config.get('timezone') or 'UTC'})"
        return f"checks in every {schedule[0]} {schedule[1]}{'' if schedule[0] == 1 else 's'}"
    return ""


def alert_triggers(body: JsonObject) -> str:
    """`When a new issue appears or a resolved issue comes back`."""
    conditions = (body["triggers"] or {}).get("conditions", [])
    if not conditions:
        return "On every event"
    known = [_TRIGGERS.get(one["type"], one["type"].replace("_", " ")) for one in conditions]
    return f"When {_either(known)}"


def alert_filters(body: JsonObject) -> list[str]:
    """The filters, one line each."""
    return [_filter(one) for group in body["actionFilters"] for one in group["conditions"]]


def _filter(condition: JsonObject) -> str:
    kind, comparison = condition["type"], condition["comparison"]
    if kind == "issue_priority_greater_or_equal":
        text = f"priority is at least {_PRIORITIES.get(comparison, comparison)}"
    elif kind == "issue_category" and isinstance(comparison, dict):
        category = _CATEGORIES.get(comparison["value"], f"of category {comparison['value']}")
        text = f"it is {category}" if comparison.get("include", True) else f"it is not {category}"
    elif isinstance(comparison, dict):
        parts = " ".join(str(value) for value in comparison.values() if not isinstance(value, list | dict))
        text = f"{kind.replace('_', ' ')} {parts}".strip()
    else:
        text = kind.replace("_", " ")
    return text if condition["conditionResult"] else f"not: {text}"


def alert_receivers(body: JsonObject, team_slug: Callable[[str], str | None]) -> list[str]:
    """The receivers, each once.

    Args:
        body: the alert.
        team_slug: slug of the team with this id.
    """
    actions: Iterable[JsonObject] = (one for group in body["actionFilters"] for one in group["actions"])
    return list(dict.fromkeys(_receiver(one, team_slug) for one in actions))


def _receiver(action: JsonObject, team_slug: Callable[[str], str | None]) -> str:
    kind, config = action["type"], action["config"]
    identifier: Any = config.get("targetIdentifier")
    if kind != "email":
        return " ".join(str(part) for part in (kind, config.get("targetDisplay") or identifier or "") if part)
    match config.get("targetType"):
        case "team":
            slug = team_slug(str(identifier))
            return f"mail to #{slug}" if slug else "mail to a team that is gone"
        case "user":
            return f"mail to user {identifier}"
        case _:
            rest = _FALLTHROUGH.get(action["data"].get("fallthroughType", ""), "")
            return f"mail to issue owners{f', else {rest}' if rest else ''}"


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
