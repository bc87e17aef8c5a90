"""What filters an alert once it has triggered: one class for each kind, for `conditions` of an `ActionFilterArgs`.

Types and comparisons: https://docs.sentry.io/api/monitors/ (`actionFilters.conditions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from pulumi_sentry.alerts.parts import FilterKind, mapped
from pulumi_sentry.declaration import Args, Input, Problem, Trimmed, arg, known
from sentry_rules.condition_kinds import CATEGORIES, LEVELS, PRIORITIES, WITHOUT_VALUE

Interval = Literal["1m", "5m", "15m", "1h", "1d", "1w", "30d"]
Match = Literal[
    "co", "nc", "eq", "ne", "sw", "nsw", "ew", "new", "is", "ns", "in", "nin", "gt", "gte", "lt", "lte"
]
Priority = Literal["low", "medium", "high"]

_MATCH = (
    "How it compares: co contains, eq equals, sw starts and ew ends with, is is set, in one of; n... negates."
)


def _check_value(match: Any, value: Any) -> None:
    if not known(match) or not known(value):
        return
    if match in WITHOUT_VALUE and value is not None:
        raise ValueError(f"match '{match}' asks whether it is set, and takes no value")
    if match not in WITHOUT_VALUE and value is None:
        raise ValueError(f"match '{match}' needs a value")


class AgeComparison(FilterKind):
    """The issue is older or newer than a given time."""

    type = "age_comparison"

    comparison_type: Input[Literal["older", "newer"]] = arg("Which side of the age counts.")
    value: Input[int] = arg("Age, in the unit of `time`.", ge=0)
    time: Input[Literal["minute", "hour", "day", "week"]] = arg("Unit of the age.")


class AssignedTo(FilterKind):
    """The issue is assigned to nobody, to a member or to a team."""

    type = "assigned_to"

    target_type: Input[Literal["Unassigned", "Member", "Team"]] = arg("Kind of assignee.")
    target_identifier: Input[str] = arg("Id of the user or team; empty for Unassigned.", default="")


class IssueCategory(FilterKind):
    """The issue is of a category."""

    type = "issue_category"

    category: Input[
        Literal["error", "feedback", "outage", "metric", "db-query", "http-client", "frontend", "mobile"]
    ] = arg(
        "Category; metric issues are those of metric monitors, outages those of uptime and cron monitors."
    )
    include: Input[bool] = arg("false for every category but this one.", default=True)

    def comparison(self) -> Any:
        """The category's number; `include` where it says something."""
        value = {"value": mapped(self.category, CATEGORIES)}
        return value if self.include is True else {**value, "include": self.include}

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but a number; Sentry may have added categories since."""
        if not isinstance(comparison, Mapping):
            return [Problem("", f"must be an object for {cls.type}")]
        value, include = comparison.get("value"), comparison.get("include")
        problems = []
        if known(value) and (isinstance(value, bool) or not isinstance(value, int)):
            problems.append(Problem("value", "must be the number of a category"))
        if include is not None and known(include) and not isinstance(include, bool):
            problems.append(Problem("include", "must be true or false"))
        return problems


class IssueType(FilterKind):
    """The issue is of a type, such as performance_n_plus_one_db_queries."""

    type = "issue_type"

    value: Input[Trimmed] = arg("Sentry's slug of the type.", min_length=1)
    include: Input[bool] = arg("false for every type but this one.", default=True)


class IssueOccurrences(FilterKind):
    """The issue has occurred at least so often."""

    type = "issue_occurrences"

    value: Input[int] = arg("Events of the issue, at least.", ge=0)


class IssuePriorityGreaterOrEqual(FilterKind):
    """The issue has at least a priority."""

    type = "issue_priority_greater_or_equal"

    priority: Input[Priority] = arg("Lowest priority that counts.")

    def comparison(self) -> Any:
        """The priority's number."""
        return mapped(self.priority, PRIORITIES)

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but a priority's number."""
        return [] if _is_priority(comparison) else [Problem("", _PRIORITY_NUMBERS)]


class IssuePriorityDeescalating(FilterKind):
    """The priority of the issue drops."""

    type = "issue_priority_deescalating"

    peak: Input[Priority | None] = arg(
        "Priority that it must have reached before; any unless given.", default=None
    )

    def comparison(self) -> Any:
        """The peak's number, or true."""
        return True if self.peak is None else mapped(self.peak, PRIORITIES)

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but true or a priority's number."""
        if comparison is True or _is_priority(comparison):
            return []
        return [Problem("", f"{_PRIORITY_NUMBERS}, or true")]


_PRIORITY_NUMBERS = f"must be {', '.join(f'{number} ({name})' for name, number in PRIORITIES.items())}"


