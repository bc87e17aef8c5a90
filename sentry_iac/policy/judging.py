"""Holds a planned stack against the rules, and weighs what they find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sentry_iac.policy.planned import Planned
from sentry_iac.policy.rule import Finding, Rule
from sentry_iac.policy.rules import RULES
from sentry_iac.policy.settings import LEVELS, PolicySpec, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rule found, and how much that weighs.

    Attributes:
        rule: the rule.
        finding: what it found.
        setting: the rule's level here, and why it is not the rule's own; never `off`.
    """

    rule: Rule
    finding: Finding
    setting: Setting

    @property
    def refuses(self) -> bool:
        """Whether it must not pass."""
        return self.setting.level == "mandatory"


def setting_of(rule: Rule, policy: PolicySpec) -> Setting:
    """Return how much a rule weighs: what `sentry.yaml` says, else its own level."""
    return policy.settings.get(rule.name, Setting(level=rule.level))


def rules_for(stack: str, policy: PolicySpec) -> Iterator[tuple[Rule, Setting]]:
    """Yield the rules that hold in a stack, with their levels; those that are off are left out."""
    for rule in RULES.values():
        setting = setting_of(rule, policy)
        if setting.level != "off" and (policy.is_production(stack) or not rule.production_only):
            yield rule, setting


def rules_off(policy: PolicySpec) -> Iterator[tuple[Rule, Setting]]:
    """Yield the rules that are switched off, with the reason where one is written."""
    for rule in RULES.values():
        setting = setting_of(rule, policy)
        if setting.level == "off":
            yield rule, setting


def judge(planned: Planned, stack: str, policy: PolicySpec) -> list[Judged]:
    """Return everything that is not as it should be: what refuses first, then in the order of the rules.

    Args:
        planned: the stack as it will be.
        stack: its name.
        policy: what `sentry.yaml` says about the rules.
    """
    found = [
        Judged(rule=rule, finding=finding, setting=setting)
        for rule, setting in rules_for(stack, policy)
        for finding in rule.look(planned)
    ]
    return sorted(found, key=lambda each: LEVELS.index(each.setting.level))
