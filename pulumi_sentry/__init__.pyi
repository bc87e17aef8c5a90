"""Sentry for Pulumi programs, on Sentry's Monitors & Alerts API.

import pulumi_sentry as sentry

team = sentry.Team("web", sentry.TeamArgs(slug="web"))
project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
key = sentry.ProjectKey("shop", sentry.ProjectKeyArgs(project=project.id, name="production"))
pulumi.export("dsn", key.dsn)
"""


# Printed by `make docs` from the declarations; a test fails when it is stale.

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, overload

import pulumi

from pulumi_sentry._version import __version__ as __version__
from pulumi_sentry.access.member import Member as _Member
from pulumi_sentry.access.member import MemberArgs as _MemberArgs
from pulumi_sentry.access.member import TeamRoleArgs as _TeamRoleArgs
from pulumi_sentry.access.member_lookup import GetMemberArgs as _GetMemberArgs
from pulumi_sentry.access.member_lookup import MemberInfo as MemberInfo
from pulumi_sentry.access.project_team import ProjectTeam as _ProjectTeam
from pulumi_sentry.access.project_team import ProjectTeamArgs as _ProjectTeamArgs
from pulumi_sentry.access.team import GetTeamArgs as _GetTeamArgs
from pulumi_sentry.access.team import Team as _Team
from pulumi_sentry.access.team import TeamArgs as _TeamArgs
from pulumi_sentry.access.team import TeamInfo as TeamInfo
from pulumi_sentry.access.team_membership import TeamMembership as _TeamMembership
from pulumi_sentry.access.team_membership import TeamMembershipArgs as _TeamMembershipArgs
from pulumi_sentry.alerts import actions as actions
from pulumi_sentry.alerts import filters as filters
from pulumi_sentry.alerts import triggers as triggers
from pulumi_sentry.alerts.alert import ActionFilterArgs as _ActionFilterArgs
from pulumi_sentry.alerts.alert import Alert as _Alert
from pulumi_sentry.alerts.alert import AlertActionArgs as _AlertActionArgs
from pulumi_sentry.alerts.alert import AlertArgs as _AlertArgs
from pulumi_sentry.alerts.alert import AlertConditionArgs as _AlertConditionArgs
from pulumi_sentry.alerts.integration import GetIntegrationArgs as _GetIntegrationArgs
from pulumi_sentry.alerts.integration import IntegrationInfo as IntegrationInfo
from pulumi_sentry.alerts.parts import Action as _Action
from pulumi_sentry.alerts.parts import Condition as _Condition
from pulumi_sentry.declaration.problems import ArgumentError as ArgumentError
from pulumi_sentry.env_file.env_file import EnvFile as _EnvFile
from pulumi_sentry.env_file.env_file import EnvFileArgs as _EnvFileArgs
from pulumi_sentry.keys.arguments import LoaderOptionsArgs as _LoaderOptionsArgs
from pulumi_sentry.keys.arguments import ProjectKeyArgs as _ProjectKeyArgs
from pulumi_sentry.keys.arguments import ProofArgs as _ProofArgs
from pulumi_sentry.keys.arguments import RateLimitArgs as _RateLimitArgs
from pulumi_sentry.keys.arguments import RetirementArgs as _RetirementArgs
from pulumi_sentry.keys.project_key import ProjectKey as _ProjectKey
from pulumi_sentry.monitors.cron_monitor import CronIntervalArgs as _CronIntervalArgs
from pulumi_sentry.monitors.cron_monitor import CronMonitor as _CronMonitor
from pulumi_sentry.monitors.cron_monitor import CronMonitorArgs as _CronMonitorArgs
from pulumi_sentry.monitors.metric_monitor import AnomalyArgs as _AnomalyArgs
from pulumi_sentry.monitors.metric_monitor import MetricDataSourceArgs as _MetricDataSourceArgs
from pulumi_sentry.monitors.metric_monitor import MetricMonitor as _MetricMonitor
from pulumi_sentry.monitors.metric_monitor import MetricMonitorArgs as _MetricMonitorArgs
from pulumi_sentry.monitors.metric_monitor import MonitorConditionArgs as _MonitorConditionArgs
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitor as _UptimeMonitor
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitorArgs as _UptimeMonitorArgs
from pulumi_sentry.organization.organization import GetOrganizationArgs as _GetOrganizationArgs
from pulumi_sentry.organization.organization import OrganizationInfo as OrganizationInfo
from pulumi_sentry.organization.organization_settings import OrganizationSettings as _OrganizationSettings
from pulumi_sentry.organization.organization_settings import OrganizationSettingsArgs as _OrganizationSettingsArgs
from pulumi_sentry.organization.organization_settings import TrustedRelayArgs as _TrustedRelayArgs
from pulumi_sentry.privacy.pii_rules import PiiRedactionArgs as _PiiRedactionArgs
from pulumi_sentry.privacy.pii_rules import PiiRuleArgs as _PiiRuleArgs
from pulumi_sentry.privacy.pii_rules import PiiRulesArgs as _PiiRulesArgs
from pulumi_sentry.projects.arguments import ProjectArgs as _ProjectArgs
from pulumi_sentry.projects.inbound_filters import InboundFilters as _InboundFilters
from pulumi_sentry.projects.inbound_filters import InboundFiltersArgs as _InboundFiltersArgs
from pulumi_sentry.projects.ownership_rules import OwnershipRules as _OwnershipRules
from pulumi_sentry.projects.ownership_rules import OwnershipRulesArgs as _OwnershipRulesArgs
from pulumi_sentry.projects.project import GetProjectArgs as _GetProjectArgs
from pulumi_sentry.projects.project import Project as _Project
from pulumi_sentry.projects.project import ProjectInfo as ProjectInfo
from pulumi_sentry.projects.project_monitor import GetProjectMonitorArgs as _GetProjectMonitorArgs
from pulumi_sentry.projects.project_monitor import ProjectMonitor as ProjectMonitor
from pulumi_sentry.projects.spike_protection import SpikeProtection as _SpikeProtection
from pulumi_sentry.projects.spike_protection import SpikeProtectionArgs as _SpikeProtectionArgs
from pulumi_sentry.provider import Provider as _Provider
from pulumi_sentry.provider import ProviderArgs as _ProviderArgs

__all__ = [
    "ActionFilterArgs",
    "Alert",
    "AlertActionArgs",
    "AlertArgs",
    "AlertConditionArgs",
    "AnomalyArgs",
    "ArgumentError",
    "CronIntervalArgs",
    "CronMonitor",
    "CronMonitorArgs",
    "EnvFile",
    "EnvFileArgs",
    "GetIntegrationArgs",
    "GetMemberArgs",
    "GetOrganizationArgs",
    "GetProjectArgs",
    "GetProjectMonitorArgs",
    "GetTeamArgs",
    "InboundFilters",
    "InboundFiltersArgs",
    "IntegrationInfo",
    "LoaderOptionsArgs",
    "Member",
    "MemberArgs",
    "MemberInfo",
    "MetricDataSourceArgs",
    "MetricMonitor",
    "MetricMonitorArgs",
    "MonitorConditionArgs",
    "OrganizationInfo",
    "OrganizationSettings",
    "OrganizationSettingsArgs",
    "OwnershipRules",
    "OwnershipRulesArgs",
    "PiiRedactionArgs",
    "PiiRuleArgs",
    "PiiRulesArgs",
    "Project",
    "ProjectArgs",
    "ProjectInfo",
    "ProjectKey",
    "ProjectKeyArgs",
    "ProjectMonitor",
    "ProjectTeam",
    "ProjectTeamArgs",
    "ProofArgs",
    "Provider",
    "ProviderArgs",
    "RateLimitArgs",
    "RetirementArgs",
    "SpikeProtection",
    "SpikeProtectionArgs",
    "Team",
    "TeamArgs",
    "TeamInfo",
    "TeamMembership",
    "TeamMembershipArgs",
    "TeamRoleArgs",
    "TrustedRelayArgs",
    "UptimeMonitor",
    "UptimeMonitorArgs",
    "__version__",
    "actions",
    "filters",
    "get_integration",
    "get_integration_output",
    "get_member",
    "get_member_output",
    "get_organization",
    "get_organization_output",
    "get_project",
    "get_project_monitor",
    "get_project_monitor_output",
    "get_project_output",
    "get_team",
    "get_team_output",
    "triggers",
]

class _AlertActionArgsDict(TypedDict):
    """One thing that is done: a mail, a message, a ticket; `actions` has a class for each."""

    type: pulumi.Input[Literal['slack', 'discord', 'msteams', 'pagerduty', 'opsgenie', 'github', 'github_enterprise', 'jira', 'jira_server', 'vsts', 'email', 'sentry_app', 'webhook']]
    """Kind of action."""

    target_type: NotRequired[pulumi.Input[Literal['user', 'team', 'issue_owners', 'specific', 'sentry_app'] | None]]
    """Kind of target: user, team or issue_owners for mail; specific for integrations."""

    target_identifier: NotRequired[pulumi.Input[str | None]]
    """Id of the target: of the user, team, channel, service or app."""

    target_display: NotRequired[pulumi.Input[str | None]]
    """Name of the target, such as a channel's without the leading #."""

    integration_id: NotRequired[pulumi.Input[str | None]]
    """Id of the installed integration, for action types that need one."""

    data: NotRequired[pulumi.Input[Mapping[str, Any]]]
    """Settings of the action type, such as tags, priority or fallthroughType."""


class _AlertConditionArgsDict(TypedDict):
    """A trigger, or a filter on the issue or event that triggered; `triggers` and `filters` have a class for
    each.
    """

    type: pulumi.Input[str]
    """Kind of condition, such as first_seen_event or tagged_event."""

    comparison: NotRequired[pulumi.Input[Any]]
    """What it compares with: true for plain triggers, otherwise the object that Sentry documents for the type."""

    result: NotRequired[pulumi.Input[bool]]
    """false inverts the condition."""


class _ActionFilterArgsDict(TypedDict):
    """Actions, and the conditions under which they are done once the alert has triggered."""

    actions: pulumi.Input[Sequence[pulumi.Input[_Action | _AlertActionArgsDict]]]
    """What is done."""

    conditions: NotRequired[pulumi.Input[Sequence[pulumi.Input[_Condition | _AlertConditionArgsDict]]]]
    """Filters; without any, the actions are always done."""

    logic_type: NotRequired[pulumi.Input[Literal['any', 'any-short', 'all', 'none']]]
    """How the filters are combined."""


class _CronIntervalArgsDict(TypedDict):
    """How often a job runs."""

    value: pulumi.Input[int]
    """Number of units between two runs."""

    unit: pulumi.Input[Literal['minute', 'hour', 'day', 'week', 'month', 'year']]
    """Unit."""


class _TeamRoleArgsDict(TypedDict):
    """One team of a member."""

    team_slug: pulumi.Input[str]
    """Slug of the team."""

    role: NotRequired[pulumi.Input[Literal['contributor', 'admin'] | None]]
    """contributor, or admin who manages the team. Unless declared, what the role in the organization implies."""


class _MetricDataSourceArgsDict(TypedDict):
    """The number that is watched."""

    aggregate: pulumi.Input[str]
    """What is computed, such as count(span.duration), p95(span.duration) or failure_rate()."""

    query: NotRequired[pulumi.Input[str]]
    """Search that selects what is computed over; empty for everything."""

    time_window: pulumi.Input[int]
    """Length of the window in seconds, from 60; 0 only where an older monitor has it."""

    dataset: NotRequired[pulumi.Input[str]]
    """events for errors, events_analytics_platform for spans, logs and application metrics, metrics for crash-
    free rates.
    """

    event_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]] | None]]
    """Kinds of event; follows the dataset where not declared."""

    environment: NotRequired[pulumi.Input[str | None]]
    """Only this environment. Sentry refuses one it has never seen an event of; environment:NAME in the query
    works from the first day.
    """

    extrapolation_mode: NotRequired[pulumi.Input[str]]
    """How sampled spans are counted: unknown leaves it to Sentry."""


class _MonitorConditionArgsDict(TypedDict):
    """When the issue is opened, gets another priority or is resolved."""

    type: pulumi.Input[Literal['gt', 'gte', 'lt', 'lte', 'anomaly_detection']]
    """How the number is compared."""

    comparison: NotRequired[pulumi.Input[float | None]]
    """Threshold in the aggregate's own unit: milliseconds for durations, a fraction (0.01 for 1 %) for rates.
    With percent detection a percentage of the earlier window (110 for 10 % more).
    """

    result: pulumi.Input[Literal['high', 'medium', 'resolved']]
    """Priority of the issue, or resolved."""

    anomaly: NotRequired[pulumi.Input[_AnomalyArgs | _AnomalyArgsDict | None]]
    """Settings, with the type anomaly_detection only."""


class _AnomalyArgsDict(TypedDict):
    """Settings of a condition of type anomaly_detection."""

    sensitivity: pulumi.Input[Literal['low', 'medium', 'high']]
    """How small an anomaly may be."""

    threshold_type: NotRequired[pulumi.Input[Literal['above', 'below', 'both']]]
    """Which direction counts."""

    seasonality: NotRequired[pulumi.Input[str]]
    """Expected rhythm of the data."""


class _PiiRulesArgsDict(TypedDict):
    """Advanced scrubbing rules; they replace all that are at Sentry. None at all clears them."""

    rules: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[_PiiRuleArgs | _PiiRuleArgsDict]] | None]]
    """Rules by name."""

    applications: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[Sequence[pulumi.Input[str]]]] | None]]
    """Which rules apply where: names of rules, or of Relay's own such as @email:mask, by selector such as
    $string or extra.account.
    """


class _PiiRuleArgsDict(TypedDict):
    """One rule: the text that it finds, and its treatment."""

    type: pulumi.Input[Literal['anything', 'pattern', 'imei', 'mac', 'uuid', 'email', 'ip', 'creditcard', 'iban', 'userpath', 'pemkey', 'url_auth', 'us_ssn', 'bearer', 'password', 'redact_pair', 'multiple', 'alias']]
    """What it finds; pattern takes a regular expression, multiple other rules."""

    pattern: NotRequired[pulumi.Input[str | None]]
    """Regular expression of a pattern rule, in Rust's syntax (no look-around)."""

    replace_groups: NotRequired[pulumi.Input[Sequence[pulumi.Input[int]] | None]]
    """Groups of the pattern to redact; the whole match unless given."""

    key_pattern: NotRequired[pulumi.Input[str | None]]
    """Regular expression of the keys whose values a redact_pair rule redacts."""

    rules: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]] | None]]
    """Names of the rules that a multiple rule applies."""

    rule: NotRequired[pulumi.Input[str | None]]
    """Name of the rule that an alias rule applies."""

    hide_inner: NotRequired[pulumi.Input[bool | None]]
    """Whether an event names this rule and not those it applies."""

    redaction: NotRequired[pulumi.Input[_PiiRedactionArgs | _PiiRedactionArgsDict | None]]
    """What happens to what it finds; the type's own way unless given."""


