"""The keys under `guard:` and `policy:`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    create_model,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.estate.model.guard import RISKS, Allowance, GuardSpec
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, one_of
from sentry_iac.policy import RULES, Level

RiskKind = Annotated[
    str, AfterValidator(lambda text: one_of(text, RISKS, "a risk")), WithJsonSchema({"enum": list(RISKS)})
]


class Allow(SpecModel):
    """One thing that may happen although the guard forbids its kind; a pull request that intends it adds this."""

    risk: RiskKind = Field(description="The kind of risk.")
    resource: Line = Field(description="The resource's name, as the preview prints it.")
    because: Line = Field(description="Why it is meant, for the reviewer.")


class Guard(SpecModel):
    """The risks that `sentry-iac preview` refuses with exit code 3."""

    forbid: Annotated[tuple[RiskKind, ...], Field(strict=False)] = Field(
        description="Kinds of risk that must not appear in a preview."
    )
    allow: Annotated[tuple[Allow, ...], Field(strict=False)] = Field(
        default=(), description="What may happen after all, one by one."
    )
    stacks: StringList | None = Field(default=None, description="Stacks it holds for: all unless given.")


def guard_of(guard: Guard | None) -> GuardSpec:
    """Return the guard as a preview uses it."""
    if guard is None:
        return GuardSpec()
    return GuardSpec(
        forbid=frozenset(guard.forbid),
        allow=tuple(
            Allowance(risk=each.risk, resource=each.resource, because=each.because) for each in guard.allow
        ),
        stacks=None if guard.stacks is None else frozenset(guard.stacks),
    )


def _written_level(value: object) -> object:
    # YAML reads off so.
    return "off" if value is False else value


class RuleSetting(SpecModel):
    """The level of one rule. The level may also stand alone."""

    level: Annotated[Level, BeforeValidator(_written_level)] = Field(
        description="mandatory refuses, advisory only tells, off does not look."
    )
    because: Line | None = Field(default=None, description="Why, for people.")


class _LevelAlone:
    """Marks a rule's setting that may also be its level alone."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spell_out(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            return validate({"level": value} if isinstance(value, str | bool) else value)

        return core_schema.no_info_wrap_validator_function(spell_out, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"enum": list(get_args(Level))}]}


class _RuleSettings(SpecModel):
    """The levels of the rules, by name; without one, a rule's own level holds."""

    def by_name(self) -> dict[str, RuleSetting]:
        """Return the written settings, by rule."""
        written = {info.alias: getattr(self, name) for name, info in type(self).model_fields.items()}
        return {name: setting for name, setting in written.items() if name and setting is not None}


if TYPE_CHECKING:
    RuleSettings = _RuleSettings
else:
    RuleSettings = create_model(
        "RuleSettings",
        __base__=_RuleSettings,
        **{
            name.replace("-", "_"): (
                Annotated[RuleSetting, _LevelAlone] | None,
                Field(default=None, alias=name, description=rule.wants),
            )
            for name, rule in RULES.items()
        },
    )


class Policy(SpecModel):
    """The settings of `sentry-iac check` and of the policy pack."""

    production: StringList | None = Field(
        default=None, description="Stacks that count as production: prod unless given."
    )
    rules: RuleSettings | None = Field(default=None, description="Rules of another level than their own.")
