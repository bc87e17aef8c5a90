"""The kinds of trigger and filter that have a class, by Sentry's word for them.

The table lists them one by one, so that a program's own subclass of a kind changes no check.
"""

from __future__ import annotations

from typing import Final

from pulumi_sentry.alerts import filters, triggers
from pulumi_sentry.alerts.parts import ConditionKind

_CONDITIONS: Final[tuple[type[ConditionKind], ...]] = (
    triggers.FirstSeenEvent,
    triggers.IssueResolved,
    triggers.ReappearedEvent,
    triggers.RegressionEvent,
    triggers.NewHighPriorityIssue,
    triggers.ExistingHighPriorityIssue,
    triggers.EveryEvent,
    triggers.SeerActivity,
    filters.AgeComparison,
    filters.AssignedTo,
    filters.IssueCategory,
    filters.IssueType,
    filters.IssueOccurrences,
    filters.IssuePriorityGreaterOrEqual,
    filters.IssuePriorityDeescalating,
    filters.EventFrequencyCount,
    filters.EventFrequencyPercent,
    filters.EventUniqueUserFrequencyCount,
    filters.EventUniqueUserFrequencyPercent,
    filters.PercentSessionsCount,
    filters.PercentSessionsPercent,
    filters.EventAttribute,
    filters.TaggedEvent,
    filters.Level,
    filters.LatestRelease,
    filters.LatestAdoptedRelease,
)

CONDITIONS: Final = {kind.type: kind for kind in _CONDITIONS}
"""The class that checks a handwritten condition."""