class _PiiRedactionArgsDict(TypedDict):
    """The treatment of a value that a rule found."""

    method: pulumi.Input[Literal['remove', 'replace', 'mask', 'hash', 'default']]
    """remove it, replace it by a text, mask each character, or hash it; default is the rule's own way."""

    text: NotRequired[pulumi.Input[str | None]]
    """The replacement with replace; [Filtered] unless given."""


class _TrustedRelayArgsDict(TypedDict):
    """A self-hosted Relay from which Sentry takes events."""

    name: pulumi.Input[str]
    """Name for people."""

    public_key: pulumi.Input[str]
    """Its public key."""

    description: NotRequired[pulumi.Input[str | None]]
    """What it is for."""


class _RateLimitArgsDict(TypedDict):
    """How many events a key lets through; Sentry drops further ones."""

    count: pulumi.Input[int]
    """Events per window."""

    window: pulumi.Input[int]
    """Length of the window in seconds."""


class _LoaderOptionsArgsDict(TypedDict):
    """Options of the JavaScript loader script."""

    has_replay: NotRequired[pulumi.Input[bool | None]]
    """Session replay."""

    has_performance: NotRequired[pulumi.Input[bool | None]]
    """Tracing."""

    has_debug: NotRequired[pulumi.Input[bool | None]]
    """The debug bundle."""

    has_feedback: NotRequired[pulumi.Input[bool | None]]
    """User feedback."""

    has_logs_and_metrics: NotRequired[pulumi.Input[bool | None]]
    """Logs and metrics."""


class _ProofArgsDict(TypedDict):
    """Ingest must accept the DSN before anything else sees it."""

    pause: NotRequired[pulumi.Input[float]]
    """Seconds between two questions; two answers in a row must agree."""

    endpoint: NotRequired[pulumi.Input[str | None]]
    """Address to ask in place of the one in Sentry's DSN, where applications send to another one, such as
    https://errors.example.com.
    """


class _RetirementArgsDict(TypedDict):
    """How far a key is on its way out, after another one has taken its place."""

    stage: pulumi.Input[Literal['grace', 'deactivated', 'deleted']]
    """grace: it stays as it is. deactivated: its events are refused. deleted: it is gone, and the resource stays
    as the record of it.
    """

    observe: NotRequired[pulumi.Input[int]]
    """Seconds that it has to be off before it is deleted."""

    unused_for: NotRequired[pulumi.Input[int]]
    """Seconds without an event after which it counts as unused. A used key is kept, with a warning."""

    force: NotRequired[pulumi.Input[bool]]
    """Take it out of use even while it is used."""

    leaked: NotRequired[pulumi.Input[bool | None]]
    """Somebody else has it: once this was declared, the key never becomes active again, whatever a later program
    says.
    """


class ActionFilterArgs(_ActionFilterArgs):
    """Actions, and the conditions under which they are done once the alert has triggered."""

    def __init__(
        self,
        *,
        actions: pulumi.Input[Sequence[pulumi.Input[_Action | _AlertActionArgsDict]]],
        conditions: pulumi.Input[Sequence[pulumi.Input[_Condition | _AlertConditionArgsDict]]] = ...,
        logic_type: pulumi.Input[Literal['any', 'any-short', 'all', 'none']] = 'any-short',
    ) -> None:
        """Actions, and the conditions under which they are done once the alert has triggered.

        Args:
            actions: What is done.
            conditions: Filters; without any, the actions are always done.
            logic_type: How the filters are combined.
        """

class Alert(_Alert):
    """An alert: tells people about issues of its monitors.

    Import by number, `org/number` or the address of its page.
    """

    name: pulumi.Output[str]
    """Name for people; need not be unique."""

    monitors: pulumi.Output[list[str]]
    """Ids of the monitors it listens to, at least one. The alert owns this list: what is not in it is detached."""

    triggers: pulumi.Output[list[dict[str, Any]]]
    """What about an issue of those monitors triggers it: any of these; everything where empty."""

    action_filters: pulumi.Output[list[dict[str, Any]]]
    """What is done, and under which conditions."""

    frequency: pulumi.Output[int | None]
    """Minutes before the same issue may trigger it again; 0 for every time. Not declared, a new alert gets 30
    and an older one keeps its own.
    """

    environment: pulumi.Output[str | None]
    """Only events of this environment. Sentry knows an environment from its first event on."""

    owner: pulumi.Output[str | None]
    """Who owns it: team:ID or user:ID."""

    enabled: pulumi.Output[bool]
    """Whether it acts."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    url: pulumi.Output[str]
    """Address of its page."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _AlertArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """An alert: tells people about issues of its monitors.

        Import by number, `org/number` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: What an alert is declared with.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        name: pulumi.Input[str],
        monitors: pulumi.Input[Sequence[pulumi.Input[str]]],
        triggers: pulumi.Input[Sequence[pulumi.Input[_Condition | _AlertConditionArgsDict]]] = ...,
        action_filters: pulumi.Input[Sequence[pulumi.Input[_ActionFilterArgs | _ActionFilterArgsDict]]],
        frequency: pulumi.Input[int | None] = None,
        environment: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """An alert: tells people about issues of its monitors.

        Import by number, `org/number` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            name: Name for people; need not be unique.
            monitors: Ids of the monitors it listens to, at least one. The alert owns this list: what is not
                in it is detached.
            triggers: What about an issue of those monitors triggers it: any of these; everything where empty.
            action_filters: What is done, and under which conditions.
            frequency: Minutes before the same issue may trigger it again; 0 for every time. Not declared, a
                new alert gets 30 and an older one keeps its own.
            environment: Only events of this environment. Sentry knows an environment from its first event on.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it acts.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class AlertActionArgs(_AlertActionArgs):
    """One thing that is done: a mail, a message, a ticket; `actions` has a class for each."""

    def __init__(
        self,
        *,
        type: pulumi.Input[Literal['slack', 'discord', 'msteams', 'pagerduty', 'opsgenie', 'github', 'github_enterprise', 'jira', 'jira_server', 'vsts', 'email', 'sentry_app', 'webhook']],
        target_type: pulumi.Input[Literal['user', 'team', 'issue_owners', 'specific', 'sentry_app'] | None] = None,
        target_identifier: pulumi.Input[str | None] = None,
        target_display: pulumi.Input[str | None] = None,
        integration_id: pulumi.Input[str | None] = None,
        data: pulumi.Input[Mapping[str, Any]] = ...,
    ) -> None:
        """One thing that is done: a mail, a message, a ticket; `actions` has a class for each.

        Args:
            type: Kind of action.
            target_type: Kind of target: user, team or issue_owners for mail; specific for integrations.
            target_identifier: Id of the target: of the user, team, channel, service or app.
            target_display: Name of the target, such as a channel's without the leading #.
            integration_id: Id of the installed integration, for action types that need one.
            data: Settings of the action type, such as tags, priority or fallthroughType.
        """

class AlertArgs(_AlertArgs):
    """What an alert is declared with."""

    def __init__(
        self,
        *,
        name: pulumi.Input[str],
        monitors: pulumi.Input[Sequence[pulumi.Input[str]]],
        triggers: pulumi.Input[Sequence[pulumi.Input[_Condition | _AlertConditionArgsDict]]] = ...,
        action_filters: pulumi.Input[Sequence[pulumi.Input[_ActionFilterArgs | _ActionFilterArgsDict]]],
        frequency: pulumi.Input[int | None] = None,
        environment: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """What an alert is declared with.

        Args:
            name: Name for people; need not be unique.
            monitors: Ids of the monitors it listens to, at least one. The alert owns this list: what is not
                in it is detached.
            triggers: What about an issue of those monitors triggers it: any of these; everything where empty.
            action_filters: What is done, and under which conditions.
            frequency: Minutes before the same issue may trigger it again; 0 for every time. Not declared, a
                new alert gets 30 and an older one keeps its own.
            environment: Only events of this environment. Sentry knows an environment from its first event on.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it acts.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class AlertConditionArgs(_AlertConditionArgs):
    """A trigger, or a filter on the issue or event that triggered; `triggers` and `filters` have a class for
    each.
    """

    def __init__(
        self,
        *,
        type: pulumi.Input[str],
        comparison: pulumi.Input[Any] = True,
        result: pulumi.Input[bool] = True,
    ) -> None:
        """A trigger, or a filter on the issue or event that triggered; `triggers` and `filters` have a class for
        each.

        Args:
            type: Kind of condition, such as first_seen_event or tagged_event.
            comparison: What it compares with: true for plain triggers, otherwise the object that Sentry
                documents for the type.
            result: false inverts the condition.
        """

class AnomalyArgs(_AnomalyArgs):
    """Settings of a condition of type anomaly_detection."""

    def __init__(
        self,
        *,
        sensitivity: pulumi.Input[Literal['low', 'medium', 'high']],
        threshold_type: pulumi.Input[Literal['above', 'below', 'both']] = 'both',
        seasonality: pulumi.Input[str] = 'auto',
    ) -> None:
        """Settings of a condition of type anomaly_detection.

        Args:
            sensitivity: How small an anomaly may be.
            threshold_type: Which direction counts.
            seasonality: Expected rhythm of the data.
        """

class CronIntervalArgs(_CronIntervalArgs):
    """How often a job runs."""

    def __init__(
        self,
        *,
        value: pulumi.Input[int],
        unit: pulumi.Input[Literal['minute', 'hour', 'day', 'week', 'month', 'year']],
    ) -> None:
        """How often a job runs.

        Args:
            value: Number of units between two runs.
            unit: Unit.
        """

class CronMonitor(_CronMonitor):
    """A cron monitor of a project, with exactly the slug that its job checks in by.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of its project."""

    name: pulumi.Output[str]
    """Name for people. The slug is made of it on creation, and stays when the name changes."""

    crontab: pulumi.Output[str | None]
    """When the job runs, as five crontab fields such as 0 3 * * *, or an alias (@daily), which Sentry expands."""

    interval: pulumi.Output[dict[str, Any] | None]
    """How often the job runs, in place of a crontab."""

    timezone: pulumi.Output[str]
    """Time zone of the crontab, as the tz database names it."""

    checkin_margin: pulumi.Output[int]
    """Minutes that a check-in may be late before it is missed."""

    max_runtime: pulumi.Output[int]
    """Minutes that a run may take."""

    failure_issue_threshold: pulumi.Output[int]
    """Failed or missed runs in a row that open an issue."""

    recovery_threshold: pulumi.Output[int]
    """Good runs in a row that resolve it."""

    description: pulumi.Output[str | None]
    """Text shown on its issues."""

    owner: pulumi.Output[str | None]
    """Who owns it: team:ID or user:ID."""

    enabled: pulumi.Output[bool]
    """Whether it runs."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    url: pulumi.Output[str]
    """Address of its page."""

    slug: pulumi.Output[str]
    """The slug that the job sends with its check-ins."""

    paused_by_plan: pulumi.Output[bool]
    """Whether Sentry keeps it disabled, because the plan has no seat left for it."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _CronMonitorArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A cron monitor of a project, with exactly the slug that its job checks in by.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a cron monitor: a crontab or an interval, and how late a job
                may be.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        crontab: pulumi.Input[str | None] = None,
        interval: pulumi.Input[_CronIntervalArgs | _CronIntervalArgsDict | None] = None,
        timezone: pulumi.Input[str] = 'UTC',
        checkin_margin: pulumi.Input[int] = 1,
        max_runtime: pulumi.Input[int] = 30,
        failure_issue_threshold: pulumi.Input[int] = 1,
        recovery_threshold: pulumi.Input[int] = 1,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """A cron monitor of a project, with exactly the slug that its job checks in by.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of its project.
            name: Name for people. The slug is made of it on creation, and stays when the name changes.
            crontab: When the job runs, as five crontab fields such as 0 3 * * *, or an alias (@daily), which
                Sentry expands.
            interval: How often the job runs, in place of a crontab.
            timezone: Time zone of the crontab, as the tz database names it.
            checkin_margin: Minutes that a check-in may be late before it is missed.
            max_runtime: Minutes that a run may take.
            failure_issue_threshold: Failed or missed runs in a row that open an issue.
            recovery_threshold: Good runs in a row that resolve it.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class CronMonitorArgs(_CronMonitorArgs):
    """The arguments of a cron monitor: a crontab or an interval, and how late a job may be."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        crontab: pulumi.Input[str | None] = None,
        interval: pulumi.Input[_CronIntervalArgs | _CronIntervalArgsDict | None] = None,
        timezone: pulumi.Input[str] = 'UTC',
        checkin_margin: pulumi.Input[int] = 1,
        max_runtime: pulumi.Input[int] = 30,
        failure_issue_threshold: pulumi.Input[int] = 1,
        recovery_threshold: pulumi.Input[int] = 1,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """The arguments of a cron monitor: a crontab or an interval, and how late a job may be.

        Args:
            project: Id or slug of its project.
            name: Name for people. The slug is made of it on creation, and stays when the name changes.
            crontab: When the job runs, as five crontab fields such as 0 3 * * *, or an alias (@daily), which
                Sentry expands.
            interval: How often the job runs, in place of a crontab.
            timezone: Time zone of the crontab, as the tz database names it.
            checkin_margin: Minutes that a check-in may be late before it is missed.
            max_runtime: Minutes that a run may take.
            failure_issue_threshold: Failed or missed runs in a row that open an issue.
            recovery_threshold: Good runs in a row that resolve it.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class EnvFile(_EnvFile):
    """Our variables in an `.env` file. Every other line, comment and variable stays as it is.

    The file is compared with what is declared in every preview, so that an edited or lost file is written
    again; where its folder does not exist (a machine without the application, such as CI), nothing is
    compared. Deleting the resource removes its variables only. Import by the path; no variable of the file is
    ours
    before it is declared, so that an import never takes one away.
    """

    path: pulumi.Output[str]
    """Where it is, relative to the Pulumi project or absolute."""

    values: pulumi.Output[dict[str, str]]
    """The variables that are ours in it."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _EnvFileArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Our variables in an `.env` file. Every other line, comment and variable stays as it is.

        The file is compared with what is declared in every preview, so that an edited or lost file is written
        again; where its folder does not exist (a machine without the application, such as CI), nothing is
        compared. Deleting the resource removes its variables only. Import by the path; no variable of the
        file is ours
        before it is declared, so that an import never takes one away.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: What an `.env` file is declared with.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        path: pulumi.Input[str],
        values: pulumi.Input[Mapping[str, pulumi.Input[str]]],
    ) -> None:
        """Our variables in an `.env` file. Every other line, comment and variable stays as it is.

        The file is compared with what is declared in every preview, so that an edited or lost file is written
        again; where its folder does not exist (a machine without the application, such as CI), nothing is
        compared. Deleting the resource removes its variables only. Import by the path; no variable of the
        file is ours
        before it is declared, so that an import never takes one away.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            path: Where it is, relative to the Pulumi project or absolute.
            values: The variables that are ours in it.
        """

