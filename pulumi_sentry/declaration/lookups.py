"""Lookups, which a program calls to read what it does not manage, and their results."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import (
    Any,
    ClassVar,
    Generic,
    Protocol,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
)

import pulumi
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel, to_snake
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration.arguments import Args, to_wire
from pulumi_sentry.declaration.broken_off import end_quietly_when_broken_off
from pulumi_sentry.declaration.inputs import known
from pulumi_sentry.declaration.package import PACKAGE, arguments_of
from pulumi_sentry.declaration.problems import ArgumentError, Problem
from pulumi_sentry.declaration.signatures import leading, signature

A = TypeVar("A", bound=Args)


def result(description: str, *, default: Any = PydanticUndefined) -> Any:
    """Declare one result of a lookup: one sentence for the schema, the docs and editors."""
    return Field(default, description=description)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(result, Field))
class Result:
    """Base of a lookup's results. Snake case in Python, camel case on the wire.

    Pydantic's models can be iterated, and a stack exports what can be iterated as a list. So a result is a dataclass:
    `pulumi.export` takes it as an object with the names that it has in Python.
    """

    model_fields: ClassVar[Mapping[str, FieldInfo]]
    """The results by name, as a pydantic model has them."""

    _CONFIG: ClassVar = ConfigDict(alias_generator=to_camel, populate_by_name=True, defer_build=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        made = dataclass(cls, kw_only=True, frozen=True, config=cls._CONFIG)
        cls.model_fields = made.__pydantic_fields__

    @classmethod
    def from_wire(cls, values: Mapping[str, object]) -> Self:
        """The result that the provider answered."""
        return TypeAdapter(cls).validate_python(values)

    def to_wire(self) -> dict[str, Any]:
        """What the provider answers."""
        return cast("dict[str, Any]", TypeAdapter(type(self)).dump_python(self, by_alias=True))


R = TypeVar("R", bound=Result)
R_co = TypeVar("R_co", covariant=True)


class Function(Protocol[R_co]):
    """A lookup as a program calls it: with its arguments as one object, or as keywords."""

    def __call__(
        self, args: Any = None, opts: pulumi.InvokeOptions | None = None, **arguments: Any
    ) -> R_co: ...


class Lookup(Generic[A, R]):
    """Base of the lookups (Pulumi functions). A subclass has a name and its question to Sentry.

    `run` lives in the provider process; the program calls the functions that `Lookup.functions` makes.
    """

    token: ClassVar[str]
    args_type: ClassVar[type[Args]]
    result_type: ClassVar[type[Result]]

    def __init_subclass__(cls, *, name: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.token = f"{PACKAGE}:index:{name}"
        cls.args_type, cls.result_type = arguments_of(cls, Lookup)

    def run(self, session: Any, args: A) -> Awaitable[R]:
        """Answer the lookup from Sentry."""
        raise NotImplementedError

    @classmethod
    def names(cls) -> tuple[str, str]:
        """The names of its two functions in Python: of the one that returns a value, then of the other."""
        name = to_snake(cls.token.rsplit(":", 1)[-1])
        return name, f"{name}_output"

    @classmethod
    def functions(cls) -> tuple[Function[R], Function[pulumi.Output[R]]]:
        """The functions for a program, as Pulumi's own SDKs have them.

        Returns:
            One that waits for the answer and returns it, and one that takes outputs and returns an output.
        """
        name, with_outputs = cls.names()

        def answer(args: Args | None = None, opts: pulumi.InvokeOptions | None = None, **arguments: Any) -> R:
            given = cls.args_type.given(name, args, arguments)
            later = [each for each in given.model_fields_set if not known(getattr(given, each))]
            if later:
                reason = f"is an output, whose value comes later; {with_outputs} takes outputs"
                raise ArgumentError(name, [Problem(each, reason) for each in later])
            options = pulumi.InvokeOptions.merge(pulumi.InvokeOptions(version=__version__), opts)
            try:
                answered = pulumi.runtime.invoke(cls.token, _wire(given), options)
            except Exception as error:  # noqa: BLE001  # the SDK raises nothing narrower
                raise _refusal(error) from None
            if not answered.is_known:
                raise pulumi.RunError(
                    f"{name}: its provider is not known yet in this preview; {with_outputs} can wait"
                )
            return cast("R", cls.result_type.from_wire(answered.value))

        def output(
            args: Args | None = None, opts: pulumi.InvokeOptions | None = None, **arguments: Any
        ) -> pulumi.Output[R]:
            given = cls.args_type.given(with_outputs, args, arguments)
            options = pulumi.InvokeOutputOptions.merge(pulumi.InvokeOptions(version=__version__), opts)
            asked = pulumi.runtime.invoke_output(cls.token, _wire(given), options).recover(_explained)
            return cast("pulumi.Output[R]", asked.apply(cls.result_type.from_wire))

        _described(answer, name, cls, pulumi.InvokeOptions, input="")
        _described(output, with_outputs, cls, pulumi.InvokeOutputOptions, input="Input")
        return answer, output


def _described(function: Any, name: str, lookup: type[Lookup[Any, Any]], opts: type, *, input: str) -> None:
    function.__name__ = function.__qualname__ = name
    function.__module__ = lookup.__module__
    function.__doc__ = lookup.__doc__
    before = leading(lookup.args_type, opts)
    function.__signature__ = signature(lookup.args_type.model_fields, before, input=input)


def _wire(args: Args) -> dict[str, Any]:
    end_quietly_when_broken_off()
    fields = type(args).model_fields
    return {
        fields[name].alias or name: to_wire(getattr(args, name))
        for name in fields
        if name in args.model_fields_set
    }


def _refusal(error: Exception) -> pulumi.RunError:
    """The failure of a lookup as one line; the SDK would end the program with a traceback."""
    return pulumi.RunError(str(error))


def _explained(error: Exception) -> Any:
    raise _refusal(error) from None
