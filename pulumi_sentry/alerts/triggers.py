"""What triggers an alert: one class for each kind. An `Alert` takes any number of them as `triggers`.

Types and comparisons: https://docs.sentry.io/api/monitors/ (`triggers.conditions`). The four kinds of frequency are
filters as well; Sentry puts them here where it makes an alert of an older alert rule.
"""

from __future__ import annotations

from typing import Any, Literal

from pulumi_sentry.alerts.filters import (
    EventFrequencyCount,
    EventFrequencyPercent,
    EventUniqueUserFrequencyCount,
    EventUniqueUserFrequencyPercent,
)
from pulumi_sentry.alerts.parts import ConditionKind, Plain
from pulumi_sentry.declaration import Input, Problem, arg

__all__ = [
    "EventFrequencyCount",
    "EventFrequencyPercent",
    "EventUniqueUserFrequencyCount",
    "EventUniqueUserFrequencyPercent",
    "EveryEvent",
    "ExistingHighPriorityIssue",
    "FirstSeenEvent",
    "IssueResolved",
    "NewHighPriorityIssue",
    "ReappearedEvent",
    "RegressionEvent",
    "SeerActivity",
    "SeerStep",
]


class _PlainTrigger(Plain):
    is_trigger = True


class FirstSeenEvent(_PlainTrigger):
    """A new issue appears."""

    type = "first_seen_event"


class IssueResolved(_PlainTrigger):
    """An issue is resolved."""

    type = "issue_resolved_trigger"


class ReappearedEvent(_PlainTrigger):
    """An archived issue reappears."""

    type = "reappeared_event"


class RegressionEvent(_PlainTrigger):
    """A resolved issue comes back."""

    type = "regression_event"


class NewHighPriorityIssue(_PlainTrigger):
    """A new issue has high priority; Sentry's own default alert uses it."""

    type = "new_high_priority_issue"


class ExistingHighPriorityIssue(_PlainTrigger):
    """An older issue gets high priority; Sentry's own default alert uses it."""

    type = "existing_high_priority_issue"


class EveryEvent(_PlainTrigger):
    """An issue gets an event, whichever; Sentry keeps it for alerts that are older than monitors."""

    type = "every_event"


SeerStep = Literal["rca_completed", "solution_completed", "coding_completed", "pr_created"]


class SeerActivity(ConditionKind):
    """Seer, Sentry's debugging agent, finishes a step on an issue."""

    type = "seer_activity_trigger"
    is_trigger = True

    steps: Input[list[Input[SeerStep]]] = arg("Steps that count: any of these.", min_length=1)

    def comparison(self) -> Any:
        """The steps alone."""
        return super().comparison()["steps"]

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but a list of steps."""
        found: list[Problem] = cls.from_wire({"steps": comparison})[1]
        return [Problem(each.path.removeprefix("steps"), each.reason) for each in found]
