"""Pulumi components: they turn an estate into resources, without HTTP, YAML or files."""

from sentry_iac.components.alerting import Alerting
from sentry_iac.components.application import Application
from sentry_iac.components.custom_alerts import CustomAlerts
from sentry_iac.components.joining import AnyTeam, JoinedProject, JoinedTeam, UnmanagedTeam
from sentry_iac.components.key_ring import KeyRing
from sentry_iac.components.privacy import OrganizationPrivacy, Privacy
from sentry_iac.components.receivers import Receivers
from sentry_iac.components.team_access import TeamAccess
from sentry_iac.components.uptime_and_cron import Checks

__all__ = [
    "Alerting",
    "AnyTeam",
    "Application",
    "Checks",
    "CustomAlerts",
    "JoinedProject",
    "JoinedTeam",
    "KeyRing",
    "OrganizationPrivacy",
    "Privacy",
    "Receivers",
    "TeamAccess",
    "UnmanagedTeam",
]
