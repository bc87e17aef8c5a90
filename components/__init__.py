"""Pulumi components: they turn an estate into resources, without HTTP, YAML or files."""

from components.alerting import Alerting
from components.application import Application
from components.joining import JoinedProject, JoinedTeam
from components.key_ring import KeyRing
from components.privacy import OrganizationPrivacy, Privacy
from components.receivers import Receivers
from components.team_access import TeamAccess
from components.uptime_and_cron import Checks

__all__ = [
    "Alerting",
    "Application",
    "Checks",
    "JoinedProject",
    "JoinedTeam",
    "KeyRing",
    "OrganizationPrivacy",
    "Privacy",
    "Receivers",
    "TeamAccess",
]
