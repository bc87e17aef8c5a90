"""The typed parts of an alert: the bases of `pulumi_sentry.alerts.triggers`, `.filters` and `.actions`.

On the wire a condition is `{type, comparison, result}` and an action `{type, target..., integrationId, data}` for every
kind (`AlertConditionArgs`, `AlertActionArgs`). Each kind has a class with its own arguments only. A program may use it
wherever the wire form may stand, and the provider uses it to check handwritten conditions and actions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pulumi

from pulumi_sentry.declaration import Args, Input, Problem, arg, known, to_wire

__all__ = [
    "Action",
    "ActionKind",
    "Condition",
    "ConditionKind",
    "FilterKind",
    "Plain",
    "Spelled",
    "kinds_of",
    "mapped",
]

if TYPE_CHECKING:
    from typing import Annotated as Spelled
else:
    from typing import Annotated

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import core_schema

    class _OrTyped:
        """Lets a program pass a typed object where the schema has its wire form."""

        def __init__(self, base: type[Args]) -> None:
            self.base = base

        def __get_pydantic_core_schema__(
            self, source: object, handler: GetCoreSchemaHandler
        ) -> core_schema.CoreSchema:
            return core_schema.no_info_wrap_validator_function(
                lambda value, inner: value if isinstance(value, self.base) else inner(value), handler(source)
            )

    class Spelled:
        """`Spelled[Base, Wire]`: for type checkers any `Base`; on the wire and in the schema, `Wire`."""

        def __class_getitem__(cls, item: tuple[type[Args], type[Args]]) -> object:
            base, wire = item
            return Annotated[wire, _OrTyped(base)]


class Condition(Args):
    """Anything that may stand among the triggers or filters of an alert."""


class ConditionKind(Condition):
    """A kind of condition with arguments of its own.

    Attributes:
        type: Sentry's word for it.
        is_trigger: whether it triggers an alert; otherwise it filters.
        may_trigger: whether a filter may stand among the triggers as well.
    """

    type: ClassVar[str]
    is_trigger: ClassVar[bool] = False
    may_trigger: ClassVar[bool] = False

    def declared(self) -> dict[str, Any]:
        """The condition in wire form."""
        return {"type": self.type, "comparison": self.comparison(), "result": True}

    def comparison(self) -> Any:
        """The condition's `comparison` for Sentry: the arguments, unless a kind overrides this."""
        return super().declared()

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Find mistakes in a handwritten `comparison`; paths are relative to it."""
        if not isinstance(comparison, Mapping):
            return [Problem("", f"must be an object for {cls.type}")]
        problems: list[Problem] = cls.from_wire(comparison)[1]
        return problems


class Plain(ConditionKind):
    """A kind without arguments; its comparison is `true`."""

    def comparison(self) -> Any:
        """Always true."""
        return True

    @classmethod
    def problems(cls, comparison: Any) -> list[Problem]:
        """Refuse anything but true."""
        return [] if comparison is True else [Problem("", f"must be true for {cls.type}")]


class FilterKind(ConditionKind):
    """A kind of filter; it can be inverted."""

    result: Input[bool] = arg("false inverts the filter.", default=True)

    def declared(self) -> dict[str, Any]:
        """The filter in wire form."""
        return {**super().declared(), "result": self.result}

    def comparison(self) -> Any:
        """The arguments without `result`, which Sentry keeps beside the comparison."""
        values = Args.declared(self)
        del values["result"]
        return values


class Action(Args):
    """Anything that may stand among the actions of an alert."""


class ActionKind(Action):
    """A kind of action with arguments of its own.

    Attributes:
        type: Sentry's word for it.
    """

    type: ClassVar[str]

    def declared(self) -> dict[str, Any]:
        """The action in wire form, without undeclared arguments."""
        values = {"type": self.type, **self.wire()}
        return {name: to_wire(value) for name, value in values.items() if value is not None}

    def wire(self) -> dict[str, Any]:
        """Target, integration and data of the action by wire name."""
        raise NotImplementedError

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments with which `wire` may give this action, by Python name; values that are not known are None.

        Args:
            action: in wire form.
        """
        raise NotImplementedError


Kind = TypeVar("Kind", bound=Args)


def kinds_of(base: type[Kind]) -> Iterator[type[Kind]]:
    """Every kind that derives from a base and has a type of Sentry's, in the order of their declaration."""
    for kind in base.__subclasses__():
        if "type" in vars(kind):
            yield kind
        yield from kinds_of(kind)


def mapped(value: Any, table: Mapping[str, Any]) -> Any:
    """Sentry's value for a name, even if an output delivers the name later."""
    if isinstance(value, pulumi.Output):
        return value.apply(lambda name: mapped(name, table))
    return table.get(value, value) if known(value) else value
