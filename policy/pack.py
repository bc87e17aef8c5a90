"""The rules of `sentry_iac.policy` as policies of a stack.

The engine hands a stack's policy the outputs of each resource, in which Sentry's defaults look declared. So the pack
notes the arguments when the engine shows it each resource by itself, and the rules look at those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from sentry_iac.estate import SpecError, load_policy
from sentry_iac.policy import RULES, Planned, PolicySpec, Resource, Rule, component_of, setting_of

NAME: Final = "sentry-iac"

_LEVELS: Final = {
    "mandatory": EnforcementLevel.MANDATORY,
    "advisory": EnforcementLevel.ADVISORY,
    "off": EnforcementLevel.DISABLED,
}


def serve(sentry_yaml: Path) -> None:
    """Answer the engine until it ends this process.

    Args:
        sentry_yaml: the file with the levels of the rules and the listed people.
    """
    try:
        policy = load_policy(sentry_yaml)
    except SpecError as error:
        sys.exit(f"error: {error}")
    PolicyPack(name=NAME, policies=Pack(policy).policies())


class Pack:
    """One policy for each rule, and one that notes the arguments of resources."""

    def __init__(self, policy: PolicySpec) -> None:
        """Begin without any notes.

        Args:
            policy: the rules' settings in `sentry.yaml`.
        """
        self._policy = policy
        self._declared: dict[str, Resource] = {}

    def policies(self) -> list[ResourceValidationPolicy | StackValidationPolicy]:
        """Return a policy for each rule, and the one that notes arguments."""
        noting = ResourceValidationPolicy(
            name="declared-arguments",
            description="Notes what each resource is declared with, for the other policies.",
            validate=self._note,
            enforcement_level=EnforcementLevel.ADVISORY,
        )
        return [noting, *(self._policy_of(rule) for rule in RULES.values())]

    def _note(self, args: ResourceValidationArgs, _report: ReportViolation) -> None:
        self._declared[args.urn] = resource_of(args)

    def _policy_of(self, rule: Rule) -> StackValidationPolicy:
        return StackValidationPolicy(
            name=rule.name,
            description=rule.wants,
            validate=self._validation(rule),
            enforcement_level=_LEVELS[setting_of(rule, self._policy).level],
        )

    def _validation(self, rule: Rule) -> Callable[[StackValidationArgs, ReportViolation], None]:
        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            urns = [each.urn for each in args.resources]
            if rule.production_only and not self._policy.is_production(stack_of(urns)):
                return
            # With `--target` the engine leaves some resources out of the first pass; the outputs hold their arguments,
            # too.
            planned = [self._declared.get(each.urn) or resource_of(each) for each in args.resources]
            for finding in rule.look(Planned(planned, self._policy.people)):
                report(f"{finding.says}\n{finding.fix}", finding.urn)

        return validate


def resource_of(shown: ResourceValidationArgs | PolicyResource) -> Resource:
    """Return a resource from the engine in the form for the rules."""
    return Resource(
        type=shown.resource_type.rsplit(":", 1)[-1],
        name=shown.name,
        urn=shown.urn,
        parent=component_of(shown.opts.parent or ""),
        arguments=plain(shown.props),
    )


def stack_of(urns: Sequence[str]) -> str:
    """Return the stack's name, from its resources; empty if there are none."""
    # urn:pulumi:<stack>::<project>::<type>::<name>
    return urns[0].split("::", 1)[0].removeprefix("urn:pulumi:") if urns else ""


def plain(value: Any) -> Any:
    """Return a property value without pulumi-policy's proxies, which raise at an unknown value."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in _inside(value).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in _inside(value)]
    return value


def _inside(proxy: Any) -> Any:
    return proxy["__target"] if type(proxy).__module__.startswith("pulumi_policy") else proxy
