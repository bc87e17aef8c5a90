"""The kinds of trigger, filter and action that have a class, by Sentry's word for them.

The tables are written out, so that a class which a program derives from a kind never changes what is checked.
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
    # Mail has three classes; they need the same of an action written by hand, so one stands for all.
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
"""What a condition written by hand is checked by."""

ACTIONS: Final = {kind.type: kind for kind in _ACTIONS}
"""What an action written by hand is checked by."""
