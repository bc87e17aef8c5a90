"""The keys under `piiRules:`: advanced scrubbing rules, as a list or as Sentry keeps them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic.alias_generators import to_camel

from sentry_iac.estate.model.scrubbing import NamedPiiMethod, PiiMethod
from sentry_iac.estate.text.fields import Line, SpecModel, accepted_by
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.text.validation import AS_LIST, AS_MAPPING
from sentry_rules import selectors
from sentry_rules.patterns import pattern_complaint
from sentry_rules.scrubbing import FindingRuleType, RuleType, misplaced_arguments, unknown_rule

Pattern = Annotated[str, Field(min_length=1), AfterValidator(accepted_by(pattern_complaint))]
Names = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class PiiRule(SpecModel):
    """An advanced scrubbing rule: the kind of text, its place, and its treatment."""

    type: FindingRuleType = Field(description="What to find; pattern finds what `pattern` says.")
    source: Annotated[Line, AfterValidator(accepted_by(selectors.complaint))] = Field(
        default="$string", description="Where: a selector, such as extra.account."
    )
    method: PiiMethod = Field(default="remove", description="What to do with it.")
    pattern: Annotated[Line, AfterValidator(accepted_by(pattern_complaint))] | None = Field(
        default=None, description="Regular expression of type pattern."
    )
    text: Line | None = Field(default=None, description="What stands in its place with method replace.")

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.pattern is None) is (self.type == "pattern"):
            raise wrong("pattern belongs to type pattern, and type pattern needs one")
        if self.text is not None and self.method != "replace":
            raise wrong(f"text belongs to method replace, and the method is {self.method}")
        return self


class NamedPiiRule(SpecModel):
    """A rule under a name; it does nothing until `applications`, or another rule, names it."""

    type: RuleType = Field(description="What to find; multiple and alias apply other rules.")
    method: NamedPiiMethod | None = Field(
        default=None, description="What to do with it: the type's own way unless given."
    )
    text: str | None = Field(default=None, description="What stands in its place with method replace.")
    pattern: Pattern | None = Field(default=None, description="Regular expression of type pattern.")
    replace_groups: Annotated[tuple[int, ...], Field(strict=False)] | None = Field(
        default=None, description="Groups of the pattern to redact: the whole match unless given."
    )
    key_pattern: Pattern | None = Field(
        default=None, description="Regular expression of the keys whose values type redact_pair redacts."
    )
    rules: Names | None = Field(default=None, description="Names of the rules that type multiple applies.")
    rule: str | None = Field(default=None, description="Name of the rule that type alias applies.")
    hide_inner: bool | None = Field(
        default=None, description="Whether an event names this rule and not those it applies."
    )

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        for argument, reason in misplaced_arguments(self.type, lambda name: getattr(self, name)):
            raise wrong(f"{to_camel(argument)} {reason}")
        if self.text is not None and self.method != "replace":
            raise wrong(f"text belongs to method replace, and the method is {self.method or 'not given'}")
        return self


class NamedPiiRules(SpecModel):
    """Rules as Sentry keeps them: by name, and which of them apply where."""

    rules: dict[str, NamedPiiRule] = Field(default={}, description="Rules by name.")
    applications: dict[str, Names] = Field(
        default={}, description="Names of rules, or of Relay's own such as @email:mask, by selector."
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
