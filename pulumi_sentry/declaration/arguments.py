"""Arguments of resources and lookups: their types, their rules, and their form on the wire."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import (
    Annotated,
    Any,
    Self,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
)

import pulumi
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pulumi_sentry.declaration.problems import HINTS, ArgumentError, Problem, problems_of
from pulumi_sentry.declaration.signatures import Keywords


@dataclass(frozen=True)
class ArgRules:
    """What the provider must know of an argument besides its type.

    Attributes:
        replace: a change replaces the resource, since Sentry cannot make it in place.
        unordered: a list whose order Sentry does not keep; the diff compares it as a multiset.
        reset: removing the argument from the program resets it at Sentry. Other arguments keep their value there.
        secret: always a Pulumi secret, even where the program passes plain text.
        create_only: only a creation uses it; a later change makes no difference.
        words: what the words that it takes mean, for the schema's enums; all of its words, if its type lists none.
    """

    replace: bool = False
    unordered: bool = False
    reset: bool = False
    secret: bool = False
    create_only: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


_NO_RULES = ArgRules()


def arg(
    description: str,
    *,
    default: Any = PydanticUndefined,
    replace: bool = False,
    unordered: bool = False,
    reset: bool = False,
    secret: bool = False,
    create_only: bool = False,
    words: Mapping[str, str] | None = None,
    hint: str = "",
    wire: str | None = None,
    **constraints: Any,
) -> Any:
    """Declare one argument of a resource or lookup.

    Args:
        description: one sentence for the schema, the docs and editors, with the unit where there is one.
        default: Check fills it in if the program does not set the argument. `None` means "not declared"; an argument
            without a default is required.
        replace: a change replaces the resource.
        unordered: Sentry keeps no order of the list.
        reset: removing the argument from the program resets it at Sentry.
        secret: always a Pulumi secret.
        create_only: only a creation uses it.
        words: what the words that it takes mean; all of them, if its type does not list them.
        hint: the meaning of `pattern`, in words that follow "must be".
        wire: its name on the wire, if not the Python name in camel case.
        constraints: passed to `pydantic.Field` (`ge`, `le`, `max_length`, `pattern`, ...).
    """
    if hint:
        HINTS[constraints["pattern"]] = f"must be {hint}"
    return Field(
        default,
        alias=wire,
        description=description,
        json_schema_extra={"rules": ArgRules(replace, unordered, reset, secret, create_only, words or {})},  # type: ignore[dict-item]  # read back by rules_of, never printed
        **constraints,
    )


def rules_of(info: FieldInfo) -> ArgRules:
    """The rules of an argument."""
    extra = info.json_schema_extra
    rules = extra.get("rules") if isinstance(extra, dict) else None
    return rules if isinstance(rules, ArgRules) else _NO_RULES


@dataclass_transform(kw_only_default=True, field_specifiers=(arg, Field))
class Args(BaseModel):
    """Base of every argument model. Snake case in Python, camel case on the wire; frozen; unknown keys refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # an input may be a secret
        regex_engine="python-re",  # the default one knows no look-ahead
    )

    def __init__(self, /, **values: Any) -> None:
        """Check what can be checked now; the provider checks outputs once they are known.

        Raises:
            ArgumentError: a value is of the wrong type or out of range.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ArgumentError("", problems_of(error, type(self)), part=type(self).__name__) from None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.__signature__ = Keywords()  # type: ignore[assignment]  # gives one when it is read

    # Without this mark pydantic would run nested objects through the method above, and lose their paths.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # read by pydantic's metaclass

    @classmethod
    def given(cls, subject: str, args: Self | None, keywords: Mapping[str, Any]) -> Self:
        """The arguments of a call that takes them as one object or as keywords.

        Args:
            subject: what is called, for the error.
            args: the object.
            keywords: the same one by one, with nested ones as dicts.

        Raises:
            ArgumentError: a keyword is wrong, or there are both.
        """
        if args is None:
            try:
                return cls(**keywords)
            except ArgumentError as error:
                raise ArgumentError(subject, error.problems) from None
        if keywords:
            both = f"takes either {cls.__name__} or keywords, not both ({', '.join(keywords)})"
            raise ArgumentError(subject, [Problem("", both)])
        return args

    @classmethod
    def from_wire(cls, values: Mapping[str, object]) -> tuple[Any, list[Problem]]:
        """Build the model from wire values; `(None, problems)` if that is impossible."""
        try:
            return cls.model_validate(dict(values), by_alias=True, by_name=False), []
        except ValidationError as error:
            return None, problems_of(error, cls)

    @classmethod
    def from_state(cls, values: Mapping[str, object]) -> Self:
        """Build the model from state and refuse nothing: a refresh may find values that no program may declare."""
        args, problems = cls.from_wire(values)
        if not problems:
            return cast("Self", args)
        raw: dict[str, Any] = {
            name: _unchecked(
                values.get(info.alias or name, None if info.is_required() else info.default), info.annotation
            )
            for name, info in cls.model_fields.items()
        }
        return cls.model_construct(None, **raw)

    def declared(self) -> dict[str, Any]:
        """The arguments in wire form, with defaults, without undeclared ones."""
        values: dict[str, Any] = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if value is not None:
                values[info.alias or name] = to_wire(value)
        return values


def _unchecked(value: Any, annotation: Any) -> Any:
    """A value of state under the type of its argument: objects become models, and nothing is refused."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _unchecked(value, inner[0])
    if origin in (Union, types.UnionType):
        made = (_unchecked(value, each) for each in inner)
        return next((each for each in made if each is not value), value)
    if isinstance(value, Mapping):
        if isinstance(annotation, type) and issubclass(annotation, Args):
            return annotation.from_state(value)
        return {key: _unchecked(item, inner[1]) for key, item in value.items()} if origin is dict else value
    if isinstance(value, list) and origin is list:
        return [_unchecked(item, inner[0]) for item in value]
    return value


def to_wire(value: Any) -> Any:
    """A value in wire form: models become objects with camel-case keys, also inside outputs."""
    if isinstance(value, Args):
        return value.declared()
    if isinstance(value, pulumi.Output):
        return value.apply(to_wire)
    if isinstance(value, Mapping):
        return {key: to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value
