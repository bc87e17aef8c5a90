"""The keys that say in which stacks something is declared."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.fields import SpecModel, StringList
from sentry_iac.estate.text.saying import Length, key
from sentry_iac.estate.text.units import wrong


def _some(stacks: tuple[str, ...]) -> tuple[str, ...]:
    if not stacks:
        raise wrong("names no stack; name one, such as [prod], or remove the line for all stacks")
    return stacks


Stacks = Annotated[StringList, AfterValidator(_some), Length()]


def _in_some(value: object) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
        return tuple(value)
    said = "a list" if isinstance(value, list | tuple) else quoted(value)
    raise wrong(f"{said} is neither true nor false, nor a list of stacks such as [prod]")


InSome = Annotated[
    bool | tuple[str, ...],
    PlainValidator(_in_some),
    WithJsonSchema(
        {"anyOf": [{"type": "boolean"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    ),
]
"""Whether something holds: in every stack, in none, or in some."""


class InStacks(SpecModel, title="In some stacks"):
    """Something that a part of the stacks may have."""

    stacks: Stacks | None = key(
        "The stacks that have it, by name.", example=["prod"], unless="every stack has it"
    )


def slug_suffix_key() -> Any:
    """Return the key that says whether the stack's slugSuffix is added to a slug."""
    return key(
        "Whether the stack's slugSuffix is added to the slug. With a list it is added in these stacks only.",
        example=False,
        default=True,
        usual=True,
    )
