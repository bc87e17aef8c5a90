"""A trigger or filter of an alert as it is written under `when` and `if`.

`first_seen_event`, `{ tagged_event: { key: …, match: … } }`, `{ not: … }` for the opposite, and
`{ type: …, comparison: … }` for what no argument says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator, WithJsonSchema

from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.text.saying import VALUE, part
from sentry_iac.estate.text.units import wrong
from sentry_rules import conditions
from sentry_rules.condition_kinds import EVENT_FILTER, KINDS, Argument

NOT: Final = "not"
_RAW: Final = ("type", "comparison", "result")


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """A condition as Sentry is sent it; `assigned_to` may still name a team or a person of the file."""

    type: str
    comparison: Any
    result: bool


def _condition(value: object) -> WrittenCondition:
    if isinstance(value, WrittenCondition):
        return value
    if isinstance(value, str):
        return _of_kind(value, {})
    if not isinstance(value, Mapping) or not value:
        raise wrong(f"is no condition; write {_EXAMPLES}")
    if "type" in value:
        return _raw(value)
    if len(value) > 1:
        raise wrong(f"names {' and '.join(value)}; give each a line of its own")
    ((kind, arguments),) = value.items()
    if kind == NOT:
        inner = _condition(arguments)
        return WrittenCondition(inner.type, inner.comparison, not inner.result)
    return _of_kind(kind, arguments)


def _of_kind(kind: str, arguments: object) -> WrittenCondition:
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"; known: {', '.join(KINDS)}"
        raw = "for a kind that is newer than this version write { type: …, comparison: … }"
        raise wrong(f"{quoted(kind)} is no condition that is known here{hint}; {raw}")
    if not isinstance(arguments, Mapping):
        raise wrong(
            f"{kind}: its arguments must be a mapping; known: {listed(KINDS[kind].arguments) or 'none'}"
        )
    if reasons := list(conditions.complaints(kind, arguments)):
        raise wrong("; ".join(f"{kind}: {reason}" for reason in reasons))
    return WrittenCondition(kind, conditions.comparison_of(kind, arguments), True)


def _raw(value: Mapping[str, Any]) -> WrittenCondition:
    extra = [key for key in value if key not in _RAW]
    if extra:
        raise wrong(f"{listed(extra)} does not go with type; known: {listed(_RAW)}")
    kind, result = value["type"], value.get("result", True)
    if not isinstance(kind, str) or not kind:
        raise wrong("type must be Sentry's word for a kind of condition")
    if not isinstance(result, bool):
        raise wrong("result must be true or false")
    return WrittenCondition(kind, value.get("comparison", True), result)


_EXAMPLES: Final = "first_seen_event, or { issue_occurrences: { value: 10 } }"


def _argument_schema(argument: Argument) -> dict[str, Any]:
    choices = list(argument.choices)
    match argument.shape:
        case "text":
            return {"enum": choices} if choices else {"type": "string"}
        case "whole number":
            return {"type": "integer", "minimum": 0}
        case "number":
            return {"type": "number", "minimum": 0}
        case "switch":
            return {"type": "boolean"}
        case "list":
            return {"type": "array", "items": {"enum": choices}}
        case "event filters":
            return {"type": "array", "items": _mapping(EVENT_FILTER)}


def _schema() -> dict[str, Any]:
    plain = [name for name, kind in KINDS.items() if not any(a.required for a in kind.arguments.values())]
    keyed = {name: _mapping(kind.arguments) for name, kind in KINDS.items()}
    one = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    raw = {"type": {"type": "string", "minLength": 1}, "comparison": VALUE, "result": {"type": "boolean"}}
    return part(
        "Condition",
        title="Condition",
        description="A trigger or a filter, by its name alone or with its arguments; docs/alerts.md has each kind. not "
        "turns one round. { type: …, comparison: … } is one as Sentry spells it.",
        anyOf=[
            {"enum": plain},
            {**one, "properties": {**keyed, NOT: part("Condition")}},
            {"type": "object", "properties": raw, "required": ["type"], "additionalProperties": False},
        ],
        examples=["first_seen_event", {"issue_occurrences": {"value": 10}}],
    )


def _mapping(arguments: Mapping[str, Argument]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _argument_schema(each) for key, each in arguments.items()},
        "required": [key for key, each in arguments.items() if each.required],
    }


Condition = Annotated[WrittenCondition, PlainValidator(_condition), WithJsonSchema(_schema())]
Conditions = Annotated[tuple[Condition, ...], Field(strict=False)]