class EnvFileArgs(_EnvFileArgs):
    """What an `.env` file is declared with."""

    def __init__(
        self,
        *,
        path: pulumi.Input[str],
        values: pulumi.Input[Mapping[str, pulumi.Input[str]]],
    ) -> None:
        """What an `.env` file is declared with.

        Args:
            path: Where it is, relative to the Pulumi project or absolute.
            values: The variables that are ours in it.
        """

class GetIntegrationArgs(_GetIntegrationArgs):
    """The integration to look up."""

    def __init__(
        self,
        *,
        provider: pulumi.Input[Literal['slack', 'discord', 'msteams', 'pagerduty', 'opsgenie', 'github', 'github_enterprise', 'jira', 'jira_server', 'vsts']],
        name: pulumi.Input[str | None] = None,
    ) -> None:
        """The integration to look up.

        Args:
            provider: Kind of integration, as the type of action it serves.
            name: Name it is installed under, such as the Slack workspace; not needed where there is one of
                the kind.
        """

class GetMemberArgs(_GetMemberArgs):
    """The person to look up."""

    def __init__(
        self,
        *,
        email: pulumi.Input[str],
        invited: pulumi.Input[bool] = False,
        if_missing: pulumi.Input[str | None] = None,
    ) -> None:
        """The person to look up.

        Args:
            email: Any of their addresses, in any case.
            invited: Whether somebody is found who has not accepted the invitation; they have no `userId` yet.
            if_missing: What to do where there is none, for people; the error says it.
        """

class GetOrganizationArgs(_GetOrganizationArgs):
    """No arguments: the provider's configuration names the organization."""

    def __init__(self) -> None:
        """No arguments: the provider's configuration names the organization."""

class GetProjectArgs(_GetProjectArgs):
    """The project to look up."""

    def __init__(self, *, project: pulumi.Input[str], if_missing: pulumi.Input[str | None] = None) -> None:
        """The project to look up.

        Args:
            project: Id, slug, `org/slug` or the address of its page.
            if_missing: What to do where there is none, for people; the error says it.
        """

class GetProjectMonitorArgs(_GetProjectMonitorArgs):
    """The monitor of a project to look up."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        type: pulumi.Input[Literal['issue_stream', 'error']] = 'issue_stream',
        timeout: pulumi.Input[float] = 30.0,
    ) -> None:
        """The monitor of a project to look up.

        Args:
            project: Numeric id of the project.
            type: issue_stream for all issues, error for the one that makes issues of errors.
            timeout: Seconds to wait for a monitor that lags behind its project.
        """

class GetTeamArgs(_GetTeamArgs):
    """The team to look up."""

    def __init__(self, *, team: pulumi.Input[str], if_missing: pulumi.Input[str | None] = None) -> None:
        """The team to look up.

        Args:
            team: Id, slug, `org/slug` or the address of its settings page.
            if_missing: What to do where there is none, for people; the error says it.
        """

class InboundFilters(_InboundFilters):
    """The inbound filters of a project; each project has one set.

    Deleting the resource switches off the filters that it declared, and no other. Import by the project's id,
    slug, `org/slug` or the address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of the project."""

    browser_extensions: pulumi.Output[bool | None]
    """Whether errors that browser extensions cause are dropped."""

    localhost: pulumi.Output[bool | None]
    """Whether events from localhost are dropped."""

    filtered_transaction: pulumi.Output[bool | None]
    """Whether transactions of health checks are dropped."""

    web_crawlers: pulumi.Output[bool | None]
    """Whether errors of known crawlers are dropped."""

    legacy_browsers: pulumi.Output[list[Literal['ie', 'edge', 'safari', 'firefox', 'chrome', 'opera', 'android', 'opera_mini', 'ie_pre_9', 'ie9', 'ie10', 'ie11', 'opera_pre_15', 'android_pre_4', 'safari_pre_6', 'opera_mini_pre_8', 'edge_pre_79']] | None]
    """Old browsers whose errors are dropped; [] none."""

    react_hydration_errors: pulumi.Output[bool | None]
    """Whether React's hydration errors are dropped."""

    chunk_load_error: pulumi.Output[bool | None]
    """Whether errors about chunks that did not load are dropped."""

    ip_addresses: pulumi.Output[list[str] | None]
    """Addresses and networks (CIDR) whose events are dropped."""

    releases: pulumi.Output[list[str] | None]
    """Releases whose events are dropped, * as a wildcard. Needs custom inbound filters (plan Business)."""

    error_messages: pulumi.Output[list[str] | None]
    """Error messages that are dropped, * as a wildcard. Needs custom inbound filters (plan Business)."""

    log_messages: pulumi.Output[list[str] | None]
    """Log messages that are dropped, * as a wildcard. Needs custom inbound filters (plan Business)."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _InboundFiltersArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """The inbound filters of a project; each project has one set.

        Deleting the resource switches off the filters that it declared, and no other. Import by the project's
        id,
        slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of inbound filters. Sentry keeps undeclared filters as they
                are.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        browser_extensions: pulumi.Input[bool | None] = None,
        localhost: pulumi.Input[bool | None] = None,
        filtered_transaction: pulumi.Input[bool | None] = None,
        web_crawlers: pulumi.Input[bool | None] = None,
        legacy_browsers: pulumi.Input[Sequence[pulumi.Input[Literal['ie', 'edge', 'safari', 'firefox', 'chrome', 'opera', 'android', 'opera_mini', 'ie_pre_9', 'ie9', 'ie10', 'ie11', 'opera_pre_15', 'android_pre_4', 'safari_pre_6', 'opera_mini_pre_8', 'edge_pre_79']]] | None] = None,
        react_hydration_errors: pulumi.Input[bool | None] = None,
        chunk_load_error: pulumi.Input[bool | None] = None,
        ip_addresses: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        releases: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        error_messages: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        log_messages: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
    ) -> None:
        """The inbound filters of a project; each project has one set.

        Deleting the resource switches off the filters that it declared, and no other. Import by the project's
        id,
        slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of the project.
            browser_extensions: Whether errors that browser extensions cause are dropped.
            localhost: Whether events from localhost are dropped.
            filtered_transaction: Whether transactions of health checks are dropped.
            web_crawlers: Whether errors of known crawlers are dropped.
            legacy_browsers: Old browsers whose errors are dropped; [] none.
            react_hydration_errors: Whether React's hydration errors are dropped.
            chunk_load_error: Whether errors about chunks that did not load are dropped.
            ip_addresses: Addresses and networks (CIDR) whose events are dropped.
            releases: Releases whose events are dropped, * as a wildcard. Needs custom inbound filters (plan
                Business).
            error_messages: Error messages that are dropped, * as a wildcard. Needs custom inbound filters
                (plan Business).
            log_messages: Log messages that are dropped, * as a wildcard. Needs custom inbound filters (plan
                Business).
        """

class InboundFiltersArgs(_InboundFiltersArgs):
    """The arguments of inbound filters. Sentry keeps undeclared filters as they are."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        browser_extensions: pulumi.Input[bool | None] = None,
        localhost: pulumi.Input[bool | None] = None,
        filtered_transaction: pulumi.Input[bool | None] = None,
        web_crawlers: pulumi.Input[bool | None] = None,
        legacy_browsers: pulumi.Input[Sequence[pulumi.Input[Literal['ie', 'edge', 'safari', 'firefox', 'chrome', 'opera', 'android', 'opera_mini', 'ie_pre_9', 'ie9', 'ie10', 'ie11', 'opera_pre_15', 'android_pre_4', 'safari_pre_6', 'opera_mini_pre_8', 'edge_pre_79']]] | None] = None,
        react_hydration_errors: pulumi.Input[bool | None] = None,
        chunk_load_error: pulumi.Input[bool | None] = None,
        ip_addresses: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        releases: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        error_messages: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        log_messages: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
    ) -> None:
        """The arguments of inbound filters. Sentry keeps undeclared filters as they are.

        Args:
            project: Id or slug of the project.
            browser_extensions: Whether errors that browser extensions cause are dropped.
            localhost: Whether events from localhost are dropped.
            filtered_transaction: Whether transactions of health checks are dropped.
            web_crawlers: Whether errors of known crawlers are dropped.
            legacy_browsers: Old browsers whose errors are dropped; [] none.
            react_hydration_errors: Whether React's hydration errors are dropped.
            chunk_load_error: Whether errors about chunks that did not load are dropped.
            ip_addresses: Addresses and networks (CIDR) whose events are dropped.
            releases: Releases whose events are dropped, * as a wildcard. Needs custom inbound filters (plan
                Business).
            error_messages: Error messages that are dropped, * as a wildcard. Needs custom inbound filters
                (plan Business).
            log_messages: Log messages that are dropped, * as a wildcard. Needs custom inbound filters (plan
                Business).
        """

class LoaderOptionsArgs(_LoaderOptionsArgs):
    """Options of the JavaScript loader script."""

    def __init__(
        self,
        *,
        has_replay: pulumi.Input[bool | None] = None,
        has_performance: pulumi.Input[bool | None] = None,
        has_debug: pulumi.Input[bool | None] = None,
        has_feedback: pulumi.Input[bool | None] = None,
        has_logs_and_metrics: pulumi.Input[bool | None] = None,
    ) -> None:
        """Options of the JavaScript loader script.

        Args:
            has_replay: Session replay.
            has_performance: Tracing.
            has_debug: The debug bundle.
            has_feedback: User feedback.
            has_logs_and_metrics: Logs and metrics.
        """

class Member(_Member):
    """A person in the organization, invited or joined.

    Import by id, email address or the address of the member's page. An invitation that nobody accepts
    expires,
    and Sentry removes it after a while; a refresh sees both.
    """

    email: pulumi.Output[str]
    """Where the invitation goes. It stays the name of the member here, whatever address they use later."""

    org_role: pulumi.Output[Literal['member', 'billing', 'admin', 'manager', 'owner'] | None]
    """Role in the organization. Not declared, somebody new is invited as member and others keep their role."""

    team_roles: pulumi.Output[list[dict[str, Any]] | None]
    """All teams of the member, with the role in each. Not beside TeamMembership for the same member."""

    send_invite: pulumi.Output[bool]
    """Whether Sentry mails the invitation. Only looked at on creation."""

    renew_expired: pulumi.Output[bool]
    """Whether an invitation that has expired is sent again by the next `up` after a refresh."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over somebody who is a member already, and give them what is declared; otherwise that is
    an error. Only looked at on creation.
    """

    remove_from_organization: pulumi.Output[bool]
    """Whether deleting this resource removes the person from the organization. Otherwise they stay. The user of
    the token in use is never removed.
    """

    url: pulumi.Output[str]
    """Address of its settings page."""

    user_id: pulumi.Output[str | None]
    """Id of the user behind it, as owners and mail actions name one; none while the invitation is open."""

    pending: pulumi.Output[bool]
    """Whether the invitation is still open."""

    expired: pulumi.Output[bool]
    """Whether the invitation has expired."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _MemberArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A person in the organization, invited or joined.

        Import by id, email address or the address of the member's page. An invitation that nobody accepts
        expires,
        and Sentry removes it after a while; a refresh sees both.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a member.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        email: pulumi.Input[str],
        org_role: pulumi.Input[Literal['member', 'billing', 'admin', 'manager', 'owner'] | None] = None,
        team_roles: pulumi.Input[Sequence[pulumi.Input[_TeamRoleArgs | _TeamRoleArgsDict]] | None] = None,
        send_invite: pulumi.Input[bool] = True,
        renew_expired: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
        remove_from_organization: pulumi.Input[bool] = False,
    ) -> None:
        """A person in the organization, invited or joined.

        Import by id, email address or the address of the member's page. An invitation that nobody accepts
        expires,
        and Sentry removes it after a while; a refresh sees both.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            email: Where the invitation goes. It stays the name of the member here, whatever address they use
                later.
            org_role: Role in the organization. Not declared, somebody new is invited as member and others
                keep their role.
            team_roles: All teams of the member, with the role in each. Not beside TeamMembership for the same
                member.
            send_invite: Whether Sentry mails the invitation. Only looked at on creation.
            renew_expired: Whether an invitation that has expired is sent again by the next `up` after a
                refresh.
            adopt: Whether to take over somebody who is a member already, and give them what is declared;
                otherwise that is an error. Only looked at on creation.
            remove_from_organization: Whether deleting this resource removes the person from the organization.
                Otherwise they stay. The user of the token in use is never removed.
        """

class MemberArgs(_MemberArgs):
    """The arguments of a member."""

    def __init__(
        self,
        *,
        email: pulumi.Input[str],
        org_role: pulumi.Input[Literal['member', 'billing', 'admin', 'manager', 'owner'] | None] = None,
        team_roles: pulumi.Input[Sequence[pulumi.Input[_TeamRoleArgs | _TeamRoleArgsDict]] | None] = None,
        send_invite: pulumi.Input[bool] = True,
        renew_expired: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
        remove_from_organization: pulumi.Input[bool] = False,
    ) -> None:
        """The arguments of a member.

        Args:
            email: Where the invitation goes. It stays the name of the member here, whatever address they use
                later.
            org_role: Role in the organization. Not declared, somebody new is invited as member and others
                keep their role.
            team_roles: All teams of the member, with the role in each. Not beside TeamMembership for the same
                member.
            send_invite: Whether Sentry mails the invitation. Only looked at on creation.
            renew_expired: Whether an invitation that has expired is sent again by the next `up` after a
                refresh.
            adopt: Whether to take over somebody who is a member already, and give them what is declared;
                otherwise that is an error. Only looked at on creation.
            remove_from_organization: Whether deleting this resource removes the person from the organization.
                Otherwise they stay. The user of the token in use is never removed.
        """

class MetricDataSourceArgs(_MetricDataSourceArgs):
    """The number that is watched."""

    def __init__(
        self,
        *,
        aggregate: pulumi.Input[str],
        query: pulumi.Input[str] = '',
        time_window: pulumi.Input[int],
        dataset: pulumi.Input[str] = 'events_analytics_platform',
        event_types: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        environment: pulumi.Input[str | None] = None,
        extrapolation_mode: pulumi.Input[str] = 'unknown',
    ) -> None:
        """The number that is watched.

        Args:
            aggregate: What is computed, such as count(span.duration), p95(span.duration) or failure_rate().
            query: Search that selects what is computed over; empty for everything.
            time_window: Length of the window in seconds, from 60; 0 only where an older monitor has it.
            dataset: events for errors, events_analytics_platform for spans, logs and application metrics,
                metrics for crash-free rates.
            event_types: Kinds of event; follows the dataset where not declared.
            environment: Only this environment. Sentry refuses one it has never seen an event of;
                environment:NAME in the query works from the first day.
            extrapolation_mode: How sampled spans are counted: unknown leaves it to Sentry.
        """

