"""Lookups (Pulumi functions): a program asks about objects that it does not manage."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import (
    Any,
    ClassVar,
    Generic,
    TypeVar,
    cast,
    dataclass_transform,
)

import pulumi
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticUndefined

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration.arguments import Args, to_wire
from pulumi_sentry.declaration.package import PACKAGE, arguments_of

A = TypeVar("A", bound=Args)


def result(description: str, *, default: Any = PydanticUndefined) -> Any:
    """Declare one result of a lookup: one sentence for the schema, the docs and editors."""
    return Field(default, description=description)


@dataclass_transform(kw_only_default=True, field_specifiers=(result, Field))
class Result(BaseModel):
    """Base of a lookup's results. Snake case in Python, camel case on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, defer_build=True)


R = TypeVar("R", bound=Result)


class Lookup(Generic[A, R]):
    """Base of the lookups (Pulumi functions). A subclass has a name and its question to Sentry.

    `run` lives in the provider process; the program calls the function that `Lookup.function` makes.
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
    def call(cls, args: A, opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[R]:
        """Ask from a program; the result is an output."""
        values = {
            info.alias or name: to_wire(getattr(args, name))
            for name, info in cls.args_type.model_fields.items()
            if name in args.model_fields_set
        }
        options = pulumi.InvokeOptions.merge(pulumi.InvokeOptions(version=__version__), opts)
        return cast(
            "pulumi.Output[R]", _asked(cls.token, values, options).apply(cls.result_type.model_validate)
        )


def _asked(token: str, values: dict[str, Any], options: pulumi.InvokeOptions) -> pulumi.Output[Any]:
    """Ask as `pulumi.runtime.invoke_output` does, which would end the program with a traceback at a failed lookup."""
    inputs = pulumi.Output.from_input(values)
    loop = asyncio.get_running_loop()
    # Futures and not coroutines: after a failure nobody awaits them.
    is_known: asyncio.Future[bool] = loop.create_future()
    is_secret: asyncio.Future[bool] = loop.create_future()

    async def ask() -> Any:
        plain = await inputs.future()
        is_secret.set_result(await inputs.is_secret())
        is_known.set_result(await inputs.is_known() and await _all_exist(await inputs.resources()))
        if not is_known.result():
            return None
        try:
            return await pulumi.runtime.invoke_async(token, cast("Any", plain), options)
        except Exception as error:  # noqa: BLE001  # the SDK raises nothing narrower for a lookup that failed
            raise pulumi.RunError(str(error)) from None

    return pulumi.Output(inputs.resources(), ask(), is_known, is_secret)


async def _all_exist(resources: Iterable[pulumi.Resource]) -> bool:
    # A preview cannot look up an object that it has not created, even if all arguments of the lookup are known.
    return all([await one.id.is_known() for one in resources if isinstance(one, pulumi.CustomResource)])
