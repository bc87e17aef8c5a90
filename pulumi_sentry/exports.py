"""Everything that `import pulumi_sentry` offers, under the names that a program uses."""

from pulumi_sentry._version import __version__
from pulumi_sentry.access.member import Member, MemberArgs, TeamRoleArgs
from pulumi_sentry.access.member_lookup import GetMemberArgs, MemberInfo, get_member, get_member_output
from pulumi_sentry.access.project_team import ProjectTeam, ProjectTeamArgs
from pulumi_sentry.access.team import GetTeamArgs, Team, TeamArgs, TeamInfo, get_team, get_team_output
from pulumi_sentry.access.team_membership import TeamMembership, TeamMembershipArgs
from pulumi_sentry.alerts import actions, filters, triggers
from pulumi_sentry.alerts.alert import (
    ActionFilterArgs,
    Alert,
    AlertActionArgs,
    AlertArgs,
    AlertConditionArgs,
)
from pulumi_sentry.alerts.integration import (
    GetIntegrationArgs,
    IntegrationInfo,
    get_integration,
    get_integration_output,
)
from pulumi_sentry.declaration import ArgumentError
from pulumi_sentry.env_file.env_file import EnvFile, EnvFileArgs
from pulumi_sentry.keys.arguments import (
    LoaderOptionsArgs,
    ProjectKeyArgs,
    ProofArgs,
    RateLimitArgs,
    RetirementArgs,
)
from pulumi_sentry.keys.project_key import ProjectKey
from pulumi_sentry.monitors.cron_monitor import CronIntervalArgs, CronMonitor, CronMonitorArgs
from pulumi_sentry.monitors.metric_monitor import (
    AnomalyArgs,
    MetricDataSourceArgs,
    MetricMonitor,
    MetricMonitorArgs,
    MonitorConditionArgs,
)
from pulumi_sentry.monitors.uptime_monitor import UptimeMonitor, UptimeMonitorArgs
from pulumi_sentry.organization.organization import (
    GetOrganizationArgs,
    OrganizationInfo,
    get_organization,
    get_organization_output,
)
from pulumi_sentry.organization.organization_settings import (
    OrganizationSettings,
    OrganizationSettingsArgs,
    TrustedRelayArgs,
)
from pulumi_sentry.privacy.pii_rules import PiiRedactionArgs, PiiRuleArgs, PiiRulesArgs
from pulumi_sentry.projects.arguments import ProjectArgs
from pulumi_sentry.projects.inbound_filters import InboundFilters, InboundFiltersArgs
from pulumi_sentry.projects.ownership_rules import OwnershipRules, OwnershipRulesArgs
from pulumi_sentry.projects.project import (
    GetProjectArgs,
    Project,
    ProjectInfo,
    get_project,
    get_project_output,
)
from pulumi_sentry.projects.project_monitor import (
    GetProjectMonitorArgs,
    ProjectMonitor,
    get_project_monitor,
    get_project_monitor_output,
)
from pulumi_sentry.projects.spike_protection import SpikeProtection, SpikeProtectionArgs
from pulumi_sentry.provider import Provider, ProviderArgs

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