class MetricMonitor(_MetricMonitor):
    """A metric monitor of a project.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of its project."""

    name: pulumi.Output[str]
    """Name for people; need not be unique."""

    data_source: pulumi.Output[dict[str, Any]]
    """The number that is watched."""

    conditions: pulumi.Output[list[dict[str, Any]]]
    """One to three conditions. Where none resolves the issue, one is added: the lowest threshold mirrored."""

    detection_type: pulumi.Output[Literal['static', 'percent', 'dynamic']]
    """Compare with a fixed threshold, with an earlier window, or with what is usual."""

    comparison_delta: pulumi.Output[int | None]
    """Seconds back to the earlier window, with percent detection only."""

    description: pulumi.Output[str | None]
    """Text shown on its issues."""

    owner: pulumi.Output[str | None]
    """Who owns it: team:ID or user:ID."""

    enabled: pulumi.Output[bool]
    """Whether it runs."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    url: pulumi.Output[str]
    """Address of its page."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _MetricMonitorArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A metric monitor of a project.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: What a metric monitor is declared with.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        data_source: pulumi.Input[_MetricDataSourceArgs | _MetricDataSourceArgsDict],
        conditions: pulumi.Input[Sequence[pulumi.Input[_MonitorConditionArgs | _MonitorConditionArgsDict]]],
        detection_type: pulumi.Input[Literal['static', 'percent', 'dynamic']] = 'static',
        comparison_delta: pulumi.Input[int | None] = None,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """A metric monitor of a project.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of its project.
            name: Name for people; need not be unique.
            data_source: The number that is watched.
            conditions: One to three conditions. Where none resolves the issue, one is added: the lowest
                threshold mirrored.
            detection_type: Compare with a fixed threshold, with an earlier window, or with what is usual.
            comparison_delta: Seconds back to the earlier window, with percent detection only.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class MetricMonitorArgs(_MetricMonitorArgs):
    """What a metric monitor is declared with."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        data_source: pulumi.Input[_MetricDataSourceArgs | _MetricDataSourceArgsDict],
        conditions: pulumi.Input[Sequence[pulumi.Input[_MonitorConditionArgs | _MonitorConditionArgsDict]]],
        detection_type: pulumi.Input[Literal['static', 'percent', 'dynamic']] = 'static',
        comparison_delta: pulumi.Input[int | None] = None,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """What a metric monitor is declared with.

        Args:
            project: Id or slug of its project.
            name: Name for people; need not be unique.
            data_source: The number that is watched.
            conditions: One to three conditions. Where none resolves the issue, one is added: the lowest
                threshold mirrored.
            detection_type: Compare with a fixed threshold, with an earlier window, or with what is usual.
            comparison_delta: Seconds back to the earlier window, with percent detection only.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class MonitorConditionArgs(_MonitorConditionArgs):
    """When the issue is opened, gets another priority or is resolved."""

    def __init__(
        self,
        *,
        type: pulumi.Input[Literal['gt', 'gte', 'lt', 'lte', 'anomaly_detection']],
        comparison: pulumi.Input[float | None] = None,
        result: pulumi.Input[Literal['high', 'medium', 'resolved']],
        anomaly: pulumi.Input[_AnomalyArgs | _AnomalyArgsDict | None] = None,
    ) -> None:
        """When the issue is opened, gets another priority or is resolved.

        Args:
            type: How the number is compared.
            comparison: Threshold in the aggregate's own unit: milliseconds for durations, a fraction (0.01
                for 1 %) for rates. With percent detection a percentage of the earlier window (110 for 10 %
                more).
            result: Priority of the issue, or resolved.
            anomaly: Settings, with the type anomaly_detection only.
        """

class OrganizationSettings(_OrganizationSettings):
    """Settings of the organization that the provider is configured for.

    Only what is declared is changed. Deleting the resource changes nothing at Sentry: the organization and
    its
    settings stay as they are, since another stack may rely on them. Its slug is not a setting here, because
    everything else is addressed by it. Import by id, slug or the address of the settings page.
    """

    name: pulumi.Output[str | None]
    """Name for people."""

    is_early_adopter: pulumi.Output[bool | None]
    """Whether new features come early."""

    hide_ai_features: pulumi.Output[bool | None]
    """Whether AI features are hidden."""

    open_membership: pulumi.Output[bool | None]
    """Whether members may join any team."""

    allow_join_requests: pulumi.Output[bool | None]
    """Whether people may ask to be invited."""

    allow_shared_issues: pulumi.Output[bool | None]
    """Whether an issue can be shared with people outside, by a link."""

    allow_member_invite: pulumi.Output[bool | None]
    """Whether members may invite people."""

    allow_member_project_creation: pulumi.Output[bool | None]
    """Whether members may create projects."""

    alerts_member_write: pulumi.Output[bool | None]
    """Whether members may change alerts."""

    events_member_admin: pulumi.Output[bool | None]
    """Whether members may delete issues."""

    require_2fa: pulumi.Output[bool | None]
    """Whether each member needs two-factor authentication. Sentry refuses it to a token whose own user has none,
    and where single sign-on is used.
    """

    scrape_javascript: pulumi.Output[bool | None]
    """Whether Sentry may fetch source files."""

    enhanced_privacy: pulumi.Output[bool | None]
    """Whether mails leave out what an event holds, source code among it."""

    data_scrubber: pulumi.Output[bool | None]
    """Whether all projects must scrub data."""

    data_scrubber_defaults: pulumi.Output[bool | None]
    """Whether all projects must scrub what usually is sensitive (passwords, card numbers)."""

    scrub_ip_addresses: pulumi.Output[bool | None]
    """Whether no project may store IP addresses."""

    sensitive_fields: pulumi.Output[list[str] | None]
    """Further field names to scrub in all projects; 4000 characters in all."""

    safe_fields: pulumi.Output[list[str] | None]
    """Field names never scrubbed, in all projects."""

    pii_rules: pulumi.Output[dict[str, Any] | None]
    """Advanced scrubbing rules of all projects; they apply before those of a project."""

    store_crash_reports: pulumi.Output[int | None]
    """Native crash reports kept per issue; -1 all, 0 none."""

    attachments_role: pulumi.Output[Literal['member', 'admin', 'manager', 'owner'] | None]
    """Least role that may download attachments."""

    debug_files_role: pulumi.Output[Literal['member', 'admin', 'manager', 'owner'] | None]
    """Least role that may download debug files."""

    default_role: pulumi.Output[Literal['member', 'admin', 'manager', 'owner'] | None]
    """Role of new members. Needs a token with org:admin; Sentry drops it without a word otherwise."""

    trusted_relays: pulumi.Output[list[dict[str, Any]] | None]
    """All Relays whose events Sentry takes."""

    has_granular_replay_permissions: pulumi.Output[bool | None]
    """Whether only replayAccessMembers see replays."""

    replay_access_members: pulumi.Output[list[int] | None]
    """Ids of the users that see replays."""

    relay_dsn_endpoint: pulumi.Output[str | None]
    """Address that DSNs show instead of Sentry's."""

    target_sample_rate: pulumi.Output[float | None]
    """Share of traces that are kept, 0 to 1. Needs custom dynamic sampling."""

    sampling_mode: pulumi.Output[Literal['organization', 'project'] | None]
    """Who sets that share. Needs custom dynamic sampling."""

    slug: pulumi.Output[str]
    """Short name of the organization in addresses."""

    url: pulumi.Output[str]
    """Address of its settings page."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _OrganizationSettingsArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Settings of the organization that the provider is configured for.

        Only what is declared is changed. Deleting the resource changes nothing at Sentry: the organization
        and its
        settings stay as they are, since another stack may rely on them. Its slug is not a setting here,
        because
        everything else is addressed by it. Import by id, slug or the address of the settings page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of the organization's settings. Sentry keeps undeclared ones as
                they are.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        name: pulumi.Input[str | None] = None,
        is_early_adopter: pulumi.Input[bool | None] = None,
        hide_ai_features: pulumi.Input[bool | None] = None,
        open_membership: pulumi.Input[bool | None] = None,
        allow_join_requests: pulumi.Input[bool | None] = None,
        allow_shared_issues: pulumi.Input[bool | None] = None,
        allow_member_invite: pulumi.Input[bool | None] = None,
        allow_member_project_creation: pulumi.Input[bool | None] = None,
        alerts_member_write: pulumi.Input[bool | None] = None,
        events_member_admin: pulumi.Input[bool | None] = None,
        require_2fa: pulumi.Input[bool | None] = None,
        scrape_javascript: pulumi.Input[bool | None] = None,
        enhanced_privacy: pulumi.Input[bool | None] = None,
        data_scrubber: pulumi.Input[bool | None] = None,
        data_scrubber_defaults: pulumi.Input[bool | None] = None,
        scrub_ip_addresses: pulumi.Input[bool | None] = None,
        sensitive_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        safe_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        pii_rules: pulumi.Input[_PiiRulesArgs | _PiiRulesArgsDict | None] = None,
        store_crash_reports: pulumi.Input[int | None] = None,
        attachments_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        debug_files_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        default_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        trusted_relays: pulumi.Input[Sequence[pulumi.Input[_TrustedRelayArgs | _TrustedRelayArgsDict]] | None] = None,
        has_granular_replay_permissions: pulumi.Input[bool | None] = None,
        replay_access_members: pulumi.Input[Sequence[pulumi.Input[int]] | None] = None,
        relay_dsn_endpoint: pulumi.Input[str | None] = None,
        target_sample_rate: pulumi.Input[float | None] = None,
        sampling_mode: pulumi.Input[Literal['organization', 'project'] | None] = None,
    ) -> None:
        """Settings of the organization that the provider is configured for.

        Only what is declared is changed. Deleting the resource changes nothing at Sentry: the organization
        and its
        settings stay as they are, since another stack may rely on them. Its slug is not a setting here,
        because
        everything else is addressed by it. Import by id, slug or the address of the settings page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            name: Name for people.
            is_early_adopter: Whether new features come early.
            hide_ai_features: Whether AI features are hidden.
            open_membership: Whether members may join any team.
            allow_join_requests: Whether people may ask to be invited.
            allow_shared_issues: Whether an issue can be shared with people outside, by a link.
            allow_member_invite: Whether members may invite people.
            allow_member_project_creation: Whether members may create projects.
            alerts_member_write: Whether members may change alerts.
            events_member_admin: Whether members may delete issues.
            require_2fa: Whether each member needs two-factor authentication. Sentry refuses it to a token
                whose own user has none, and where single sign-on is used.
            scrape_javascript: Whether Sentry may fetch source files.
            enhanced_privacy: Whether mails leave out what an event holds, source code among it.
            data_scrubber: Whether all projects must scrub data.
            data_scrubber_defaults: Whether all projects must scrub what usually is sensitive (passwords, card
                numbers).
            scrub_ip_addresses: Whether no project may store IP addresses.
            sensitive_fields: Further field names to scrub in all projects; 4000 characters in all.
            safe_fields: Field names never scrubbed, in all projects.
            pii_rules: Advanced scrubbing rules of all projects; they apply before those of a project.
            store_crash_reports: Native crash reports kept per issue; -1 all, 0 none.
            attachments_role: Least role that may download attachments.
            debug_files_role: Least role that may download debug files.
            default_role: Role of new members. Needs a token with org:admin; Sentry drops it without a word
                otherwise.
            trusted_relays: All Relays whose events Sentry takes.
            has_granular_replay_permissions: Whether only replayAccessMembers see replays.
            replay_access_members: Ids of the users that see replays.
            relay_dsn_endpoint: Address that DSNs show instead of Sentry's.
            target_sample_rate: Share of traces that are kept, 0 to 1. Needs custom dynamic sampling.
            sampling_mode: Who sets that share. Needs custom dynamic sampling.
        """

class OrganizationSettingsArgs(_OrganizationSettingsArgs):
    """The arguments of the organization's settings. Sentry keeps undeclared ones as they are."""

    def __init__(
        self,
        *,
        name: pulumi.Input[str | None] = None,
        is_early_adopter: pulumi.Input[bool | None] = None,
        hide_ai_features: pulumi.Input[bool | None] = None,
        open_membership: pulumi.Input[bool | None] = None,
        allow_join_requests: pulumi.Input[bool | None] = None,
        allow_shared_issues: pulumi.Input[bool | None] = None,
        allow_member_invite: pulumi.Input[bool | None] = None,
        allow_member_project_creation: pulumi.Input[bool | None] = None,
        alerts_member_write: pulumi.Input[bool | None] = None,
        events_member_admin: pulumi.Input[bool | None] = None,
        require_2fa: pulumi.Input[bool | None] = None,
        scrape_javascript: pulumi.Input[bool | None] = None,
        enhanced_privacy: pulumi.Input[bool | None] = None,
        data_scrubber: pulumi.Input[bool | None] = None,
        data_scrubber_defaults: pulumi.Input[bool | None] = None,
        scrub_ip_addresses: pulumi.Input[bool | None] = None,
        sensitive_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        safe_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        pii_rules: pulumi.Input[_PiiRulesArgs | _PiiRulesArgsDict | None] = None,
        store_crash_reports: pulumi.Input[int | None] = None,
        attachments_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        debug_files_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        default_role: pulumi.Input[Literal['member', 'admin', 'manager', 'owner'] | None] = None,
        trusted_relays: pulumi.Input[Sequence[pulumi.Input[_TrustedRelayArgs | _TrustedRelayArgsDict]] | None] = None,
        has_granular_replay_permissions: pulumi.Input[bool | None] = None,
        replay_access_members: pulumi.Input[Sequence[pulumi.Input[int]] | None] = None,
        relay_dsn_endpoint: pulumi.Input[str | None] = None,
        target_sample_rate: pulumi.Input[float | None] = None,
        sampling_mode: pulumi.Input[Literal['organization', 'project'] | None] = None,
    ) -> None:
        """The arguments of the organization's settings. Sentry keeps undeclared ones as they are.

        Args:
            name: Name for people.
            is_early_adopter: Whether new features come early.
            hide_ai_features: Whether AI features are hidden.
            open_membership: Whether members may join any team.
            allow_join_requests: Whether people may ask to be invited.
            allow_shared_issues: Whether an issue can be shared with people outside, by a link.
            allow_member_invite: Whether members may invite people.
            allow_member_project_creation: Whether members may create projects.
            alerts_member_write: Whether members may change alerts.
            events_member_admin: Whether members may delete issues.
            require_2fa: Whether each member needs two-factor authentication. Sentry refuses it to a token
                whose own user has none, and where single sign-on is used.
            scrape_javascript: Whether Sentry may fetch source files.
            enhanced_privacy: Whether mails leave out what an event holds, source code among it.
            data_scrubber: Whether all projects must scrub data.
            data_scrubber_defaults: Whether all projects must scrub what usually is sensitive (passwords, card
                numbers).
            scrub_ip_addresses: Whether no project may store IP addresses.
            sensitive_fields: Further field names to scrub in all projects; 4000 characters in all.
            safe_fields: Field names never scrubbed, in all projects.
            pii_rules: Advanced scrubbing rules of all projects; they apply before those of a project.
            store_crash_reports: Native crash reports kept per issue; -1 all, 0 none.
            attachments_role: Least role that may download attachments.
            debug_files_role: Least role that may download debug files.
            default_role: Role of new members. Needs a token with org:admin; Sentry drops it without a word
                otherwise.
            trusted_relays: All Relays whose events Sentry takes.
            has_granular_replay_permissions: Whether only replayAccessMembers see replays.
            replay_access_members: Ids of the users that see replays.
            relay_dsn_endpoint: Address that DSNs show instead of Sentry's.
            target_sample_rate: Share of traces that are kept, 0 to 1. Needs custom dynamic sampling.
            sampling_mode: Who sets that share. Needs custom dynamic sampling.
        """

