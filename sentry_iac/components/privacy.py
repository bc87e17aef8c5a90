"""Privacy settings: scrubbing rules, filters and ownership rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

import pulumi_sentry as sentry
from sentry_iac.components.joining import AnyProject
from sentry_iac.estate import (
    ApplicationSpec,
    NamedPiiRuleSpec,
    NamedPiiRulesSpec,
    OrganizationSpec,
    PiiRuleSpec,
    TrustedRelaySpec,
    named,
)


class Privacy(pulumi.ComponentResource):
    """The events of an application that Sentry drops, and the owners of its issues.

    The project's own settings say what Sentry scrubs from the other events (see `scrubbing`).

    Attributes:
        filters: the inbound filters, if declared.
        ownership: the ownership rules, if declared.
    """

    def __init__(
        self,
        spec: ApplicationSpec,
        project: AnyProject,
        opts: pulumi.ResourceOptions | None = None,
        *,
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """Declare filters and ownership rules.

        Args:
            spec: the application.
            project: its project.
            opts: Pulumi's resource options.
            after: the resources that give teams access: Sentry refuses a rule for a team without it.
        """
        super().__init__("sentry-iac:components:Privacy", spec.name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.filters: sentry.InboundFilters | None = None
        self.ownership: sentry.OwnershipRules | None = None
        if spec.filters is not None:
            filters = sentry.InboundFiltersArgs(project=project.id, **spec.filters.declared())
            self.filters = sentry.InboundFilters(spec.name, filters, child)
        if spec.ownership is not None:
            rules = sentry.OwnershipRulesArgs(project=project.id, **spec.ownership.declared())
            shared = pulumi.ResourceOptions(parent=self, depends_on=list(after))
            self.ownership = sentry.OwnershipRules(spec.name, rules, shared)
        self.register_outputs({})

    @staticmethod
    def is_declared(spec: ApplicationSpec) -> bool:
        """Whether an application has filters or ownership rules."""
        return spec.filters is not None or spec.ownership is not None


class OrganizationPrivacy(pulumi.ComponentResource):
    """Settings of the whole organization, in every stack that declares them."""

    def __init__(self, spec: OrganizationSpec, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the settings.

        Args:
            spec: the declared settings.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:OrganizationPrivacy", "organization", {}, opts)
        self.settings = sentry.OrganizationSettings(
            "organization",
            sentry.OrganizationSettingsArgs(**scrubbing(_relays(spec.declared()))),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def scrubbing(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return declared settings in the provider's form: scrubbing rules become Relay's structure."""
    rules = settings.get("pii_rules")
    return dict(settings) if rules is None else {**settings, "pii_rules": _rules(rules)}


def _rules(written: NamedPiiRulesSpec | Sequence[PiiRuleSpec]) -> sentry.PiiRulesArgs:
    rules = written if isinstance(written, NamedPiiRulesSpec) else named(tuple(written))
    return sentry.PiiRulesArgs(
        rules={name: _rule(rule) for name, rule in rules.rules.items()},
        applications={selector: [*names] for selector, names in rules.applications.items()},
    )


def _rule(rule: NamedPiiRuleSpec) -> sentry.PiiRuleArgs:
    return sentry.PiiRuleArgs(
        type=rule.type,  # type: ignore[arg-type]  # checked against the same names when it was read
        pattern=rule.pattern,
        replace_groups=None if rule.replace_groups is None else [*rule.replace_groups],
        key_pattern=rule.key_pattern,
        rules=None if rule.rules is None else [*rule.rules],
        rule=rule.rule,
        hide_inner=rule.hide_inner,
        redaction=None
        if rule.method is None
        else sentry.PiiRedactionArgs(method=rule.method, text=rule.text),
    )


def _relays(settings: Mapping[str, Any]) -> dict[str, Any]:
    relays: Sequence[TrustedRelaySpec] | None = settings.get("trusted_relays")
    if relays is None:
        return dict(settings)
    return {
        **settings,
        "trusted_relays": [
            sentry.TrustedRelayArgs(
                name=relay.name, public_key=relay.public_key, description=relay.description
            )
            for relay in relays
        ],
    }
