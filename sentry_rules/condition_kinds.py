"""The kinds of trigger and filter of an alert, their arguments, and what Sentry is sent for each argument.

Types and comparisons: https://docs.sentry.io/api/monitors/ (`triggers.conditions`, `actionFilters.conditions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Shape = Literal["text", "whole number", "number", "switch", "list", "event filters"]

PRIORITIES: Final = {"high": 75, "medium": 50, "low": 25}
"""Sentry's number for a priority (sentry: `PriorityLevel`)."""

CATEGORIES: Final = {
    "error": 1,
    "feedback": 6,
    "outage": 10,
    "metric": 11,
    "db-query": 12,
    "http-client": 13,
    "frontend": 14,
    "mobile": 15,
}
"""Sentry's number for a category of issues (sentry: `GroupCategory`)."""

LEVELS: Final = {"sample": 0, "debug": 10, "info": 20, "warning": 30, "error": 40, "fatal": 50}
"""Sentry's number for the level of an event (sentry: `LOG_LEVELS`)."""

INTERVALS: Final = ("1m", "5m", "15m", "1h", "1d", "1w", "30d")
MATCHES: Final = (
    *("co", "nc", "eq", "ne", "sw", "nsw", "ew", "new", "is", "ns", "in", "nin", "gt", "gte", "lt", "lte"),
)
WITHOUT_VALUE: Final = ("is", "ns")
"""The matches that ask whether something is set at all."""

SEER_STEPS: Final = ("rca_completed", "solution_completed", "coding_completed", "pr_created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a kind.

    Attributes:
        shape: what its value is.
        choices: the only values; as a mapping, with the number that Sentry takes for each.
        required: whether it has to be written.
        default: what Sentry is sent where it is not written; None sends nothing.
        left_out: a value for which Sentry is sent nothing.
        wire: its key at Sentry, if that is another one.
    """

    shape: Shape = "text"
    choices: tuple[str, ...] | Mapping[str, int] = ()
    required: bool = True
    default: object = None
    left_out: object = None
    wire: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of condition.

    Attributes:
        arguments: by their name in camel case; without any, the comparison is true.
        alone: the argument whose value is the whole comparison.
        is_trigger: whether it triggers an alert.
        is_filter: whether it filters.
    """

    arguments: Mapping[str, Argument] = field(default_factory=dict)
    alone: str = ""
    is_trigger: bool = False
    is_filter: bool = True


_TRIGGER: Final = Kind(is_trigger=True, is_filter=False)
_TEXT: Final = Argument()
_VALUE: Final = Argument(required=False)
_MATCH: Final = Argument(choices=MATCHES)
_INCLUDE: Final = Argument(shape="switch", required=False, default=True)
_COUNTED: Final = {
    "value": Argument(shape="number"),
    "interval": Argument(choices=INTERVALS),
    "filters": Argument(shape="event filters", required=False),
}
_COMPARED: Final = {**_COUNTED, "comparisonInterval": Argument(choices=INTERVALS)}

EVENT_FILTER: Final = {
    "key": Argument(required=False),
    "attribute": Argument(required=False),
    "match": _MATCH,
    "value": _VALUE,
}
"""The arguments of each entry of `filters`."""

KINDS: Final[Mapping[str, Kind]] = {
    "first_seen_event": _TRIGGER,
    "issue_resolved_trigger": _TRIGGER,
    "reappeared_event": _TRIGGER,
    "regression_event": _TRIGGER,
    "new_high_priority_issue": _TRIGGER,
    "existing_high_priority_issue": _TRIGGER,
    "every_event": _TRIGGER,
    "seer_activity_trigger": Kind(
        arguments={"steps": Argument(shape="list", choices=SEER_STEPS)},
        alone="steps",
        is_trigger=True,
        is_filter=False,
    ),
    "age_comparison": Kind(
        arguments={
            "comparisonType": Argument(choices=("older", "newer")),
            "value": Argument(shape="whole number"),
            "time": Argument(choices=("minute", "hour", "day", "week")),
        }
    ),
    "assigned_to": Kind(
        arguments={
            "targetType": Argument(choices=("Unassigned", "Member", "Team")),
            "targetIdentifier": Argument(required=False, default=""),
        }
    ),
    "issue_category": Kind(
        arguments={
            "category": Argument(choices=CATEGORIES, wire="value"),
            "include": Argument(shape="switch", required=False, left_out=True),
        }
    ),
    "issue_type": Kind(arguments={"value": _TEXT, "include": _INCLUDE}),
    "issue_occurrences": Kind(arguments={"value": Argument(shape="whole number")}),
    "issue_priority_greater_or_equal": Kind(
        arguments={"priority": Argument(choices=PRIORITIES)}, alone="priority"
    ),
    "issue_priority_deescalating": Kind(
        arguments={"peak": Argument(choices=PRIORITIES, required=False)}, alone="peak"
    ),
    "event_frequency_count": Kind(arguments=_COUNTED, is_trigger=True),
    "event_frequency_percent": Kind(arguments=_COMPARED, is_trigger=True),
    "event_unique_user_frequency_count": Kind(arguments=_COUNTED, is_trigger=True),
    "event_unique_user_frequency_percent": Kind(arguments=_COMPARED, is_trigger=True),
    "percent_sessions_count": Kind(arguments=_COUNTED),
    "percent_sessions_percent": Kind(arguments=_COMPARED),
    "event_attribute": Kind(arguments={"attribute": _TEXT, "match": _MATCH, "value": _VALUE}),
    "tagged_event": Kind(arguments={"key": _TEXT, "match": _MATCH, "value": _VALUE}),
    "level": Kind(
        arguments={"level": Argument(choices=LEVELS), "match": Argument(choices=("eq", "gte", "lte"))}
    ),
    "latest_release": Kind(),
    "latest_adopted_release": Kind(
        arguments={
            "environment": _TEXT,
            "ageComparison": Argument(choices=("older", "newer")),
            "releaseAgeType": Argument(choices=("oldest", "newest")),
        }
    ),
}
"""Every kind that is known here, by Sentry's word for it."""