class OwnershipRules(_OwnershipRules):
    """The ownership rules of a project; each project has one set.

    Deleting the resource clears the rules, where it declared some, and leaves the rest as it is. Import by
    the
    project's id, slug, `org/slug` or the address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of the project."""

    rules: pulumi.Output[str | None]
    """Rules, one a line, such as `path:src/api/* #backend person@example.com`."""

    fallthrough: pulumi.Output[bool | None]
    """Whether an issue that no rule matches is everybody's."""

    auto_assignment: pulumi.Output[Literal['Auto Assign to Issue Owner', 'Auto Assign to Suspect Commits', 'Turn off Auto-Assignment'] | None]
    """Whom Sentry assigns an issue to by itself."""

    codeowners_auto_sync: pulumi.Output[bool | None]
    """Whether a release brings changes of CODEOWNERS along."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _OwnershipRulesArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """The ownership rules of a project; each project has one set.

        Deleting the resource clears the rules, where it declared some, and leaves the rest as it is. Import
        by the
        project's id, slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of ownership rules. Sentry keeps undeclared ones as they are.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        rules: pulumi.Input[str | None] = None,
        fallthrough: pulumi.Input[bool | None] = None,
        auto_assignment: pulumi.Input[Literal['Auto Assign to Issue Owner', 'Auto Assign to Suspect Commits', 'Turn off Auto-Assignment'] | None] = None,
        codeowners_auto_sync: pulumi.Input[bool | None] = None,
    ) -> None:
        """The ownership rules of a project; each project has one set.

        Deleting the resource clears the rules, where it declared some, and leaves the rest as it is. Import
        by the
        project's id, slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of the project.
            rules: Rules, one a line, such as `path:src/api/* #backend person@example.com`.
            fallthrough: Whether an issue that no rule matches is everybody's.
            auto_assignment: Whom Sentry assigns an issue to by itself.
            codeowners_auto_sync: Whether a release brings changes of CODEOWNERS along.
        """

class OwnershipRulesArgs(_OwnershipRulesArgs):
    """The arguments of ownership rules. Sentry keeps undeclared ones as they are."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        rules: pulumi.Input[str | None] = None,
        fallthrough: pulumi.Input[bool | None] = None,
        auto_assignment: pulumi.Input[Literal['Auto Assign to Issue Owner', 'Auto Assign to Suspect Commits', 'Turn off Auto-Assignment'] | None] = None,
        codeowners_auto_sync: pulumi.Input[bool | None] = None,
    ) -> None:
        """The arguments of ownership rules. Sentry keeps undeclared ones as they are.

        Args:
            project: Id or slug of the project.
            rules: Rules, one a line, such as `path:src/api/* #backend person@example.com`.
            fallthrough: Whether an issue that no rule matches is everybody's.
            auto_assignment: Whom Sentry assigns an issue to by itself.
            codeowners_auto_sync: Whether a release brings changes of CODEOWNERS along.
        """

class PiiRedactionArgs(_PiiRedactionArgs):
    """The treatment of a value that a rule found."""

    def __init__(
        self,
        *,
        method: pulumi.Input[Literal['remove', 'replace', 'mask', 'hash', 'default']],
        text: pulumi.Input[str | None] = None,
    ) -> None:
        """The treatment of a value that a rule found.

        Args:
            method: remove it, replace it by a text, mask each character, or hash it; default is the rule's
                own way.
            text: The replacement with replace; [Filtered] unless given.
        """

class PiiRuleArgs(_PiiRuleArgs):
    """One rule: the text that it finds, and its treatment."""

    def __init__(
        self,
        *,
        type: pulumi.Input[Literal['anything', 'pattern', 'imei', 'mac', 'uuid', 'email', 'ip', 'creditcard', 'iban', 'userpath', 'pemkey', 'url_auth', 'us_ssn', 'bearer', 'password', 'redact_pair', 'multiple', 'alias']],
        pattern: pulumi.Input[str | None] = None,
        replace_groups: pulumi.Input[Sequence[pulumi.Input[int]] | None] = None,
        key_pattern: pulumi.Input[str | None] = None,
        rules: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        rule: pulumi.Input[str | None] = None,
        hide_inner: pulumi.Input[bool | None] = None,
        redaction: pulumi.Input[_PiiRedactionArgs | _PiiRedactionArgsDict | None] = None,
    ) -> None:
        """One rule: the text that it finds, and its treatment.

        Args:
            type: What it finds; pattern takes a regular expression, multiple other rules.
            pattern: Regular expression of a pattern rule, in Rust's syntax (no look-around).
            replace_groups: Groups of the pattern to redact; the whole match unless given.
            key_pattern: Regular expression of the keys whose values a redact_pair rule redacts.
            rules: Names of the rules that a multiple rule applies.
            rule: Name of the rule that an alias rule applies.
            hide_inner: Whether an event names this rule and not those it applies.
            redaction: What happens to what it finds; the type's own way unless given.
        """

class PiiRulesArgs(_PiiRulesArgs):
    """Advanced scrubbing rules; they replace all that are at Sentry. None at all clears them."""

    def __init__(
        self,
        *,
        rules: pulumi.Input[Mapping[str, pulumi.Input[_PiiRuleArgs | _PiiRuleArgsDict]] | None] = None,
        applications: pulumi.Input[Mapping[str, pulumi.Input[Sequence[pulumi.Input[str]]]] | None] = None,
    ) -> None:
        """Advanced scrubbing rules; they replace all that are at Sentry. None at all clears them.

        Args:
            rules: Rules by name.
            applications: Which rules apply where: names of rules, or of Relay's own such as @email:mask, by
                selector such as $string or extra.account.
        """

class Project(_Project):
    """A project of the organization.

    A creation asks for exactly the declared slug. If somebody else has it, the error says how to adopt the
    project.
    Import by id, slug, `org/slug` or the address of its page.
    """

    name: pulumi.Output[str]
    """Name for people."""

    slug: pulumi.Output[str]
    """Short name in addresses, unique in the organization."""

    team: pulumi.Output[str]
    """Id or slug of the team that owns it."""

    platform: pulumi.Output[str | None]
    """Platform as Sentry spells it, such as javascript-react or python-fastapi."""

    default_rules: pulumi.Output[bool]
    """Whether Sentry adds its own alert for high-priority issues when it creates the project. Only looked at on
    creation.
    """

    remove_default_key: pulumi.Output[bool]
    """Whether to remove the client key that Sentry makes with the project. Exactly that one: it is known by its
    id, seen right after this very creation, and stays where it has taken events since. Only looked at on
    creation.
    """

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    subject_prefix: pulumi.Output[str | None]
    """Prefix of mail subjects."""

    subject_template: pulumi.Output[str | None]
    """Template of mail subjects."""

    resolve_age: pulumi.Output[int | None]
    """Hours without an event after which an issue is resolved; 0 never."""

    digests_min_delay: pulumi.Output[int | None]
    """Shortest wait between two mails, in seconds."""

    digests_max_delay: pulumi.Output[int | None]
    """Longest wait between two mails, in seconds."""

    default_environment: pulumi.Output[str | None]
    """Environment that pages open with."""

    highlight_tags: pulumi.Output[list[str] | None]
    """Tags shown first on an issue."""

    highlight_context: pulumi.Output[dict[str, list[str]] | None]
    """Context keys shown first on an issue, by context."""

    data_scrubber: pulumi.Output[bool | None]
    """Whether the server scrubs data."""

    data_scrubber_defaults: pulumi.Output[bool | None]
    """Whether the server scrubs what usually is sensitive (passwords, card numbers)."""

    scrub_ip_addresses: pulumi.Output[bool | None]
    """Whether the server stores no IP addresses."""

    sensitive_fields: pulumi.Output[list[str] | None]
    """Further field names to scrub; 4000 characters in all."""

    safe_fields: pulumi.Output[list[str] | None]
    """Field names never scrubbed."""

    pii_rules: pulumi.Output[dict[str, Any] | None]
    """Advanced scrubbing rules; they apply beside those of the organization."""

    store_crash_reports: pulumi.Output[int | None]
    """Native crash reports kept per issue; -1 all, 0 none."""

    debug_files_role: pulumi.Output[str | None]
    """Role that may download debug files."""

    scrape_javascript: pulumi.Output[bool | None]
    """Whether Sentry may fetch source files."""

    verify_ssl: pulumi.Output[bool | None]
    """Whether certificates are checked when it does."""

    security_token: pulumi.Output[str | None]
    """Token sent along when it does."""

    security_token_header: pulumi.Output[str | None]
    """Header that carries the token."""

    allowed_domains: pulumi.Output[list[str] | None]
    """Origins that may send events; ["*"] any."""

    fingerprinting_rules: pulumi.Output[str | None]
    """Fingerprinting rules, one a line."""

    grouping_enhancements: pulumi.Output[str | None]
    """Stack trace rules, one a line."""

    enable_auto_release_creation: pulumi.Output[bool | None]
    """Whether an event with an unknown release creates it."""

    options: pulumi.Output[dict[str, Any] | None]
    """Further options by Sentry's own key, such as filters:blacklisted_ips."""

    url: pulumi.Output[str]
    """Address of its page."""

    issue_stream_monitor_id: pulumi.Output[str | None]
    """Id of the monitor that Sentry keeps for all issues of the project; alerts on issues attach to it."""

    error_monitor_id: pulumi.Output[str | None]
    """Id of the monitor that makes issues of errors."""

    default_key_id: pulumi.Output[str]
    """Public key of the client key that Sentry made with the project and that is still to be removed; empty
    where there is none.
    """

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _ProjectArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A project of the organization.

        A creation asks for exactly the declared slug. If somebody else has it, the error says how to adopt
        the project.
        Import by id, slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a project. Sentry keeps undeclared settings as they are.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        name: pulumi.Input[str],
        slug: pulumi.Input[str],
        team: pulumi.Input[str],
        platform: pulumi.Input[str | None] = None,
        default_rules: pulumi.Input[bool] = False,
        remove_default_key: pulumi.Input[bool] = False,
        adopt: pulumi.Input[bool | None] = None,
        subject_prefix: pulumi.Input[str | None] = None,
        subject_template: pulumi.Input[str | None] = None,
        resolve_age: pulumi.Input[int | None] = None,
        digests_min_delay: pulumi.Input[int | None] = None,
        digests_max_delay: pulumi.Input[int | None] = None,
        default_environment: pulumi.Input[str | None] = None,
        highlight_tags: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        highlight_context: pulumi.Input[Mapping[str, pulumi.Input[Sequence[pulumi.Input[str]]]] | None] = None,
        data_scrubber: pulumi.Input[bool | None] = None,
        data_scrubber_defaults: pulumi.Input[bool | None] = None,
        scrub_ip_addresses: pulumi.Input[bool | None] = None,
        sensitive_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        safe_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        pii_rules: pulumi.Input[_PiiRulesArgs | _PiiRulesArgsDict | None] = None,
        store_crash_reports: pulumi.Input[int | None] = None,
        debug_files_role: pulumi.Input[str | None] = None,
        scrape_javascript: pulumi.Input[bool | None] = None,
        verify_ssl: pulumi.Input[bool | None] = None,
        security_token: pulumi.Input[str | None] = None,
        security_token_header: pulumi.Input[str | None] = None,
        allowed_domains: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        fingerprinting_rules: pulumi.Input[str | None] = None,
        grouping_enhancements: pulumi.Input[str | None] = None,
        enable_auto_release_creation: pulumi.Input[bool | None] = None,
        options: pulumi.Input[Mapping[str, Any] | None] = None,
    ) -> None:
        """A project of the organization.

        A creation asks for exactly the declared slug. If somebody else has it, the error says how to adopt
        the project.
        Import by id, slug, `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            name: Name for people.
            slug: Short name in addresses, unique in the organization.
            team: Id or slug of the team that owns it.
            platform: Platform as Sentry spells it, such as javascript-react or python-fastapi.
            default_rules: Whether Sentry adds its own alert for high-priority issues when it creates the
                project. Only looked at on creation.
            remove_default_key: Whether to remove the client key that Sentry makes with the project. Exactly
                that one: it is known by its id, seen right after this very creation, and stays where it has
                taken events since. Only looked at on creation.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
            subject_prefix: Prefix of mail subjects.
            subject_template: Template of mail subjects.
            resolve_age: Hours without an event after which an issue is resolved; 0 never.
            digests_min_delay: Shortest wait between two mails, in seconds.
            digests_max_delay: Longest wait between two mails, in seconds.
            default_environment: Environment that pages open with.
            highlight_tags: Tags shown first on an issue.
            highlight_context: Context keys shown first on an issue, by context.
            data_scrubber: Whether the server scrubs data.
            data_scrubber_defaults: Whether the server scrubs what usually is sensitive (passwords, card
                numbers).
            scrub_ip_addresses: Whether the server stores no IP addresses.
            sensitive_fields: Further field names to scrub; 4000 characters in all.
            safe_fields: Field names never scrubbed.
            pii_rules: Advanced scrubbing rules; they apply beside those of the organization.
            store_crash_reports: Native crash reports kept per issue; -1 all, 0 none.
            debug_files_role: Role that may download debug files.
            scrape_javascript: Whether Sentry may fetch source files.
            verify_ssl: Whether certificates are checked when it does.
            security_token: Token sent along when it does.
            security_token_header: Header that carries the token.
            allowed_domains: Origins that may send events; ["*"] any.
            fingerprinting_rules: Fingerprinting rules, one a line.
            grouping_enhancements: Stack trace rules, one a line.
            enable_auto_release_creation: Whether an event with an unknown release creates it.
            options: Further options by Sentry's own key, such as filters:blacklisted_ips.
        """

