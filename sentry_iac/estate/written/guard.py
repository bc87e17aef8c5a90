"""The keys under `guard:` and `policy:`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, get_args

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
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, off_where_false, one_of
from sentry_iac.estate.text.saying import key, required
from sentry_iac.policy import RULES, Level

RiskKind = Annotated[
    str, AfterValidator(lambda text: one_of(text, RISKS, "a risk")), WithJsonSchema({"enum": list(RISKS)})
]


class Allow(SpecModel, title="Allowed risk"):
    """One thing that may happen although the guard forbids its kind; a pull request that intends it adds this."""

    risk: RiskKind = required("The kind of risk.", example="alert-lost")
    resource: Line = required("The resource's name, as the preview prints it.", example="shop-high-priority")
    because: Line = required("Why it is meant, for the reviewer.", example="moved to the on-call tool")


class Guard(SpecModel, title="Guard"):
    """The risks that `sentry-iac preview` refuses with exit code 3."""

    forbid: Annotated[tuple[RiskKind, ...], Field(strict=False)] = required(
        "The kinds of risk that must not appear in a preview.", example=["project-lost", "alert-lost"]
    )
    allow: Annotated[tuple[Allow, ...], Field(strict=False)] = key(
        "What may happen after all, one by one.",
        example=[{"risk": "alert-lost", "resource": "web-monitors", "because": "moved to the on-call tool"}],
        unless="nothing",
        default=(),
    )
    stacks: StringList | None = key(
        "The stacks that it holds for, by name.", example=["prod"], unless="every stack"
    )


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


_LEVELS: Final[dict[str, Any]] = {"enum": [*get_args(Level), False]}


class RuleSetting(SpecModel, title="Rule of the policy"):
    """The level of one rule. The level may also stand alone."""

    level: Annotated[Level, BeforeValidator(off_where_false), WithJsonSchema(_LEVELS)] = required(
        "How much the rule weighs: mandatory refuses, advisory only tells, off does not look.",
        example="advisory",
    )
    because: Line | None = key(
        "Why it has this level, for people.",
        example="people come by single sign-on",
        unless="no reason is shown",
    )


class _LevelAlone:
    """Marks a rule's setting that may also be its level alone."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spell_out(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            return validate({"level": value} if isinstance(value, str | bool) else value)

        return core_schema.no_info_wrap_validator_function(spell_out, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), _LEVELS]}


class _RuleSettings(SpecModel, title="Rules of the policy"):
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
                key(
                    rule.wants,
                    example={"level": "advisory", "because": "people come by single sign-on"},
                    unless="the rule's own level, in docs/policy.md",
                    alias=name,
                ),
            )
            for name, rule in RULES.items()
        },
    )


class Policy(SpecModel, title="Policy"):
    """The settings of `sentry-iac check` and of the policy pack."""

    production: StringList | None = key(
        "The stacks that count as production, by name.", example=["prod", "live"], usual=["prod"]
    )
    rules: RuleSettings | None = key(
        "The rules that have another level than their own.",
        example={"teams-have-people": "off"},
        unless="each rule has its own level",
    )
