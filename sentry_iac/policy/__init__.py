"""The rules that an organization sets for its own Sentry: over planned resources, with a level each.

This package imports nothing but the standard library: the Pulumi policy pack runs the same rules in an environment
of its own, whose packages do not fit beside ours.
"""

from sentry_iac.policy.judging import Judged, judge, rules_for, rules_off, setting_of
from sentry_iac.policy.planned import SECRET, UNKNOWN, Planned, Resource, component_of
from sentry_iac.policy.rule import Finding, Fix, Rule
from sentry_iac.policy.rules import RULES
from sentry_iac.policy.settings import LEVELS, Level, PolicySpec, Setting

__all__ = [
    "LEVELS",
    "RULES",
    "SECRET",
    "UNKNOWN",
    "Finding",
    "Fix",
    "Judged",
    "Level",
    "Planned",
    "PolicySpec",
    "Resource",
    "Rule",
    "Setting",
    "component_of",
    "judge",
    "rules_for",
    "rules_off",
    "setting_of",
]
