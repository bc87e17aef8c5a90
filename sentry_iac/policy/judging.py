"""Judges a planned stack by the rules, each with its level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sentry_iac.policy.planned import Planned
from sentry_iac.policy.rule import Finding, Rule
from sentry_iac.policy.rules import RULES
from sentry_iac.policy.settings import LEVELS, PolicySpec, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding of a rule, with its level.

    Attributes:
        rule: the rule.
        finding: its finding.
        setting: the rule's level here, and the reason if it is not the rule's own; never `off`.
    """

    rule: Rule
    finding: Finding
    setting: Setting

    @property
    def refuses(self) -> bool:
        """Whether the finding refuses."""
        return self.setting.level == "mandatory"


def setting_of(rule: Rule, policy: PolicySpec) -> Setting:
    """Return the level of a rule: from `sentry.yaml`, else its own."""
    return policy.settings.get(rule.name, Setting(level=rule.level))


def rules_for(stack: str, policy: PolicySpec) -> Iterator[tuple[Rule, Setting]]:
    """Yield the rules that hold in a stack, with their levels, without those that are off."""
    for rule in RULES.values():
        setting = setting_of(rule, policy)
        if setting.level != "off" and (policy.is_production(stack) or not rule.production_only):
            yield rule, setting


def rules_off(policy: PolicySpec) -> Iterator[tuple[Rule, Setting]]:
    """Yield the rules that are switched off, with the written reason if any."""
    for rule in RULES.values():
        setting = setting_of(rule, policy)
        if setting.level == "off":
            yield rule, setting


def judge(planned: Planned, stack: str, policy: PolicySpec) -> list[Judged]:
    """Return all findings: mandatory ones first, then in the order of the rules.

    Args:
        planned: the future stack.
        stack: its name.
        policy: the rules' settings in `sentry.yaml`.
    """
    found = [
        Judged(rule=rule, finding=finding, setting=setting)
        for rule, setting in rules_for(stack, policy)
        for finding in rule.look(planned)
    ]
    return sorted(found, key=lambda each: LEVELS.index(each.setting.level))