class ProjectArgs(_ProjectArgs):
    """The arguments of a project. Sentry keeps undeclared settings as they are."""

    def __init__(
        self,
        *,
        name: pulumi.Input[str],
        slug: pulumi.Input[str],
        team: pulumi.Input[str],
        platform: pulumi.Input[str | None] = None,
        default_rules: pulumi.Input[bool] = False,
        remove_default_key: pulumi.Input[bool] = False,
        adopt: pulumi.Input[bool | None] = None,
        subject_prefix: pulumi.Input[str | None] = None,
        subject_template: pulumi.Input[str | None] = None,
        resolve_age: pulumi.Input[int | None] = None,
        digests_min_delay: pulumi.Input[int | None] = None,
        digests_max_delay: pulumi.Input[int | None] = None,
        default_environment: pulumi.Input[str | None] = None,
        highlight_tags: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        highlight_context: pulumi.Input[Mapping[str, pulumi.Input[Sequence[pulumi.Input[str]]]] | None] = None,
        data_scrubber: pulumi.Input[bool | None] = None,
        data_scrubber_defaults: pulumi.Input[bool | None] = None,
        scrub_ip_addresses: pulumi.Input[bool | None] = None,
        sensitive_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        safe_fields: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        pii_rules: pulumi.Input[_PiiRulesArgs | _PiiRulesArgsDict | None] = None,
        store_crash_reports: pulumi.Input[int | None] = None,
        debug_files_role: pulumi.Input[str | None] = None,
        scrape_javascript: pulumi.Input[bool | None] = None,
        verify_ssl: pulumi.Input[bool | None] = None,
        security_token: pulumi.Input[str | None] = None,
        security_token_header: pulumi.Input[str | None] = None,
        allowed_domains: pulumi.Input[Sequence[pulumi.Input[str]] | None] = None,
        fingerprinting_rules: pulumi.Input[str | None] = None,
        grouping_enhancements: pulumi.Input[str | None] = None,
        enable_auto_release_creation: pulumi.Input[bool | None] = None,
        options: pulumi.Input[Mapping[str, Any] | None] = None,
    ) -> None:
        """The arguments of a project. Sentry keeps undeclared settings as they are.

        Args:
            name: Name for people.
            slug: Short name in addresses, unique in the organization.
            team: Id or slug of the team that owns it.
            platform: Platform as Sentry spells it, such as javascript-react or python-fastapi.
            default_rules: Whether Sentry adds its own alert for high-priority issues when it creates the
                project. Only looked at on creation.
            remove_default_key: Whether to remove the client key that Sentry makes with the project. Exactly
                that one: it is known by its id, seen right after this very creation, and stays where it has
                taken events since. Only looked at on creation.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
            subject_prefix: Prefix of mail subjects.
            subject_template: Template of mail subjects.
            resolve_age: Hours without an event after which an issue is resolved; 0 never.
            digests_min_delay: Shortest wait between two mails, in seconds.
            digests_max_delay: Longest wait between two mails, in seconds.
            default_environment: Environment that pages open with.
            highlight_tags: Tags shown first on an issue.
            highlight_context: Context keys shown first on an issue, by context.
            data_scrubber: Whether the server scrubs data.
            data_scrubber_defaults: Whether the server scrubs what usually is sensitive (passwords, card
                numbers).
            scrub_ip_addresses: Whether the server stores no IP addresses.
            sensitive_fields: Further field names to scrub; 4000 characters in all.
            safe_fields: Field names never scrubbed.
            pii_rules: Advanced scrubbing rules; they apply beside those of the organization.
            store_crash_reports: Native crash reports kept per issue; -1 all, 0 none.
            debug_files_role: Role that may download debug files.
            scrape_javascript: Whether Sentry may fetch source files.
            verify_ssl: Whether certificates are checked when it does.
            security_token: Token sent along when it does.
            security_token_header: Header that carries the token.
            allowed_domains: Origins that may send events; ["*"] any.
            fingerprinting_rules: Fingerprinting rules, one a line.
            grouping_enhancements: Stack trace rules, one a line.
            enable_auto_release_creation: Whether an event with an unknown release creates it.
            options: Further options by Sentry's own key, such as filters:blacklisted_ips.
        """

class ProjectKey(_ProjectKey):
    """A client key of a project, and its DSN.

    Import by `project/key`, `org/project/key` or the address of its settings page, where key is the public
    key. The DSN is a secret: it lets anybody send events. The id in state holds a digest of the key, and
    nothing of
    the key itself.
    """

    project: pulumi.Output[str]
    """Id or slug of its project."""

    name: pulumi.Output[str]
    """Name for people."""

    is_active: pulumi.Output[bool]
    """Whether events sent with it are accepted."""

    rate_limit: pulumi.Output[dict[str, Any] | None]
    """Limit on its events."""

    browser_sdk_version: pulumi.Output[str | None]
    """Version of the JavaScript SDK that the loader script loads: latest, 10.x, ..."""

    dynamic_sdk_loader_options: pulumi.Output[dict[str, Any] | None]
    """Options of the loader script."""

    proof: pulumi.Output[dict[str, Any] | None]
    """Prove the DSN before the key counts as made or as active again."""

    retirement: pulumi.Output[dict[str, Any] | None]
    """Take it out of use step by step. While declared, isActive is left alone, and a key that is gone is not
    made again.
    """

    rotated_at: pulumi.Output[str | None]
    """When the keys of its project were rotated last, an instant in ISO 8601 with its offset. A program that
    says an earlier one than the state, or none, is older than the state, and is refused in preview and `up`.
    A change of it alone is none.
    """

    adopt: pulumi.Output[bool | None]
    """Whether to take over a key of this name that the project has already, whatever its age. Only looked at on
    creation.
    """

    project_id: pulumi.Output[str]
    """Numeric id of its project."""

    public_key: pulumi.Output[str]
    """The 32 hex digits in the DSN."""

    dsn: pulumi.Output[str]
    """The address for the SDK's configuration."""

    security_url: pulumi.Output[str]
    """Where browsers report policy violations (CSP)."""

    rate_limit_ignored: pulumi.Output[bool]
    """Whether Sentry ignores the declared rate limit, because the plan has none."""

    date_created: pulumi.Output[str]
    """When it was made, in ISO 8601."""

    status: pulumi.Output[str]
    """active, inactive or deleted: what it is at Sentry."""

    proven: pulumi.Output[bool]
    """Whether ingest has accepted its DSN, as far as that was asked."""

    deactivated_at: pulumi.Output[str]
    """When its retirement switched it off, in ISO 8601; empty where it did not."""

    kept: pulumi.Output[str]
    """Why its retirement has not come as far as declared; empty where it has."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _ProjectKeyArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A client key of a project, and its DSN.

        Import by `project/key`, `org/project/key` or the address of its settings page, where key is the
        public
        key. The DSN is a secret: it lets anybody send events. The id in state holds a digest of the key, and
        nothing of
        the key itself.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a client key.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        is_active: pulumi.Input[bool] = True,
        rate_limit: pulumi.Input[_RateLimitArgs | _RateLimitArgsDict | None] = None,
        browser_sdk_version: pulumi.Input[str | None] = None,
        dynamic_sdk_loader_options: pulumi.Input[_LoaderOptionsArgs | _LoaderOptionsArgsDict | None] = None,
        proof: pulumi.Input[_ProofArgs | _ProofArgsDict | None] = None,
        retirement: pulumi.Input[_RetirementArgs | _RetirementArgsDict | None] = None,
        rotated_at: pulumi.Input[str | None] = None,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """A client key of a project, and its DSN.

        Import by `project/key`, `org/project/key` or the address of its settings page, where key is the
        public
        key. The DSN is a secret: it lets anybody send events. The id in state holds a digest of the key, and
        nothing of
        the key itself.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of its project.
            name: Name for people.
            is_active: Whether events sent with it are accepted.
            rate_limit: Limit on its events.
            browser_sdk_version: Version of the JavaScript SDK that the loader script loads: latest, 10.x, ...
            dynamic_sdk_loader_options: Options of the loader script.
            proof: Prove the DSN before the key counts as made or as active again.
            retirement: Take it out of use step by step. While declared, isActive is left alone, and a key
                that is gone is not made again.
            rotated_at: When the keys of its project were rotated last, an instant in ISO 8601 with its
                offset. A program that says an earlier one than the state, or none, is older than the state,
                and is refused in preview and `up`. A change of it alone is none.
            adopt: Whether to take over a key of this name that the project has already, whatever its age.
                Only looked at on creation.
        """

class ProjectKeyArgs(_ProjectKeyArgs):
    """The arguments of a client key."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        is_active: pulumi.Input[bool] = True,
        rate_limit: pulumi.Input[_RateLimitArgs | _RateLimitArgsDict | None] = None,
        browser_sdk_version: pulumi.Input[str | None] = None,
        dynamic_sdk_loader_options: pulumi.Input[_LoaderOptionsArgs | _LoaderOptionsArgsDict | None] = None,
        proof: pulumi.Input[_ProofArgs | _ProofArgsDict | None] = None,
        retirement: pulumi.Input[_RetirementArgs | _RetirementArgsDict | None] = None,
        rotated_at: pulumi.Input[str | None] = None,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """The arguments of a client key.

        Args:
            project: Id or slug of its project.
            name: Name for people.
            is_active: Whether events sent with it are accepted.
            rate_limit: Limit on its events.
            browser_sdk_version: Version of the JavaScript SDK that the loader script loads: latest, 10.x, ...
            dynamic_sdk_loader_options: Options of the loader script.
            proof: Prove the DSN before the key counts as made or as active again.
            retirement: Take it out of use step by step. While declared, isActive is left alone, and a key
                that is gone is not made again.
            rotated_at: When the keys of its project were rotated last, an instant in ISO 8601 with its
                offset. A program that says an earlier one than the state, or none, is older than the state,
                and is refused in preview and `up`. A change of it alone is none.
            adopt: Whether to take over a key of this name that the project has already, whatever its age.
                Only looked at on creation.
        """

class ProjectTeam(_ProjectTeam):
    """A team that has access to a project beside the team that owns it.

    Import by `project/team` or `org/project/team`, each an id or a slug.
    """

    project: pulumi.Output[str]
    """Id or slug of the project."""

    team: pulumi.Output[str]
    """Id or slug of the team; not the one that the project is declared with."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _ProjectTeamArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A team that has access to a project beside the team that owns it.

        Import by `project/team` or `org/project/team`, each an id or a slug.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: Which team gets access to which project.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        team: pulumi.Input[str],
    ) -> None:
        """A team that has access to a project beside the team that owns it.

        Import by `project/team` or `org/project/team`, each an id or a slug.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of the project.
            team: Id or slug of the team; not the one that the project is declared with.
        """

class ProjectTeamArgs(_ProjectTeamArgs):
    """Which team gets access to which project."""

    def __init__(self, *, project: pulumi.Input[str], team: pulumi.Input[str]) -> None:
        """Which team gets access to which project.

        Args:
            project: Id or slug of the project.
            team: Id or slug of the team; not the one that the project is declared with.
        """

class ProofArgs(_ProofArgs):
    """Ingest must accept the DSN before anything else sees it."""

    def __init__(
        self,
        *,
        pause: pulumi.Input[float] = 3.0,
        endpoint: pulumi.Input[str | None] = None,
    ) -> None:
        """Ingest must accept the DSN before anything else sees it.

        Args:
            pause: Seconds between two questions; two answers in a row must agree.
            endpoint: Address to ask in place of the one in Sentry's DSN, where applications send to another
                one, such as https://errors.example.com.
        """

class Provider(_Provider):
    """An explicitly configured provider, for a program that manages several organizations."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _ProviderArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """An explicitly configured provider, for a program that manages several organizations.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The address, the organization and the token. Each falls back to an
                environment variable.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        token: pulumi.Input[str | None] = None,
        organization: pulumi.Input[str | None] = None,
        base_url: pulumi.Input[str | None] = None,
    ) -> None:
        """An explicitly configured provider, for a program that manages several organizations.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            token: Internal-integration or user token (organization tokens are too weak: they cannot create
                projects). Falls back to SENTRY_AUTH_TOKEN, which is sent to no other site than the one that
                SENTRY_URL names (https://sentry.io where it names none).
            organization: Slug of the organization. Falls back to SENTRY_ORG. A stack stays with one
                organization, whatever its slug.
            base_url: Address of Sentry, such as https://de.sentry.io or a self-hosted one. Falls back to
                SENTRY_URL, then to https://sentry.io.
        """

class ProviderArgs(_ProviderArgs):
    """The address, the organization and the token. Each falls back to an environment variable."""

    def __init__(
        self,
        *,
        token: pulumi.Input[str | None] = None,
        organization: pulumi.Input[str | None] = None,
        base_url: pulumi.Input[str | None] = None,
    ) -> None:
        """The address, the organization and the token. Each falls back to an environment variable.

        Args:
            token: Internal-integration or user token (organization tokens are too weak: they cannot create
                projects). Falls back to SENTRY_AUTH_TOKEN, which is sent to no other site than the one that
                SENTRY_URL names (https://sentry.io where it names none).
            organization: Slug of the organization. Falls back to SENTRY_ORG. A stack stays with one
                organization, whatever its slug.
            base_url: Address of Sentry, such as https://de.sentry.io or a self-hosted one. Falls back to
                SENTRY_URL, then to https://sentry.io.
        """

class RateLimitArgs(_RateLimitArgs):
    """How many events a key lets through; Sentry drops further ones."""

    def __init__(self, *, count: pulumi.Input[int], window: pulumi.Input[int]) -> None:
        """How many events a key lets through; Sentry drops further ones.

        Args:
            count: Events per window.
            window: Length of the window in seconds.
        """

class RetirementArgs(_RetirementArgs):
    """How far a key is on its way out, after another one has taken its place."""

    def __init__(
        self,
        *,
        stage: pulumi.Input[Literal['grace', 'deactivated', 'deleted']],
        observe: pulumi.Input[int] = 0,
        unused_for: pulumi.Input[int] = 86400,
        force: pulumi.Input[bool] = False,
        leaked: pulumi.Input[bool | None] = None,
    ) -> None:
        """How far a key is on its way out, after another one has taken its place.

        Args:
            stage: grace: it stays as it is. deactivated: its events are refused. deleted: it is gone, and the
                resource stays as the record of it.
            observe: Seconds that it has to be off before it is deleted.
            unused_for: Seconds without an event after which it counts as unused. A used key is kept, with a
                warning.
            force: Take it out of use even while it is used.
            leaked: Somebody else has it: once this was declared, the key never becomes active again, whatever
                a later program says.
        """

