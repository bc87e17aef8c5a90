"""Advanced scrubbing rules as a typed structure, shared by projects and the organization.

Sentry keeps them as a string: the JSON of Relay's `PiiConfig` (`relayPiiConfig` of `PUT /projects/{org}/{project}/`
and `PUT /organizations/{org}/`). Its `vars` are not offered: Sentry leaves them out when it puts the rules of the
organization and of the project together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pulumi_sentry.declaration import Args, Input, Problem, arg, property_path
from sentry_rules import selectors
from sentry_rules.patterns import pattern_complaint
from sentry_rules.scrubbing import RuleType, misplaced_arguments, unknown_rule


class PiiRedactionArgs(Args):
    """The treatment of a value that a rule found."""

    method: Input[Literal["remove", "replace", "mask", "hash", "default"]] = arg(
        "remove it, replace it by a text, mask each character, or hash it; default is the rule's own way."
    )
    text: Input[str | None] = arg(
        "The replacement with replace; [Filtered] unless given.", default=None, reset=True
    )


class PiiRuleArgs(Args):
    """One rule: the text that it finds, and its treatment."""

    type: Input[RuleType] = arg("What it finds; pattern takes a regular expression, multiple other rules.")
    pattern: Input[str | None] = arg(
        "Regular expression of a pattern rule, in Rust's syntax (no look-around).",
        default=None,
        min_length=1,
        reset=True,
    )
    replace_groups: Input[list[Input[int]] | None] = arg(
        "Groups of the pattern to redact; the whole match unless given.", default=None, reset=True
    )
    key_pattern: Input[str | None] = arg(
        "Regular expression of the keys whose values a redact_pair rule redacts.",
        default=None,
        min_length=1,
        reset=True,
    )
    rules: Input[list[Input[str]] | None] = arg(
        "Names of the rules that a multiple rule applies.", default=None, min_length=1, reset=True
    )
    rule: Input[str | None] = arg("Name of the rule that an alias rule applies.", default=None, reset=True)
    hide_inner: Input[bool | None] = arg(
        "Whether an event names this rule and not those it applies.", default=None, reset=True
    )
    redaction: Input[PiiRedactionArgs | None] = arg(
        "What happens to what it finds; the type's own way unless given.", default=None, reset=True
    )


class PiiRulesArgs(Args):
    """Advanced scrubbing rules; they replace all that are at Sentry. None at all clears them."""

    rules: Input[dict[str, Input[PiiRuleArgs]] | None] = arg("Rules by name.", default=None, reset=True)
    applications: Input[dict[str, Input[list[Input[str]]]] | None] = arg(
        "Which rules apply where: names of rules, or of Relay's own such as @email:mask, by selector such as "
        "$string or extra.account.",
        default=None,
        reset=True,
    )


def to_relay(rules: PiiRulesArgs) -> str | None:
    """The rules in Sentry's form; None if there are none."""
    declared = {name: value for name, value in rules.declared().items() if value}
    return json.dumps(declared, ensure_ascii=False) if declared else None


def from_relay(text: object) -> dict[str, Any] | None:
    """The rules in wire form, from Sentry's form; None if there are none or nobody can read them."""
    try:
        config = json.loads(text) if isinstance(text, str) and text else None
    except ValueError:
        return None
    if not isinstance(config, dict):
        return None
    return {name: config[name] for name in ("rules", "applications") if config.get(name)} or None


def live_rules(text: object, declared: object) -> dict[str, Any] | None:
    """As `from_relay`, but an empty structure stands for no rules where the program declares rules."""
    return from_relay(text) or ({} if declared is not None else None)


def rule_problems(argument: str, declared: object) -> Iterable[Problem]:
    """Find mistakes in rules before any request: Sentry answers 400 `relayPiiConfig`, or scrubs nothing.

    Args:
        argument: wire name of the argument that holds them.
        declared: its value.
    """
    if not isinstance(declared, PiiRulesArgs):
        return
    rules = declared.rules if isinstance(declared.rules, Mapping) else {}
    for name, rule in rules.items():
        if not isinstance(rule, PiiRuleArgs):
            continue
        if name.startswith("@"):
            yield Problem(
                property_path((argument, "rules", name)), "must not begin with @, as Relay's own do"
            )
        for path, reason in _rule_problems(rule, rules):
            yield Problem(property_path((argument, "rules", name, *path)), reason)
    applications = declared.applications if isinstance(declared.applications, Mapping) else {}
    for selector, names in applications.items():
        if said := selectors.complaint(selector):
            yield Problem(property_path((argument, "applications", selector)), said)
        for index, applied in enumerate(names if isinstance(names, list) else []):
            if unknown := unknown_rule(applied, rules):
                yield Problem(property_path((argument, "applications", selector, index)), unknown)


def rule_warnings(argument: str, declared: object) -> Iterable[str]:
    """Find declared rules that never apply."""
    if not isinstance(declared, PiiRulesArgs) or not isinstance(declared.rules, Mapping):
        return
    applications = declared.applications if isinstance(declared.applications, Mapping) else {}
    used = {
        name for names in applications.values() for name in (names if isinstance(names, list) else [])
    } | {
        name
        for rule in declared.rules.values()
        if isinstance(rule, PiiRuleArgs)
        for name in (*(rule.rules if isinstance(rule.rules, list) else ()), rule.rule)
    }
    for unused in (name for name in declared.rules if name not in used):
        yield f"{property_path((argument, 'rules', unused))} is applied nowhere: name it under applications"


def _rule_problems(
    rule: PiiRuleArgs, rules: Mapping[str, Any]
) -> Iterable[tuple[tuple[str | int, ...], str]]:
    if isinstance(rule.type, str):
        for argument, reason in misplaced_arguments(rule.type, lambda name: getattr(rule, name)):
            yield (PiiRuleArgs.model_fields[argument].alias or argument,), reason
    for key, pattern in (("pattern", rule.pattern), ("keyPattern", rule.key_pattern)):
        if isinstance(pattern, str) and (said := pattern_complaint(pattern)):
            yield (key,), said
    for index, name in enumerate(rule.rules if isinstance(rule.rules, list) else []):
        if unknown := unknown_rule(name, rules):
            yield ("rules", index), unknown
    if unknown := unknown_rule(rule.rule, rules):
        yield ("rule",), unknown
    redaction = rule.redaction
    if (
        isinstance(redaction, PiiRedactionArgs)
        and isinstance(redaction.text, str)
        and redaction.method in ("remove", "mask", "hash", "default")
    ):
        yield ("redaction", "text"), f"is for the method replace, and this one is {redaction.method}"
