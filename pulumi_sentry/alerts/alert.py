"""Alerts: who is told when a monitor opens an issue; what one is declared with, and its outputs.

Sentry calls them workflows (`/api/0/organizations/{org}/workflows/`). An alert listens to monitors; one that
listens to none is accepted by Sentry and never fires, so it is refused here.
"""

from __future__ import annotations

from typing import Any, Literal

from pulumi import Output

from pulumi_sentry.alerts.kinds import ACTION_WORDS, CONDITION_WORDS
from pulumi_sentry.alerts.parts import Action, Condition, Spelled
from pulumi_sentry.declaration import Args, Input, Resource, Trimmed, arg, output
from pulumi_sentry.lifecycle.handler import ADOPT
from pulumi_sentry.lifecycle.owner import owner_argument
from sentry_rules.integrations import IntegrationKind

ActionType = Literal[IntegrationKind, "email", "sentry_app", "webhook"]


DEFAULT_FREQUENCY = 30
"""Minutes; what Sentry's own pages propose."""

LogicType = Literal["any", "any-short", "all", "none"]


class AlertConditionArgs(Condition):
    """A trigger, or a filter on the issue or event that triggered; `triggers` and `filters` have a class for each."""

    type: Input[str] = arg(
        "Kind of condition, such as first_seen_event or tagged_event.", min_length=1, words=CONDITION_WORDS
    )
    comparison: Input[Any] = arg(
        "What it compares with: true for plain triggers, otherwise the object that Sentry documents for the type.",
        default=True,
    )
    result: Input[bool] = arg("false inverts the condition.", default=True)


class AlertActionArgs(Action):
    """One thing that is done: a mail, a message, a ticket; `actions` has a class for each."""

    type: Input[ActionType] = arg("Kind of action.", words=ACTION_WORDS)
    target_type: Input[Literal["user", "team", "issue_owners", "specific", "sentry_app"] | None] = arg(
        "Kind of target: user, team or issue_owners for mail; specific for integrations.",
        default=None,
        reset=True,
    )
    target_identifier: Input[str | None] = arg(
        "Id of the target: of the user, team, channel, service or app.", default=None
    )
    target_display: Input[Trimmed | None] = arg(
        "Name of the target, such as a channel's without the leading #.", default=None
    )
    integration_id: Input[str | None] = arg(
        "Id of the installed integration, for action types that need one.",
        default=None,
        pattern=r"^[0-9]+\Z",
        hint="the number of an installed integration",
    )
    data: Input[dict[str, Any]] = arg(
        "Settings of the action type, such as tags, priority or fallthroughType.", default={}
    )


class ActionFilterArgs(Args):
    """Actions, and the conditions under which they are done once the alert has triggered."""

    actions: Input[list[Input[Spelled[Action, AlertActionArgs]]]] = arg(
        "What is done.", unordered=True, min_length=1
    )
    conditions: Input[list[Input[Spelled[Condition, AlertConditionArgs]]]] = arg(
        "Filters; without any, the actions are always done.", default=[], unordered=True
    )
    logic_type: Input[LogicType] = arg(
        "How the filters are combined.",
        default="any-short",
        words={
            "any": "At least one has to match, and all of them are looked at.",
            "any-short": "At least one has to match; the first one that does ends the look.",
            "all": "All have to match.",
            "none": "None may match.",
        },
    )


class AlertArgs(Args):
    """What an alert is declared with."""

    name: Input[Trimmed] = arg("Name for people; need not be unique.", min_length=1, max_length=256)
    monitors: Input[list[Input[str]]] = arg(
        "Ids of the monitors it listens to, at least one. The alert owns this list: what is not in it is detached.",
        unordered=True,
        min_length=1,
    )
    triggers: Input[list[Input[Spelled[Condition, AlertConditionArgs]]]] = arg(
        "What about an issue of those monitors triggers it: any of these; everything where empty.",
        default=[],
        unordered=True,
    )
    action_filters: Input[list[Input[ActionFilterArgs]]] = arg(
        "What is done, and under which conditions.", unordered=True, min_length=1
    )
    frequency: Input[int | None] = arg(
        "Minutes before the same issue may trigger it again; 0 for every time. Not declared, a new alert gets "
        f"{DEFAULT_FREQUENCY} and an older one keeps its own.",
        default=None,
        ge=0,
    )
    environment: Input[Trimmed | None] = arg(
        "Only events of this environment. Sentry knows an environment from its first event on.",
        default=None,
        reset=True,
    )
    owner: Input[str | None] = owner_argument()
    enabled: Input[bool] = arg("Whether it acts.", default=True)
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class Alert(Resource[AlertArgs], name="Alert"):
    """An alert: tells people about issues of its monitors.

    Import by number, `org/number` or the address of its page.
    """

    url: Output[str] = output("Address of its page.")
