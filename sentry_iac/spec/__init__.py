"""The typed model of `sentry.yaml` and stack config: what everything else reads."""

from sentry_iac.spec.errors import Problem, SpecError
from sentry_iac.spec.estate import (
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
    MetricMonitorSpec,
    Priority,
    ProjectKind,
    ProjectSettings,
    RateLimitSpec,
    TeamEmail,
    TeamSpec,
)
from sentry_iac.spec.guard import RISKS, Allowance, GuardSpec
from sentry_iac.spec.loader import json_schema, load_estate, parse_estate
from sentry_iac.spec.stack import StackSettings, load_stack_settings, read_stack_file

__all__ = [
    "RISKS",
    "AlertSource",
    "AlertSpec",
    "Allowance",
    "ApplicationSpec",
    "Comparison",
    "EnvFileSpec",
    "EnvValue",
    "Estate",
    "FromProject",
    "GuardSpec",
    "KeySpec",
    "LoaderSpec",
    "MetricMonitorSpec",
    "Priority",
    "Problem",
    "ProjectKind",
    "ProjectSettings",
    "RateLimitSpec",
    "SpecError",
    "StackSettings",
    "TeamEmail",
    "TeamSpec",
    "json_schema",
    "load_estate",
    "load_stack_settings",
    "parse_estate",
    "read_stack_file",
]
