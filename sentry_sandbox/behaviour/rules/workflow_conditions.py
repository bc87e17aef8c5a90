"""Rules for the conditions of alerts: triggers and filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.store import JsonObject

_INTERVALS = ("1m", "5m", "15m", "1h", "1d", "1w", "30d")
_MATCHES = [
    "co",
    "nc",
    "eq",
    "ne",
    "sw",
    "nsw",
    "ew",
    "new",
    "is",
    "ns",
    "in",
    "nin",
    "gt",
    "gte",
    "lt",
    "lte",
]
_LEVELS = (0, 10, 20, 30, 40, 50)
_SEER_STEPS = ("rca_completed", "solution_completed", "coding_completed", "pr_created")

_match = f.choice(_MATCHES)
_interval = f.choice(_INTERVALS)
_frequency = {"value": f.number(0), "interval": _interval, "filters": f.listing(f.mapping)}
_percent = {**_frequency, "comparisonInterval": _interval}


def _always(value: Any) -> bool:
    if value is not True:
        raise f.Invalid("This condition takes the comparison true.")
    return True


def _of(cleaners: dict[str, f.Cleaner], *required: str) -> f.Cleaner:
    return lambda value: f.clean_object(f.mapping(value), cleaners, required=required)


def _deescalating(value: Any) -> Any:
    return value if value is True else f.choice((75, 50, 25))(value)


_COMPARISONS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        (
            "first_seen_event",
            "issue_resolved_trigger",
            "reappeared_event",
            "regression_event",
            "new_high_priority_issue",
            "existing_high_priority_issue",
            "every_event",
            "latest_release",
        ),
        _always,
    ),
    "seer_activity_trigger": f.listing(f.choice(_SEER_STEPS), empty=False),
    "age_comparison": _of(
        {
            "time": f.choice(("minute", "hour", "day", "week")),
            "value": f.integer(0),
            "comparisonType": f.choice(("older", "newer")),
        },
        "time",
        "value",
        "comparisonType",
    ),
    "assigned_to": _of(
        {"targetType": f.choice(("Unassigned", "Member", "Team")), "targetIdentifier": lambda value: value},
        "targetType",
    ),
    "issue_category": _of({"value": f.integer(1), "include": f.boolean}, "value"),
    "issue_type": _of({"value": f.text(blank=False), "include": f.boolean}, "value"),
    "issue_occurrences": _of({"value": f.integer(0)}, "value"),
    "issue_priority_greater_or_equal": f.choice((75, 50, 25)),
    "issue_priority_deescalating": _deescalating,
    **dict.fromkeys(
        ("event_frequency_count", "event_unique_user_frequency_count", "percent_sessions_count"),
        _of(_frequency, "value", "interval"),
    ),
    **dict.fromkeys(
        ("event_frequency_percent", "event_unique_user_frequency_percent", "percent_sessions_percent"),
        _of(_percent, "value", "interval", "comparisonInterval"),
    ),
    "event_attribute": _of(
        {"attribute": f.text(blank=False), "match": _match, "value": f.text()}, "attribute", "match"
    ),
    "tagged_event": _of({"key": f.text(blank=False), "match": _match, "value": f.text()}, "key", "match"),
    "level": _of({"level": f.choice(_LEVELS), "match": f.choice(("eq", "gte", "lte"))}, "level", "match"),
    "latest_adopted_release": _of(
        {
            "environment": f.text(),
            "ageComparison": f.choice(("older", "newer")),
            "releaseAgeType": f.choice(("oldest", "newest")),
        },
        "environment",
        "ageComparison",
        "releaseAgeType",
    ),
}


def condition(value: Any) -> JsonObject:
    """One condition of a trigger or filter."""
    cleaned = f.clean_object(
        f.mapping(value),
        {
            "id": f.text(),
            "type": f.choice(_COMPARISONS),
            "comparison": lambda comparison: comparison,
            "conditionResult": f.boolean,
        },
        required=("type", "comparison", "conditionResult"),
    )
    try:
        cleaned["comparison"] = _COMPARISONS[cleaned["type"]](cleaned["comparison"])
    except f.Invalid as invalid:
        raise f.Invalid({"comparison": invalid.problem}) from None
    return cleaned
