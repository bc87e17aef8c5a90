"""The keys under `piiRules:`: advanced scrubbing rules, as a list or as Sentry keeps them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic.alias_generators import to_camel

from sentry_iac.estate.model.scrubbing import NamedPiiMethod, PiiMethod
from sentry_iac.estate.text.fields import Line, SpecModel, accepted_by
from sentry_iac.estate.text.saying import key, required
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.text.validation import AS_LIST, AS_MAPPING
from sentry_rules import selectors
from sentry_rules.patterns import pattern_complaint
from sentry_rules.scrubbing import FindingRuleType, RuleType, misplaced_arguments, unknown_rule

Pattern = Annotated[str, Field(min_length=1), AfterValidator(accepted_by(pattern_complaint))]
Names = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class PiiRule(SpecModel, title="Scrubbing rule"):
    """An advanced scrubbing rule: the kind of text, its place, and its treatment."""

    type: FindingRuleType = required("What to find; pattern finds what `pattern` says.", example="email")
    source: Annotated[Line, AfterValidator(accepted_by(selectors.complaint))] = key(
        "Where to look, as a selector.", example="extra.account", usual="$string", default="$string"
    )
    method: PiiMethod = key("What to do with it.", example="hash", usual="remove", default="remove")
    pattern: Annotated[Line, AfterValidator(accepted_by(pattern_complaint))] | None = key(
        "The regular expression of type pattern.",
        example="[a-z]+-[0-9]{4}",
        unless="needed by type pattern only",
    )
    text: Line | None = key(
        "What stands in its place with method replace.", example="[account]", unless="Sentry's own text"
    )

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.pattern is None) is (self.type == "pattern"):
            raise wrong("pattern belongs to type pattern, and type pattern needs one")
        if self.text is not None and self.method != "replace":
            raise wrong(f"text belongs to method replace, and the method is {self.method}")
        return self


class NamedPiiRule(SpecModel, title="Named scrubbing rule"):
    """A rule under a name; it does nothing until `applications`, or another rule, names it."""

    type: RuleType = required("What to find; multiple and alias apply other rules.", example="pattern")
    method: NamedPiiMethod | None = key("What to do with it.", example="hash", unless="the type's own way")
    text: str | None = key(
        "What stands in its place with method replace.", example="[account]", unless="Sentry's own text"
    )
    pattern: Pattern | None = key(
        "The regular expression of type pattern.",
        example="[a-z]+-[0-9]{4}",
        unless="needed by type pattern only",
    )
    replace_groups: Annotated[tuple[int, ...], Field(strict=False)] | None = key(
        "The groups of the pattern to redact, by number.",
        example=[1],
        unless="the whole match",
        unit="numbers of groups",
    )
    key_pattern: Pattern | None = key(
        "The regular expression of the keys whose values type redact_pair redacts.",
        example="account",
        unless="needed by type redact_pair only",
    )
    rules: Names | None = key(
        "The names of the rules that type multiple applies.",
        example=["account", "@email"],
        unless="needed by type multiple only",
    )
    rule: str | None = key(
        "The name of the rule that type alias applies.", example="account", unless="needed by type alias only"
    )
    hide_inner: bool | None = key(
        "Whether an event names this rule and not those that it applies.",
        example=True,
        unless="it names those",
    )

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        for argument, reason in misplaced_arguments(self.type, lambda name: getattr(self, name)):
            raise wrong(f"{to_camel(argument)} {reason}")
        if self.text is not None and self.method != "replace":
            raise wrong(f"text belongs to method replace, and the method is {self.method or 'not given'}")
        return self


class NamedPiiRules(SpecModel, title="Scrubbing rules by name"):
    """Rules as Sentry keeps them: by name, and which of them apply where."""

    rules: dict[str, NamedPiiRule] = key(
        "The rules, by name.",
        example={"account": {"type": "pattern", "pattern": "[0-9]{4}"}},
        unless="none",
        default={},
    )
    applications: dict[str, Names] = key(
        "The names of rules, or of Relay's own such as @email:mask, by the selector where they apply.",
        example={"$string": ["account", "@email:mask"]},
        unless="no rule applies",
        default={},
    )

    @model_validator(mode="after")
    def _names_what_is_there(self) -> Self:
        for name, rule in self.rules.items():
            if name.startswith("@"):
                raise wrong(f"rule {name} must not begin with @, as Relay's own do")
            for other in (*(rule.rules or ()), *([rule.rule] if rule.rule is not None else [])):
                if said := unknown_rule(other, self.rules):
                    raise wrong(f"rule {name}: {said}")
        for selector, names in self.applications.items():
            reasons = [selectors.complaint(selector), *(unknown_rule(name, self.rules) for name in names)]
            for reason in filter(None, reasons):
                raise wrong(f"applications, {selector}: {reason}")
        return self


def _form(value: object) -> str:
    return AS_MAPPING if isinstance(value, dict | NamedPiiRules) else AS_LIST


PiiRules = Annotated[
    Annotated[tuple[PiiRule, ...], Field(strict=False), Tag(AS_LIST)]
    | Annotated[NamedPiiRules, Tag(AS_MAPPING)],
    Discriminator(_form),
]
"""A list of rules, each with its place; or a mapping, for what the list cannot say."""
