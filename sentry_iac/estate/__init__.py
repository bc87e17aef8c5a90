"""The estate: `sentry.yaml` and one stack file, read into one typed model for the rest of the program."""

from sentry_iac.estate.defaults.rules import ENV_NAMES
from sentry_iac.estate.loader import load_estate, load_policy, parse_estate, parse_guard
from sentry_iac.estate.model.access import MembershipSpec, PersonSpec, TeamSpec
from sentry_iac.estate.model.alerts import (
    ID,
    ActionFilterSpec,
    AlertSource,
    AlertSpec,
    ConditionSpec,
    CustomAlertSpec,
    MonitorId,
    MonitorRef,
)
from sentry_iac.estate.model.allotment import CATEGORY, AllotmentSpec, CountedKind
from sentry_iac.estate.model.estate import (
    ApplicationSpec,
    Estate,
    ProjectKind,
    ProjectSettings,
)
from sentry_iac.estate.model.guard import ALWAYS_FORBIDDEN, RISKS, Allowance, GuardSpec
from sentry_iac.estate.model.keys_and_env_files import (
    EnvFileSpec,
    EnvValue,
    FromProject,
    FurtherKeySpec,
    KeySpec,
    LoaderSpec,
    RateLimitSpec,
)
from sentry_iac.estate.model.metric_monitors import (
    AnomalySpec,
    Comparison,
    MetricMonitorSpec,
    Priority,
    ThresholdSpec,
)
from sentry_iac.estate.model.owners import ActorOwner, Owner, PersonOwner, TeamOwner
from sentry_iac.estate.model.receivers import (
    IntegrationTarget,
    OwnersEmail,
    PersonEmail,
    RawAction,
    Receiver,
    TeamEmail,
    WebhookCall,
)
from sentry_iac.estate.model.rotation import (
    WARN_AT,
    RotationSpec,
    generation_of,
    key_name,
    resource_name,
)
from sentry_iac.estate.model.scrubbing import NamedPiiRuleSpec, NamedPiiRulesSpec, PiiRuleSpec, named
from sentry_iac.estate.model.settings import (
    FiltersSpec,
    OrganizationSpec,
    OwnershipSpec,
    PurgeSpec,
    RetentionSpec,
    TrustedRelaySpec,
)
from sentry_iac.estate.model.uptime_and_cron import CronSpec, UptimeSpec
from sentry_iac.estate.model.words import ASSIGNMENTS, LOADER
from sentry_iac.estate.schema.making import json_schema
from sentry_iac.estate.schema.shipped import SCHEMA_FILE, outdated_schema, schema_line, schema_text
from sentry_iac.estate.stack.loading import (
    PROJECT_FILE,
    load_stack_settings,
    parse_stack_settings,
    read_stack_file,
)
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.document import decode_document, parse_document
from sentry_iac.estate.text.errors import Problem, SpecError

__all__ = [
    "ALWAYS_FORBIDDEN",
    "ASSIGNMENTS",
    "CATEGORY",
    "ENV_NAMES",
    "ID",
    "LOADER",
    "PROJECT_FILE",
    "RISKS",
    "SCHEMA_FILE",
    "WARN_AT",
    "ActionFilterSpec",
    "ActorOwner",
    "AlertSource",
    "AlertSpec",
    "AllotmentSpec",
    "Allowance",
    "AnomalySpec",
    "ApplicationSpec",
    "Comparison",
    "ConditionSpec",
    "CountedKind",
    "CronSpec",
    "CustomAlertSpec",
    "EnvFileSpec",
    "EnvValue",
    "Estate",
    "FiltersSpec",
    "FromProject",
    "FurtherKeySpec",
    "GuardSpec",
    "IntegrationTarget",
    "KeySpec",
    "LoaderSpec",
    "MembershipSpec",
    "MetricMonitorSpec",
    "MonitorId",
    "MonitorRef",
    "NamedPiiRuleSpec",
    "NamedPiiRulesSpec",
    "OrganizationSpec",
    "Owner",
    "OwnersEmail",
    "OwnershipSpec",
    "PersonEmail",
    "PersonOwner",
    "PersonSpec",
    "PiiRuleSpec",
    "Priority",
    "Problem",
    "ProjectKind",
    "ProjectSettings",
    "PurgeSpec",
    "RateLimitSpec",
    "RawAction",
    "Receiver",
    "RetentionSpec",
    "RotationSpec",
    "SpecError",
    "StackSettings",
    "TeamEmail",
    "TeamOwner",
    "TeamSpec",
    "ThresholdSpec",
    "TrustedRelaySpec",
    "UptimeSpec",
    "WebhookCall",
    "decode_document",
    "generation_of",
    "json_schema",
    "key_name",
    "load_estate",
    "load_policy",
    "load_stack_settings",
    "named",
    "outdated_schema",
    "parse_document",
    "parse_estate",
    "parse_guard",
    "parse_stack_settings",
    "read_stack_file",
    "resource_name",
    "schema_line",
    "schema_text",
]
