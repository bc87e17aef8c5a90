"""Advanced scrubbing rules: a list, each with its place; or rules by name, as Sentry keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PiiMethod = Literal["remove", "mask", "hash", "replace"]
"""The treatment of personal data that a rule found."""

NamedPiiMethod = Literal[PiiMethod, "default"]
"""The treatment by a rule with a name; `default` is the rule's own way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PiiRuleSpec:
    """An advanced scrubbing rule: do `method` to every `type` in `source`.

    `type` and `source` are Relay's names and selectors. `pattern` is the expression of type `pattern`; `text` is the
    replacement with `replace`.
    """

    type: str
    source: str
    method: PiiMethod = "remove"
    pattern: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPiiRuleSpec:
    """A rule under a name, with Relay's arguments; a `method` of None is the type's own way."""

    type: str
    method: NamedPiiMethod | None = None
    text: str | None = None
    pattern: str | None = None
    replace_groups: tuple[int, ...] | None = None
    key_pattern: str | None = None
    rules: tuple[str, ...] | None = None
    rule: str | None = None
    hide_inner: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPiiRulesSpec:
    """Rules by name, and the names of those that apply, by selector."""

    rules: Mapping[str, NamedPiiRuleSpec] = field(default_factory=dict)
    applications: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PiiRules = tuple[PiiRuleSpec, ...] | NamedPiiRulesSpec


def named(rules: PiiRules, prefix: str = "") -> NamedPiiRulesSpec:
    """Return rules by name; those of a list are named by their position, as on Sentry's settings page.

    Args:
        rules: in either form.
        prefix: what the names of a list begin with.
    """
    if isinstance(rules, NamedPiiRulesSpec):
        return rules
    applications: dict[str, tuple[str, ...]] = {}
    for place, rule in enumerate(rules):
        applications[rule.source] = (*applications.get(rule.source, ()), f"{prefix}{place}")
    return NamedPiiRulesSpec(
        rules={
            f"{prefix}{place}": NamedPiiRuleSpec(
                type=rule.type, method=rule.method, text=rule.text, pattern=rule.pattern
            )
            for place, rule in enumerate(rules)
        },
        applications=applications,
    )


def together(first: tuple[PiiRuleSpec, ...], then: PiiRules) -> PiiRules:
    """Return rules behind others; those of a list get names that the others do not have."""
    if not isinstance(then, NamedPiiRulesSpec):
        return (*first, *then)
    prefix = "strict-"
    while any(name.startswith(prefix) for name in then.rules):
        prefix = f"{prefix}-"
    before = named(first, prefix)
    return NamedPiiRulesSpec(
        rules={**before.rules, **then.rules},
        applications={
            selector: (*before.applications.get(selector, ()), *then.applications.get(selector, ()))
            for selector in {**before.applications, **then.applications}
        },
    )