class SpikeProtection(_SpikeProtection):
    """Whether a project is protected from spikes.

    Removing it goes back to what Sentry gives a new project: protection is on. Import by the project: its id,
    slug,
    `org/slug` or the address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of the project."""

    enabled: pulumi.Output[bool]
    """Whether events of a spike are dropped."""

    ignored: pulumi.Output[bool]
    """Whether Sentry took it and left things as they were, because the plan has none."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _SpikeProtectionArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Whether a project is protected from spikes.

        Removing it goes back to what Sentry gives a new project: protection is on. Import by the project: its
        id, slug,
        `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of spike protection.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        enabled: pulumi.Input[bool] = True,
    ) -> None:
        """Whether a project is protected from spikes.

        Removing it goes back to what Sentry gives a new project: protection is on. Import by the project: its
        id, slug,
        `org/slug` or the address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of the project.
            enabled: Whether events of a spike are dropped.
        """

class SpikeProtectionArgs(_SpikeProtectionArgs):
    """The arguments of spike protection."""

    def __init__(self, *, project: pulumi.Input[str], enabled: pulumi.Input[bool] = True) -> None:
        """The arguments of spike protection.

        Args:
            project: Id or slug of the project.
            enabled: Whether events of a spike are dropped.
        """

class Team(_Team):
    """A team of the organization.

    Import by id, slug, `org/slug` or the address of its settings page. The id is numeric, so that a new
    slug is a change in place.
    """

    slug: pulumi.Output[str]
    """Short name in addresses, unique in the organization."""

    name: pulumi.Output[str | None]
    """Name for people. Without it, Sentry uses the slug."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    url: pulumi.Output[str]
    """Address of its settings page."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _TeamArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A team of the organization.

        Import by id, slug, `org/slug` or the address of its settings page. The id is numeric, so that a new
        slug is a change in place.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a team.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        slug: pulumi.Input[str],
        name: pulumi.Input[str | None] = None,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """A team of the organization.

        Import by id, slug, `org/slug` or the address of its settings page. The id is numeric, so that a new
        slug is a change in place.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            slug: Short name in addresses, unique in the organization.
            name: Name for people. Without it, Sentry uses the slug.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class TeamArgs(_TeamArgs):
    """The arguments of a team."""

    def __init__(
        self,
        *,
        slug: pulumi.Input[str],
        name: pulumi.Input[str | None] = None,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """The arguments of a team.

        Args:
            slug: Short name in addresses, unique in the organization.
            name: Name for people. Without it, Sentry uses the slug.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class TeamMembership(_TeamMembership):
    """A member in a team.

    Import by `member/team` or `org/member/team`: the id or email address of the member, the id or slug of the
    team. A team that an identity provider keeps (SSO, SCIM) is read-only.
    """

    member: pulumi.Output[str]
    """Id of the member (Member.id)."""

    team: pulumi.Output[str]
    """Id or slug of the team."""

    role: pulumi.Output[Literal['contributor', 'admin'] | None]
    """contributor, or admin who manages the team. Managers and owners administer every team, whatever this says."""

    role_ignored: pulumi.Output[bool]
    """Whether Sentry ignores the declared role, because the plan has no team roles."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _TeamMembershipArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A member in a team.

        Import by `member/team` or `org/member/team`: the id or email address of the member, the id or slug of
        the
        team. A team that an identity provider keeps (SSO, SCIM) is read-only.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of a membership.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        member: pulumi.Input[str],
        team: pulumi.Input[str],
        role: pulumi.Input[Literal['contributor', 'admin'] | None] = None,
    ) -> None:
        """A member in a team.

        Import by `member/team` or `org/member/team`: the id or email address of the member, the id or slug of
        the
        team. A team that an identity provider keeps (SSO, SCIM) is read-only.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            member: Id of the member (Member.id).
            team: Id or slug of the team.
            role: contributor, or admin who manages the team. Managers and owners administer every team,
                whatever this says.
        """

class TeamMembershipArgs(_TeamMembershipArgs):
    """The arguments of a membership."""

    def __init__(
        self,
        *,
        member: pulumi.Input[str],
        team: pulumi.Input[str],
        role: pulumi.Input[Literal['contributor', 'admin'] | None] = None,
    ) -> None:
        """The arguments of a membership.

        Args:
            member: Id of the member (Member.id).
            team: Id or slug of the team.
            role: contributor, or admin who manages the team. Managers and owners administer every team,
                whatever this says.
        """

class TeamRoleArgs(_TeamRoleArgs):
    """One team of a member."""

    def __init__(
        self,
        *,
        team_slug: pulumi.Input[str],
        role: pulumi.Input[Literal['contributor', 'admin'] | None] = None,
    ) -> None:
        """One team of a member.

        Args:
            team_slug: Slug of the team.
            role: contributor, or admin who manages the team. Unless declared, what the role in the
                organization implies.
        """

class TrustedRelayArgs(_TrustedRelayArgs):
    """A self-hosted Relay from which Sentry takes events."""

    def __init__(
        self,
        *,
        name: pulumi.Input[str],
        public_key: pulumi.Input[str],
        description: pulumi.Input[str | None] = None,
    ) -> None:
        """A self-hosted Relay from which Sentry takes events.

        Args:
            name: Name for people.
            public_key: Its public key.
            description: What it is for.
        """

