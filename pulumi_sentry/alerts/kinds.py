"""The kinds of trigger, filter and action that have a class, by Sentry's word for them.

The tables list them one by one, so that a program's own subclass of a kind changes no check.
"""

from __future__ import annotations

from typing import Final

from pulumi_sentry.alerts import actions, filters, triggers
from pulumi_sentry.alerts.parts import ActionKind, ConditionKind

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

_ACTIONS: Final[tuple[type[ActionKind], ...]] = (
    # Mail has three classes. A handwritten action needs the same for each, so one class stands for all.
    actions.EmailIssueOwners,
    actions.Slack,
    actions.Discord,
    actions.MicrosoftTeams,
    actions.PagerDuty,
    actions.Opsgenie,
    actions.GitHub,
    actions.GitHubEnterprise,
    actions.Jira,
    actions.JiraServer,
    actions.AzureDevOps,
    actions.SentryApp,
    actions.Webhook,
)

CONDITIONS: Final = {kind.type: kind for kind in _CONDITIONS}
"""The class that checks a handwritten condition."""

ACTIONS: Final = {kind.type: kind for kind in _ACTIONS}
"""The class that checks a handwritten action."""
