"""What a key of `sentry.yaml` says of itself: what it is for, its unit, its default and an example.

The JSON schema is made of it, and so is the reference in docs/sentry-yaml.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

NAMED: Final = "x-named"
"""In a schema under way: the name of a part that stands once, under `definitions`."""

UNIT: Final = "x-unit"
UNLESS_GIVEN: Final = "x-unless-given"

AS_AT_SENTRY: Final = "as it is at Sentry"
"""The default of a setting that Sentry keeps."""


def key(
    says: str,
    *,
    example: Any,
    unless: str = "",
    usual: Any = None,
    unit: str = "",
    alias: str | None = None,
    default: Any = None,
) -> Any:
    """Return the field of a key that may be left out.

    Args:
        says: what it is for, in sentences.
        example: a value, as a person writes it.
        unless: what holds where nobody wrote it, in words; not a sentence.
        usual: the same as a value that one could write.
        unit: what a bare number counts.
        alias: the key, where it is no camel case of the field's name.
        default: the field's value where nobody wrote it.
    """
    extra: dict[str, Any] = {}
    if usual is not None:
        extra["default"] = usual
    if unless:
        extra[UNLESS_GIVEN] = unless
    if unit:
        extra[UNIT] = unit
    return Field(
        default=default, alias=alias, description=says, examples=[example], json_schema_extra=extra or None
    )


def left_to_sentry(says: str, example: Any, *, unit: str = "", alias: str | None = None) -> Any:
    """Return the field of a setting that Sentry keeps where nobody wrote it; the arguments are those of `key`."""
    return key(says, example=example, unless=AS_AT_SENTRY, unit=unit, alias=alias)


def required(says: str, *, example: Any, unit: str = "") -> Any:
    """Return the field of a key that must be written; the arguments are those of `key`."""
    return Field(description=says, examples=[example], json_schema_extra={UNIT: unit} if unit else None)


def part(name: str, **schema: Any) -> dict[str, Any]:
    """Return a part that stands under `definitions`; without a schema, a mention of one that is made elsewhere."""
    return {NAMED: {name: schema}}


@dataclass(frozen=True, slots=True)
class Length:
    """Marks a list, to tell editors how many entries it has; a validator beside it says so to people.

    Attributes:
        least: how many at least.
        most: how many at most; None for any number.
    """

    least: int = 1
    most: int | None = None

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        most = {} if self.most is None else {"maxItems": self.most}
        return {**handler(schema), "minItems": self.least, **most}


VALUE: Final = part(
    "Value",
    title="Any value",
    description="Text, a number, true or false, a list or a mapping, and no key without a value.",
    anyOf=[
        {"type": ["string", "number", "boolean"]},
        {"type": "array", "items": part("Value")},
        {"type": "object", "additionalProperties": part("Value")},
    ],
)
"""Whatever Sentry takes; a key without a value is a mistake everywhere."""

AnyValue = WithJsonSchema(VALUE)
