"""The kinds of trigger and filter that have a class, by Sentry's word for them.

The table lists them one by one, so that a program's own subclass of a kind changes no check.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_sentry.alerts import actions, filters, triggers
from pulumi_sentry.alerts.parts import ActionKind, ConditionKind
from pulumi_sentry.declaration import ArgumentError
from sentry_rules.conditions import arguments_of

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

_MAIL: Final = (actions.EmailUser, actions.EmailTeam, actions.EmailIssueOwners)

_OTHERS: Final[tuple[type[ActionKind], ...]] = (
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


def _told(kinds: Iterable[type[ActionKind] | type[ConditionKind]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for kind in kinds:
        text = " ".join((inspect.getdoc(kind) or "").split())
        told[kind.type] = f"{told[kind.type]} {text}" if kind.type in told else text
    return told


CONDITION_WORDS: Final = _told(_CONDITIONS)
"""What each type of condition says."""

ACTION_WORDS: Final = _told((*_MAIL, *_OTHERS))
"""What each type of action does; mail goes to one of several targets."""


def typed_condition(condition: Mapping[str, Any]) -> ConditionKind | None:
    """The typed form of a condition; None where no class says exactly this.

    Args:
        condition: in wire form: `type`, `comparison` and `result`.
    """
    kind = CONDITIONS.get(str(condition["type"]))
    arguments = None if kind is None else arguments_of(kind.type, condition["comparison"])
    if kind is None or arguments is None:
        return None
    if condition.get("result") is False:
        arguments["result"] = False
    made, problems = kind.from_wire(arguments)
    exact = not problems and made.declared() == {"result": True, **condition}
    return made if exact else None


def typed_action(action: Mapping[str, Any]) -> ActionKind | None:
    """The typed form of an action; None where no class says exactly this.

    Args:
        action: in wire form: `type`, its target, `integrationId` and `data`.
    """
    word = str(action["type"])
    everything: Iterable[type[ActionKind]] = (*_MAIL, *_OTHERS)
    wanted = _without_nothing(action)
    for kind in everything:
        if kind.type != word:
            continue
        try:
            made: ActionKind = kind(**kind.arguments_of(action))
        except ArgumentError:
            continue
        if _without_nothing(made.declared()) == wanted:
            return made
    return None


def _without_nothing(action: Mapping[str, Any]) -> dict[str, Any]:
    """An action without the settings that Sentry leaves out or fills in by itself."""
    data = {name: value for name, value in (action.get("data") or {}).items() if value not in (None, "")}
    rest = {name: value for name, value in action.items() if name != "data" and value not in (None, "")}
    return {**rest, "data": data}
