"""An argument before its value is known: an output in a program, unknown in the provider."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeGuard, TypeVar

import pulumi
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema


class Unknown:
    """A value that the engine does not know yet: an output of a resource that a preview has not created."""

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN = Unknown()


class MaybeLater:
    """Marks a type whose value may come later: outputs (in a program) and unknowns (in the provider) pass its rules.

    Each type has a mark of its own: Python takes two marked types for one if they are equal, and `Literal["a", "b"]`
    equals `Literal["b", "a"]`.
    """

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def validate(value: object, inner: Callable[[object], object]) -> object:
            if isinstance(value, Unknown | pulumi.Output) or inspect.isawaitable(value):
                return value
            return inner(value)

        return core_schema.no_info_wrap_validator_function(validate, handler(source))

    def __repr__(self) -> str:
        return "Input"


if TYPE_CHECKING:
    from pulumi import Input as Input  # noqa: PLC0414  # an explicit re-export, for mypy
else:
    from typing import Annotated

    class Input:
        """`pulumi.Input[T]` for type checkers; for pydantic, T or a value that comes later."""

        def __class_getitem__(cls, item: object) -> object:
            return Annotated[item, MaybeLater()]


T = TypeVar("T")


def known(value: Input[T]) -> TypeGuard[T]:
    """Whether an argument has its value already: neither an output nor unknown. Its parts may still be unknown."""
    return not isinstance(value, Unknown | pulumi.Output) and not inspect.isawaitable(value)


def plain(value: Input[T]) -> T:
    """The value of an argument, for handlers that create, read, update or delete: by then all values are known.

    A list or an object may hold further arguments; ask for these one by one.

    Raises:
        TypeError: the value is not known yet; if that can happen, ask `known` first.
    """
    if not known(value):
        raise TypeError("an argument is used before its value is known")
    return value


def contains_unknown(value: object) -> bool:
    """Whether any part of a value is not known yet."""
    if isinstance(value, Mapping):
        return any(map(contains_unknown, value.values()))
    if isinstance(value, list | tuple):
        return any(map(contains_unknown, value))
    return isinstance(value, Unknown)