def _is_priority(comparison: object) -> bool:
    return not isinstance(comparison, bool) and comparison in PRIORITIES.values()


class EventFilterArgs(Args):
    """Selects the events that a frequency counts: by a tag or by an attribute."""

    key: Input[str | None] = arg("Tag that is looked at.", default=None, min_length=1)
    attribute: Input[str | None] = arg("Attribute that is looked at.", default=None, min_length=1)
    match: Input[Match] = arg(_MATCH)
    value: Input[Trimmed | None] = arg("The value to compare with.", default=None)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.key is None) == (self.attribute is None):
            raise ValueError("looks at either a key (of a tag) or an attribute")
        _check_value(self.match, self.value)
        return self


class _Frequency(FilterKind):
    value: Input[float] = arg("More than so many, or so many percent.", ge=0)
    interval: Input[Interval] = arg("How long is counted.")
    filters: Input[list[Input[EventFilterArgs]] | None] = arg(
        "Only events that pass all of these.", default=None
    )


class _FrequencyChange(_Frequency):
    comparison_interval: Input[Interval] = arg("How far back the time is that it is compared with.")


class EventFrequencyCount(_Frequency):
    """The issue has more events than a number in a time."""

    type = "event_frequency_count"
    may_trigger = True


class EventFrequencyPercent(_FrequencyChange):
    """The issue has more events than in an earlier time, by percent."""

    type = "event_frequency_percent"
    may_trigger = True


class EventUniqueUserFrequencyCount(_Frequency):
    """The issue was met by more users than a number in a time."""

    type = "event_unique_user_frequency_count"
    may_trigger = True


class EventUniqueUserFrequencyPercent(_FrequencyChange):
    """The issue was met by more users than in an earlier time, by percent."""

    type = "event_unique_user_frequency_percent"
    may_trigger = True


class PercentSessionsCount(_Frequency):
    """The issue was met in more than a percentage of sessions in a time."""

    type = "percent_sessions_count"


class PercentSessionsPercent(_FrequencyChange):
    """The issue was met in a larger share of sessions than in an earlier time, by percent."""

    type = "percent_sessions_percent"


class EventAttribute(FilterKind):
    """An attribute of the event compares with a value."""

    type = "event_attribute"

    attribute: Input[str] = arg(
        "Attribute, such as message, platform, environment, exception.type, user.id or http.status_code.",
        min_length=1,
    )
    match: Input[Match] = arg(_MATCH)
    value: Input[Trimmed | None] = arg("The value to compare with.", default=None)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _check_value(self.match, self.value)
        return self


class TaggedEvent(FilterKind):
    """A tag of the event compares with a value."""

    type = "tagged_event"

    key: Input[str] = arg("Name of the tag.", min_length=1)
    match: Input[Match] = arg(_MATCH)
    value: Input[Trimmed | None] = arg("The value to compare with.", default=None)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _check_value(self.match, self.value)
        return self


class Level(FilterKind):
    """The level of the event compares with a level."""

    type = "level"

    level: Input[Literal["fatal", "error", "warning", "info", "debug", "sample"]] = arg("Level.")
    match: Input[Literal["eq", "gte", "lte"]] = arg("Equal to it, at least it, at most it.")

    def comparison(self) -> Any:
        """The level's number."""
        return {"level": mapped(self.level, LEVELS), "match": self.match}

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but a level's number and a way to compare."""
        if not isinstance(comparison, Mapping):
            return [Problem("", f"must be an object for {cls.type}")]
        names: dict[Any, str] = {number: name for name, number in LEVELS.items()}
        level = comparison.get("level")
        if known(level) and (isinstance(level, bool) or level not in names):
            numbers = ", ".join(f"{number} ({name})" for name, number in LEVELS.items())
            return [Problem("level", f"must be one of {numbers}")]
        found: list[Problem] = cls.from_wire(
            {**comparison, "level": names[level] if known(level) else level}
        )[1]
        return found


class LatestRelease(FilterKind):
    """The event comes from the latest release."""

    type = "latest_release"

    def comparison(self) -> Any:
        """Always true."""
        return True

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but true."""
        return [] if comparison is True else [Problem("", f"must be true for {cls.type}")]


class LatestAdoptedRelease(FilterKind):
    """The oldest or newest release of the issue is older or newer than the latest adopted one."""

    type = "latest_adopted_release"

    environment: Input[str] = arg("Environment whose latest adopted release counts.", min_length=1)
    age_comparison: Input[Literal["older", "newer"]] = arg("Older or newer than that release.")
    release_age_type: Input[Literal["oldest", "newest"]] = arg("Which release of the issue is compared.")
