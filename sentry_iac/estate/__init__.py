"""The typed model of `sentry.yaml` and stack config: what everything else reads."""

from sentry_iac.estate.loader import json_schema, load_estate, load_policy, parse_estate, parse_guard
from sentry_iac.estate.model.allotment import AllotmentSpec
from sentry_iac.estate.model.estate import (
    AlertSource,
    AlertSpec,
    ApplicationSpec,
    Comparison,
    EnvFileSpec,
    EnvValue,
    Estate,
    FromProject,
    KeySpec,
    LoaderSpec,
    MembershipSpec,
    MetricMonitorSpec,
    PersonSpec,
    Priority,
    ProjectKind,
    ProjectSettings,
    RateLimitSpec,
    Receiver,
    TeamEmail,
    TeamSpec,
)
from sentry_iac.estate.model.guard import RISKS, Allowance, GuardSpec
from sentry_iac.estate.model.receivers import IntegrationTarget, OwnersEmail, WebhookCall
from sentry_iac.estate.model.rotation import RotationSpec
from sentry_iac.estate.model.settings import (
    FiltersSpec,
    OrganizationSpec,
    OwnershipSpec,
    PiiRuleSpec,
    PurgeSpec,
    RetentionSpec,
)
from sentry_iac.estate.model.uptime_and_cron import CronSpec, UptimeSpec
from sentry_iac.estate.stack.loading import load_stack_settings, read_stack_file
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Problem, SpecError

__all__ = [
    "RISKS",
    "AlertSource",
    "AlertSpec",
    "AllotmentSpec",
    "Allowance",
    "ApplicationSpec",
    "Comparison",
    "CronSpec",
    "EnvFileSpec",
    "EnvValue",
    "Estate",
    "FiltersSpec",
    "FromProject",
    "GuardSpec",
    "IntegrationTarget",
    "KeySpec",
    "LoaderSpec",
    "MembershipSpec",
    "MetricMonitorSpec",
    "OrganizationSpec",
    "OwnersEmail",
    "OwnershipSpec",
    "PersonSpec",
    "PiiRuleSpec",
    "Priority",
    "Problem",
    "ProjectKind",
    "ProjectSettings",
    "PurgeSpec",
    "RateLimitSpec",
    "Receiver",
    "RetentionSpec",
    "RotationSpec",
    "SpecError",
    "StackSettings",
    "TeamEmail",
    "TeamSpec",
    "UptimeSpec",
    "WebhookCall",
    "json_schema",
    "load_estate",
    "load_policy",
    "load_stack_settings",
    "parse_estate",
    "parse_guard",
    "read_stack_file",
]
