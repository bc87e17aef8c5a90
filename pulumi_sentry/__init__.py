"""Sentry for Pulumi programs, on Sentry's Monitors & Alerts API.

import pulumi_sentry as sentry

team = sentry.Team("web", sentry.TeamArgs(slug="web"))
project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
key = sentry.ProjectKey("shop", sentry.ProjectKeyArgs(project=project.id, name="production"))
pulumi.export("dsn", key.dsn)
"""

from pulumi_sentry import actions, filters, triggers
from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import ArgumentError
from pulumi_sentry.pii_rules import PiiRedactionArgs, PiiRuleArgs, PiiRulesArgs
from pulumi_sentry.provider import Provider, ProviderArgs
from pulumi_sentry.resources.alert import (
    ActionFilterArgs,
    Alert,
    AlertActionArgs,
    AlertArgs,
    AlertConditionArgs,
)
from pulumi_sentry.resources.cron_monitor import CronIntervalArgs, CronMonitor, CronMonitorArgs
from pulumi_sentry.resources.env_file import EnvFile, EnvFileArgs
from pulumi_sentry.resources.inbound_filters import InboundFilters, InboundFiltersArgs
from pulumi_sentry.resources.integration import GetIntegrationArgs, IntegrationInfo, get_integration
from pulumi_sentry.resources.member import Member, MemberArgs, TeamRoleArgs
from pulumi_sentry.resources.metric_monitor import (
    AnomalyArgs,
    MetricDataSourceArgs,
    MetricMonitor,
    MetricMonitorArgs,
    MonitorConditionArgs,
)
from pulumi_sentry.resources.organization import GetOrganizationArgs, OrganizationInfo, get_organization
from pulumi_sentry.resources.organization_settings import (
    OrganizationSettings,
    OrganizationSettingsArgs,
    TrustedRelayArgs,
)
from pulumi_sentry.resources.ownership_rules import OwnershipRules, OwnershipRulesArgs
from pulumi_sentry.resources.project import GetProjectArgs, Project, ProjectArgs, ProjectInfo, get_project
from pulumi_sentry.resources.project_key import (
    LoaderOptionsArgs,
    ProjectKey,
    ProjectKeyArgs,
    ProofArgs,
    RateLimitArgs,
    RetirementArgs,
)
from pulumi_sentry.resources.project_monitor import (
    GetProjectMonitorArgs,
    ProjectMonitor,
    get_project_monitor,
)
from pulumi_sentry.resources.project_team import ProjectTeam, ProjectTeamArgs
from pulumi_sentry.resources.spike_protection import SpikeProtection, SpikeProtectionArgs
from pulumi_sentry.resources.team import GetTeamArgs, Team, TeamArgs, TeamInfo, get_team
from pulumi_sentry.resources.team_membership import TeamMembership, TeamMembershipArgs
from pulumi_sentry.resources.uptime_monitor import UptimeMonitor, UptimeMonitorArgs

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
    "get_organization",
    "get_project",
    "get_project_monitor",
    "get_team",
    "triggers",
]