class UptimeMonitor(_UptimeMonitor):
    """An uptime monitor of a project.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    project: pulumi.Output[str]
    """Id or slug of its project."""

    name: pulumi.Output[str]
    """Name for people; need not be unique."""

    target: pulumi.Output[str]
    """Address that is asked for, with http:// or https://."""

    method: pulumi.Output[Literal['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']]
    """HTTP method."""

    headers: pulumi.Output[dict[str, str] | None]
    """HTTP headers by name; {} for none. Sentry shows them to whoever may see the monitor, and keeps those that
    it has where none are declared.
    """

    body: pulumi.Output[str | None]
    """Body of the request."""

    interval: pulumi.Output[int]
    """Seconds between two checks: 60, 300, 600, 1200, 1800 or 3600."""

    timeout: pulumi.Output[int]
    """Milliseconds to wait for the answer, from 1000 to 60000."""

    trace_sampling: pulumi.Output[bool]
    """Whether the checks take part in tracing, as any caller does."""

    environment: pulumi.Output[str]
    """Environment that its issues belong to."""

    downtime_threshold: pulumi.Output[int]
    """Failed checks in a row that open an issue."""

    recovery_threshold: pulumi.Output[int]
    """Good checks in a row that resolve it."""

    assertion: pulumi.Output[dict[str, Any] | None]
    """What the answer must be, as Sentry's API spells it; any good status where not declared."""

    description: pulumi.Output[str | None]
    """Text shown on its issues."""

    owner: pulumi.Output[str | None]
    """Who owns it: team:ID or user:ID."""

    enabled: pulumi.Output[bool]
    """Whether it runs."""

    adopt: pulumi.Output[bool | None]
    """Whether to take over an object that is there already and that no resource of the stack has: one with this
    slug, or one exactly as declared, whoever made it. Only looked at on creation.
    """

    url: pulumi.Output[str]
    """Address of its page."""

    paused_by_plan: pulumi.Output[bool]
    """Whether Sentry keeps it disabled, because the plan has no seat left for it."""

    @overload
    def __init__(
        self,
        resource_name: str,
        args: _UptimeMonitorArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """An uptime monitor of a project.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            args: As one object: The arguments of an uptime monitor.
            opts: Pulumi's options.
        """

    @overload
    def __init__(
        self,
        resource_name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        target: pulumi.Input[str],
        method: pulumi.Input[Literal['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']] = 'GET',
        headers: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None,
        body: pulumi.Input[str | None] = None,
        interval: pulumi.Input[int] = 60,
        timeout: pulumi.Input[int] = 5000,
        trace_sampling: pulumi.Input[bool] = False,
        environment: pulumi.Input[str] = 'production',
        downtime_threshold: pulumi.Input[int] = 3,
        recovery_threshold: pulumi.Input[int] = 1,
        assertion: pulumi.Input[Mapping[str, Any] | None] = None,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """An uptime monitor of a project.

        It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or
        the
        address of its page.

        Args:
            resource_name: Its name in the stack; unique among resources of its kind.
            opts: Pulumi's options.
            project: Id or slug of its project.
            name: Name for people; need not be unique.
            target: Address that is asked for, with http:// or https://.
            method: HTTP method.
            headers: HTTP headers by name; {} for none. Sentry shows them to whoever may see the monitor, and
                keeps those that it has where none are declared.
            body: Body of the request.
            interval: Seconds between two checks: 60, 300, 600, 1200, 1800 or 3600.
            timeout: Milliseconds to wait for the answer, from 1000 to 60000.
            trace_sampling: Whether the checks take part in tracing, as any caller does.
            environment: Environment that its issues belong to.
            downtime_threshold: Failed checks in a row that open an issue.
            recovery_threshold: Good checks in a row that resolve it.
            assertion: What the answer must be, as Sentry's API spells it; any good status where not declared.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

class UptimeMonitorArgs(_UptimeMonitorArgs):
    """The arguments of an uptime monitor."""

    def __init__(
        self,
        *,
        project: pulumi.Input[str],
        name: pulumi.Input[str],
        target: pulumi.Input[str],
        method: pulumi.Input[Literal['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']] = 'GET',
        headers: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None,
        body: pulumi.Input[str | None] = None,
        interval: pulumi.Input[int] = 60,
        timeout: pulumi.Input[int] = 5000,
        trace_sampling: pulumi.Input[bool] = False,
        environment: pulumi.Input[str] = 'production',
        downtime_threshold: pulumi.Input[int] = 3,
        recovery_threshold: pulumi.Input[int] = 1,
        assertion: pulumi.Input[Mapping[str, Any] | None] = None,
        description: pulumi.Input[str | None] = None,
        owner: pulumi.Input[str | None] = None,
        enabled: pulumi.Input[bool] = True,
        adopt: pulumi.Input[bool | None] = None,
    ) -> None:
        """The arguments of an uptime monitor.

        Args:
            project: Id or slug of its project.
            name: Name for people; need not be unique.
            target: Address that is asked for, with http:// or https://.
            method: HTTP method.
            headers: HTTP headers by name; {} for none. Sentry shows them to whoever may see the monitor, and
                keeps those that it has where none are declared.
            body: Body of the request.
            interval: Seconds between two checks: 60, 300, 600, 1200, 1800 or 3600.
            timeout: Milliseconds to wait for the answer, from 1000 to 60000.
            trace_sampling: Whether the checks take part in tracing, as any caller does.
            environment: Environment that its issues belong to.
            downtime_threshold: Failed checks in a row that open an issue.
            recovery_threshold: Good checks in a row that resolve it.
            assertion: What the answer must be, as Sentry's API spells it; any good status where not declared.
            description: Text shown on its issues.
            owner: Who owns it: team:ID or user:ID.
            enabled: Whether it runs.
            adopt: Whether to take over an object that is there already and that no resource of the stack has:
                one with this slug, or one exactly as declared, whoever made it. Only looked at on creation.
        """

@overload
def get_integration(args: _GetIntegrationArgs, opts: pulumi.InvokeOptions | None = None) -> IntegrationInfo:
    """Find an installed integration by its name (`GET /organizations/{org}/integrations/?provider_key=`).

    Where it is not installed, the error says where to install it.

    Args:
        args: As one object: The integration to look up.
        opts: Pulumi's options.
    """

@overload
def get_integration(
    *,
    opts: pulumi.InvokeOptions | None = None,
    provider: Literal['slack', 'discord', 'msteams', 'pagerduty', 'opsgenie', 'github', 'github_enterprise', 'jira', 'jira_server', 'vsts'],
    name: str | None = None,
) -> IntegrationInfo:
    """Find an installed integration by its name (`GET /organizations/{org}/integrations/?provider_key=`).

    Where it is not installed, the error says where to install it.

    Args:
        opts: Pulumi's options.
        provider: Kind of integration, as the type of action it serves.
        name: Name it is installed under, such as the Slack workspace; not needed where there is one of the
            kind.
    """

@overload
def get_integration_output(
    args: _GetIntegrationArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[IntegrationInfo]:
    """Find an installed integration by its name (`GET /organizations/{org}/integrations/?provider_key=`).

    Where it is not installed, the error says where to install it.

    Args:
        args: As one object: The integration to look up.
        opts: Pulumi's options.
    """

@overload
def get_integration_output(
    *,
    opts: pulumi.InvokeOptions | None = None,
    provider: pulumi.Input[Literal['slack', 'discord', 'msteams', 'pagerduty', 'opsgenie', 'github', 'github_enterprise', 'jira', 'jira_server', 'vsts']],
    name: pulumi.Input[str | None] = None,
) -> pulumi.Output[IntegrationInfo]:
    """Find an installed integration by its name (`GET /organizations/{org}/integrations/?provider_key=`).

    Where it is not installed, the error says where to install it.

    Args:
        opts: Pulumi's options.
        provider: Kind of integration, as the type of action it serves.
        name: Name it is installed under, such as the Slack workspace; not needed where there is one of the
            kind.
    """

@overload
def get_member(args: _GetMemberArgs, opts: pulumi.InvokeOptions | None = None) -> MemberInfo:
    """Look up a person who has joined (`GET /organizations/{org}/members/`).

    All lookups of a run share one list. An invitation that nobody has accepted is an error, for it has no
    user
    yet, unless `invited` is set.

    Args:
        args: As one object: The person to look up.
        opts: Pulumi's options.
    """

@overload
def get_member(
    *,
    opts: pulumi.InvokeOptions | None = None,
    email: str,
    invited: bool = False,
    if_missing: str | None = None,
) -> MemberInfo:
    """Look up a person who has joined (`GET /organizations/{org}/members/`).

    All lookups of a run share one list. An invitation that nobody has accepted is an error, for it has no
    user
    yet, unless `invited` is set.

    Args:
        opts: Pulumi's options.
        email: Any of their addresses, in any case.
        invited: Whether somebody is found who has not accepted the invitation; they have no `userId` yet.
        if_missing: What to do where there is none, for people; the error says it.
    """

@overload
def get_member_output(
    args: _GetMemberArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[MemberInfo]:
    """Look up a person who has joined (`GET /organizations/{org}/members/`).

    All lookups of a run share one list. An invitation that nobody has accepted is an error, for it has no
    user
    yet, unless `invited` is set.

    Args:
        args: As one object: The person to look up.
        opts: Pulumi's options.
    """

@overload
def get_member_output(
    *,
    opts: pulumi.InvokeOptions | None = None,
    email: pulumi.Input[str],
    invited: pulumi.Input[bool] = False,
    if_missing: pulumi.Input[str | None] = None,
) -> pulumi.Output[MemberInfo]:
    """Look up a person who has joined (`GET /organizations/{org}/members/`).

    All lookups of a run share one list. An invitation that nobody has accepted is an error, for it has no
    user
    yet, unless `invited` is set.

    Args:
        opts: Pulumi's options.
        email: Any of their addresses, in any case.
        invited: Whether somebody is found who has not accepted the invitation; they have no `userId` yet.
        if_missing: What to do where there is none, for people; the error says it.
    """

@overload
def get_organization(
    args: _GetOrganizationArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> OrganizationInfo:
    """Look up the organization that the provider is configured for (`GET /organizations/{org}/`).

    Args:
        args: As one object: No arguments: the provider's configuration names the organization.
        opts: Pulumi's options.
    """

@overload
def get_organization(*, opts: pulumi.InvokeOptions | None = None) -> OrganizationInfo:
    """Look up the organization that the provider is configured for (`GET /organizations/{org}/`).

    Args:
        opts: Pulumi's options.
    """

@overload
def get_organization_output(
    args: _GetOrganizationArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[OrganizationInfo]:
    """Look up the organization that the provider is configured for (`GET /organizations/{org}/`).

    Args:
        args: As one object: No arguments: the provider's configuration names the organization.
        opts: Pulumi's options.
    """

@overload
def get_organization_output(*, opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[OrganizationInfo]:
    """Look up the organization that the provider is configured for (`GET /organizations/{org}/`).

    Args:
        opts: Pulumi's options.
    """

@overload
def get_project(args: _GetProjectArgs, opts: pulumi.InvokeOptions | None = None) -> ProjectInfo:
    """Look up a project that another stack or a person manages (`GET /projects/{org}/{project}/`).

    Args:
        args: As one object: The project to look up.
        opts: Pulumi's options.
    """

@overload
def get_project(
    *,
    opts: pulumi.InvokeOptions | None = None,
    project: str,
    if_missing: str | None = None,
) -> ProjectInfo:
    """Look up a project that another stack or a person manages (`GET /projects/{org}/{project}/`).

    Args:
        opts: Pulumi's options.
        project: Id, slug, `org/slug` or the address of its page.
        if_missing: What to do where there is none, for people; the error says it.
    """

@overload
def get_project_monitor(
    args: _GetProjectMonitorArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> ProjectMonitor:
    """Find a project's error or issue-stream monitor (`GET /organizations/{org}/detectors/?project=`).

    A project declared in the same program has both as outputs, which costs no request in a preview.

    Args:
        args: As one object: The monitor of a project to look up.
        opts: Pulumi's options.
    """

@overload
def get_project_monitor(
    *,
    opts: pulumi.InvokeOptions | None = None,
    project: str,
    type: Literal['issue_stream', 'error'] = 'issue_stream',
    timeout: float = 30.0,
) -> ProjectMonitor:
    """Find a project's error or issue-stream monitor (`GET /organizations/{org}/detectors/?project=`).

    A project declared in the same program has both as outputs, which costs no request in a preview.

    Args:
        opts: Pulumi's options.
        project: Numeric id of the project.
        type: issue_stream for all issues, error for the one that makes issues of errors.
        timeout: Seconds to wait for a monitor that lags behind its project.
    """

@overload
def get_project_monitor_output(
    args: _GetProjectMonitorArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[ProjectMonitor]:
    """Find a project's error or issue-stream monitor (`GET /organizations/{org}/detectors/?project=`).

    A project declared in the same program has both as outputs, which costs no request in a preview.

    Args:
        args: As one object: The monitor of a project to look up.
        opts: Pulumi's options.
    """

@overload
def get_project_monitor_output(
    *,
    opts: pulumi.InvokeOptions | None = None,
    project: pulumi.Input[str],
    type: pulumi.Input[Literal['issue_stream', 'error']] = 'issue_stream',
    timeout: pulumi.Input[float] = 30.0,
) -> pulumi.Output[ProjectMonitor]:
    """Find a project's error or issue-stream monitor (`GET /organizations/{org}/detectors/?project=`).

    A project declared in the same program has both as outputs, which costs no request in a preview.

    Args:
        opts: Pulumi's options.
        project: Numeric id of the project.
        type: issue_stream for all issues, error for the one that makes issues of errors.
        timeout: Seconds to wait for a monitor that lags behind its project.
    """

@overload
def get_project_output(
    args: _GetProjectArgs,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[ProjectInfo]:
    """Look up a project that another stack or a person manages (`GET /projects/{org}/{project}/`).

    Args:
        args: As one object: The project to look up.
        opts: Pulumi's options.
    """

@overload
def get_project_output(
    *,
    opts: pulumi.InvokeOptions | None = None,
    project: pulumi.Input[str],
    if_missing: pulumi.Input[str | None] = None,
) -> pulumi.Output[ProjectInfo]:
    """Look up a project that another stack or a person manages (`GET /projects/{org}/{project}/`).

    Args:
        opts: Pulumi's options.
        project: Id, slug, `org/slug` or the address of its page.
        if_missing: What to do where there is none, for people; the error says it.
    """

@overload
def get_team(args: _GetTeamArgs, opts: pulumi.InvokeOptions | None = None) -> TeamInfo:
    """Look up a team that another stack or a person manages (`GET /teams/{org}/{team}/`).

    Args:
        args: As one object: The team to look up.
        opts: Pulumi's options.
    """

@overload
def get_team(
    *,
    opts: pulumi.InvokeOptions | None = None,
    team: str,
    if_missing: str | None = None,
) -> TeamInfo:
    """Look up a team that another stack or a person manages (`GET /teams/{org}/{team}/`).

    Args:
        opts: Pulumi's options.
        team: Id, slug, `org/slug` or the address of its settings page.
        if_missing: What to do where there is none, for people; the error says it.
    """

@overload
def get_team_output(args: _GetTeamArgs, opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[TeamInfo]:
    """Look up a team that another stack or a person manages (`GET /teams/{org}/{team}/`).

    Args:
        args: As one object: The team to look up.
        opts: Pulumi's options.
    """

@overload
def get_team_output(
    *,
    opts: pulumi.InvokeOptions | None = None,
    team: pulumi.Input[str],
    if_missing: pulumi.Input[str | None] = None,
) -> pulumi.Output[TeamInfo]:
    """Look up a team that another stack or a person manages (`GET /teams/{org}/{team}/`).

    Args:
        opts: Pulumi's options.
        team: Id, slug, `org/slug` or the address of its settings page.
        if_missing: What to do where there is none, for people; the error says it.
    """

class ActionFilterLogicType:
    ANY: Literal["any"]
    ANY_SHORT: Literal["any-short"]
    ALL: Literal["all"]
    NONE: Literal["none"]

class AlertActionTargetType:
    USER: Literal["user"]
    TEAM: Literal["team"]
    ISSUE_OWNERS: Literal["issue_owners"]
    SPECIFIC: Literal["specific"]
    SENTRY_APP: Literal["sentry_app"]

class AlertActionType:
    SLACK: Literal["slack"]
    DISCORD: Literal["discord"]
    MSTEAMS: Literal["msteams"]
    PAGERDUTY: Literal["pagerduty"]
    OPSGENIE: Literal["opsgenie"]
    GITHUB: Literal["github"]
    GITHUB_ENTERPRISE: Literal["github_enterprise"]
    JIRA: Literal["jira"]
    JIRA_SERVER: Literal["jira_server"]
    VSTS: Literal["vsts"]
    EMAIL: Literal["email"]
    SENTRY_APP: Literal["sentry_app"]
    WEBHOOK: Literal["webhook"]

class AlertConditionType:
    FIRST_SEEN_EVENT: Literal["first_seen_event"]
    ISSUE_RESOLVED_TRIGGER: Literal["issue_resolved_trigger"]
    REAPPEARED_EVENT: Literal["reappeared_event"]
    REGRESSION_EVENT: Literal["regression_event"]
    NEW_HIGH_PRIORITY_ISSUE: Literal["new_high_priority_issue"]
    EXISTING_HIGH_PRIORITY_ISSUE: Literal["existing_high_priority_issue"]
    EVERY_EVENT: Literal["every_event"]
    SEER_ACTIVITY_TRIGGER: Literal["seer_activity_trigger"]
    AGE_COMPARISON: Literal["age_comparison"]
    ASSIGNED_TO: Literal["assigned_to"]
    ISSUE_CATEGORY: Literal["issue_category"]
    ISSUE_TYPE: Literal["issue_type"]
    ISSUE_OCCURRENCES: Literal["issue_occurrences"]
    ISSUE_PRIORITY_GREATER_OR_EQUAL: Literal["issue_priority_greater_or_equal"]
    ISSUE_PRIORITY_DEESCALATING: Literal["issue_priority_deescalating"]
    EVENT_FREQUENCY_COUNT: Literal["event_frequency_count"]
    EVENT_FREQUENCY_PERCENT: Literal["event_frequency_percent"]
    EVENT_UNIQUE_USER_FREQUENCY_COUNT: Literal["event_unique_user_frequency_count"]
    EVENT_UNIQUE_USER_FREQUENCY_PERCENT: Literal["event_unique_user_frequency_percent"]
    PERCENT_SESSIONS_COUNT: Literal["percent_sessions_count"]
    PERCENT_SESSIONS_PERCENT: Literal["percent_sessions_percent"]
    EVENT_ATTRIBUTE: Literal["event_attribute"]
    TAGGED_EVENT: Literal["tagged_event"]
    LEVEL: Literal["level"]
    LATEST_RELEASE: Literal["latest_release"]
    LATEST_ADOPTED_RELEASE: Literal["latest_adopted_release"]

class AnomalySensitivity:
    LOW: Literal["low"]
    MEDIUM: Literal["medium"]
    HIGH: Literal["high"]

class AnomalyThresholdType:
    ABOVE: Literal["above"]
    BELOW: Literal["below"]
    BOTH: Literal["both"]

class CronIntervalUnit:
    MINUTE: Literal["minute"]
    HOUR: Literal["hour"]
    DAY: Literal["day"]
    WEEK: Literal["week"]
    MONTH: Literal["month"]
    YEAR: Literal["year"]

class GetIntegrationProvider:
    SLACK: Literal["slack"]
    DISCORD: Literal["discord"]
    MSTEAMS: Literal["msteams"]
    PAGERDUTY: Literal["pagerduty"]
    OPSGENIE: Literal["opsgenie"]
    GITHUB: Literal["github"]
    GITHUB_ENTERPRISE: Literal["github_enterprise"]
    JIRA: Literal["jira"]
    JIRA_SERVER: Literal["jira_server"]
    VSTS: Literal["vsts"]

class GetProjectMonitorType:
    ISSUE_STREAM: Literal["issue_stream"]
    ERROR: Literal["error"]

class InboundFiltersLegacyBrowsers:
    IE: Literal["ie"]
    EDGE: Literal["edge"]
    SAFARI: Literal["safari"]
    FIREFOX: Literal["firefox"]
    CHROME: Literal["chrome"]
    OPERA: Literal["opera"]
    ANDROID: Literal["android"]
    OPERA_MINI: Literal["opera_mini"]
    IE_PRE9: Literal["ie_pre_9"]
    IE9: Literal["ie9"]
    IE10: Literal["ie10"]
    IE11: Literal["ie11"]
    OPERA_PRE15: Literal["opera_pre_15"]
    ANDROID_PRE4: Literal["android_pre_4"]
    SAFARI_PRE6: Literal["safari_pre_6"]
    OPERA_MINI_PRE8: Literal["opera_mini_pre_8"]
    EDGE_PRE79: Literal["edge_pre_79"]

class MemberOrgRole:
    MEMBER: Literal["member"]
    BILLING: Literal["billing"]
    ADMIN: Literal["admin"]
    MANAGER: Literal["manager"]
    OWNER: Literal["owner"]

class MetricMonitorDetectionType:
    STATIC: Literal["static"]
    PERCENT: Literal["percent"]
    DYNAMIC: Literal["dynamic"]

class MonitorConditionResult:
    HIGH: Literal["high"]
    MEDIUM: Literal["medium"]
    RESOLVED: Literal["resolved"]

class MonitorConditionType:
    GT: Literal["gt"]
    GTE: Literal["gte"]
    LT: Literal["lt"]
    LTE: Literal["lte"]
    ANOMALY_DETECTION: Literal["anomaly_detection"]

class OrganizationSettingsAttachmentsRole:
    MEMBER: Literal["member"]
    ADMIN: Literal["admin"]
    MANAGER: Literal["manager"]
    OWNER: Literal["owner"]

class OrganizationSettingsDebugFilesRole:
    MEMBER: Literal["member"]
    ADMIN: Literal["admin"]
    MANAGER: Literal["manager"]
    OWNER: Literal["owner"]

class OrganizationSettingsDefaultRole:
    MEMBER: Literal["member"]
    ADMIN: Literal["admin"]
    MANAGER: Literal["manager"]
    OWNER: Literal["owner"]

class OrganizationSettingsSamplingMode:
    ORGANIZATION: Literal["organization"]
    PROJECT: Literal["project"]

class OwnershipRulesAutoAssignment:
    AUTO_ASSIGN_TO_ISSUE_OWNER: Literal["Auto Assign to Issue Owner"]
    AUTO_ASSIGN_TO_SUSPECT_COMMITS: Literal["Auto Assign to Suspect Commits"]
    TURN_OFF_AUTO_ASSIGNMENT: Literal["Turn off Auto-Assignment"]

class PiiRedactionMethod:
    REMOVE: Literal["remove"]
    REPLACE: Literal["replace"]
    MASK: Literal["mask"]
    HASH: Literal["hash"]
    DEFAULT: Literal["default"]

class PiiRuleType:
    ANYTHING: Literal["anything"]
    PATTERN: Literal["pattern"]
    IMEI: Literal["imei"]
    MAC: Literal["mac"]
    UUID: Literal["uuid"]
    EMAIL: Literal["email"]
    IP: Literal["ip"]
    CREDITCARD: Literal["creditcard"]
    IBAN: Literal["iban"]
    USERPATH: Literal["userpath"]
    PEMKEY: Literal["pemkey"]
    URL_AUTH: Literal["url_auth"]
    US_SSN: Literal["us_ssn"]
    BEARER: Literal["bearer"]
    PASSWORD: Literal["password"]
    REDACT_PAIR: Literal["redact_pair"]
    MULTIPLE: Literal["multiple"]
    ALIAS: Literal["alias"]

class RetirementStage:
    GRACE: Literal["grace"]
    DEACTIVATED: Literal["deactivated"]
    DELETED: Literal["deleted"]

class TeamMembershipRole:
    CONTRIBUTOR: Literal["contributor"]
    ADMIN: Literal["admin"]

class TeamRoleRole:
    CONTRIBUTOR: Literal["contributor"]
    ADMIN: Literal["admin"]

class UptimeMonitorMethod:
    GET: Literal["GET"]
    POST: Literal["POST"]
    HEAD: Literal["HEAD"]
    PUT: Literal["PUT"]
    DELETE: Literal["DELETE"]
    PATCH: Literal["PATCH"]
    OPTIONS: Literal["OPTIONS"]
