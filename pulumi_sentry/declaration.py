"""How a resource is declared: once, for the program, the schema, the checks and the handler alike.

A module under `pulumi_sentry.resources` holds three classes per resource:

* its arguments, an `Args` model whose fields are `Input[...]` and made by `arg(...)`;
* the class a Pulumi program creates, a `Resource[ThoseArgs]` whose outputs are made by `output(...)`;
* its `Handler` (see `pulumi_sentry.handler`), which talks to Sentry.

Everything else reads these: `plugin.schema` prints them, `plugin.diff` compares by them, Check validates by them.
"""

from __future__ import annotations

import asyncio
import difflib
import inspect
import types
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
)

import pulumi
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined, core_schema
from typing_extensions import get_original_bases

from pulumi_sentry._version import __version__

PACKAGE = "sentry"
"""Name of the Pulumi package: the first part of every type token and the config namespace."""


class Unknown:
    """A value the engine does not know yet: an output of a resource that a preview has not created."""

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN = Unknown()

if TYPE_CHECKING:
    from pulumi import Input as Input  # noqa: PLC0414  # an explicit re-export, for mypy
else:
    from typing import Annotated

    class _MaybeLater:
        """Lets outputs (in a program) and unknowns (in the provider) pass a field's own validation."""

        def __get_pydantic_core_schema__(
            self, source: object, handler: GetCoreSchemaHandler
        ) -> core_schema.CoreSchema:
            def validate(value: object, inner: Callable[[object], object]) -> object:
                if isinstance(value, Unknown | pulumi.Output) or inspect.isawaitable(value):
                    return value
                return inner(value)

            return core_schema.no_info_wrap_validator_function(validate, handler(source))

    class Input:
        """`pulumi.Input[T]` for type checkers; for pydantic, T or a value that comes later."""

        def __class_getitem__(cls, item: object) -> object:
            return Annotated[item, _MaybeLater()]


@dataclass(frozen=True)
class ArgRules:
    """What the provider must know of an argument beyond its type.

    Attributes:
        replace: a change cannot be made in place, the resource is replaced.
        unordered: a list whose order Sentry does not keep; compared as a multiset.
        reset: removing the argument from the program resets it at Sentry. Without it, what a program
            does not declare stays as it is at Sentry.
        secret: always a Pulumi secret, even where the program passes plain text.
        create_only: looked at on creation alone; a later change means nothing, so it is none.
    """

    replace: bool = False
    unordered: bool = False
    reset: bool = False
    secret: bool = False
    create_only: bool = False


_NO_RULES = ArgRules()

_PATTERNS: dict[object, str] = {}
"""What the patterns of arguments ask for, in words."""


def arg(
    description: str,
    *,
    default: Any = PydanticUndefined,
    replace: bool = False,
    unordered: bool = False,
    reset: bool = False,
    secret: bool = False,
    create_only: bool = False,
    hint: str = "",
    wire: str | None = None,
    **constraints: Any,
) -> Any:
    """Declare one argument of a resource or lookup.

    Args:
        description: one sentence for the schema, the docs and editors, with the unit where there is one.
        default: filled in by Check where the program is silent. `None` means "not declared"; an argument
            without a default is required.
        replace: see `ArgRules`.
        unordered: see `ArgRules`.
        reset: see `ArgRules`.
        secret: see `ArgRules`.
        create_only: see `ArgRules`.
        hint: what `pattern` asks for, in words that follow "must be".
        wire: its name on the wire, where it is not the Python name in camel case.
        constraints: passed to `pydantic.Field` (`ge`, `le`, `max_length`, `pattern`, ...).
    """
    if hint:
        _PATTERNS[constraints["pattern"]] = f"must be {hint}"
    return Field(
        default,
        alias=wire,
        description=description,
        json_schema_extra={"rules": ArgRules(replace, unordered, reset, secret, create_only)},  # type: ignore[dict-item]  # read back by rules_of, never printed
        **constraints,
    )


def rules_of(info: FieldInfo) -> ArgRules:
    """The rules an argument was declared with."""
    extra = info.json_schema_extra
    rules = extra.get("rules") if isinstance(extra, dict) else None
    return rules if isinstance(rules, ArgRules) else _NO_RULES


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the arguments: where (a Pulumi property path, `""` for the whole) and what."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


class ArgumentError(ValueError, pulumi.RunError):
    """Arguments that cannot be right, whatever Sentry says; in a program Pulumi shows it without a traceback.

    Attributes:
        problems: each problem with its property path.
    """

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(f"{subject}: " + "; ".join(map(str, self.problems)))


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
        """Check what can be checked now; outputs are checked by the provider once they are known.

        Raises:
            ArgumentError: a value is of the wrong type or out of range.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ArgumentError(type(self).__name__, problems_of(error, type(self))) from None

    # Without this mark pydantic would run nested objects through the method above, and lose their paths.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # read by pydantic's metaclass

    @classmethod
    def from_wire(cls, values: Mapping[str, object]) -> tuple[Any, list[Problem]]:
        """Build the model from wire values; `(None, problems)` where that is impossible."""
        try:
            return cls.model_validate(dict(values), by_alias=True, by_name=False), []
        except ValidationError as error:
            return None, problems_of(error, cls)

    @classmethod
    def from_state(cls, values: Mapping[str, object]) -> Self:
        """Build the model from what is in state, as it is: a refresh may have found what no program may declare."""
        args, problems = cls.from_wire(values)
        if not problems:
            return cast("Self", args)
        raw: dict[str, Any] = {
            name: values.get(info.alias or name, None if info.is_required() else info.default)
            for name, info in cls.model_fields.items()
        }
        return cls.model_construct(None, **raw)

    def declared(self) -> dict[str, Any]:
        """Arguments in wire form, defaults filled in, what is not declared left out."""
        values: dict[str, Any] = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if value is not None:
                values[info.alias or name] = to_wire(value)
        return values


def known(value: object) -> bool:
    """Whether a value is here to look at: neither an output nor unknown."""
    return not isinstance(value, Unknown | pulumi.Output) and not inspect.isawaitable(value)


def property_path(parts: Iterable[str | int]) -> str:
    """Pulumi's spelling of a property path: `dataSource.timeWindow`, `conditions[0].type`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part.isidentifier():
            path += f".{part}" if path else part
        else:
            quoted = part.replace('"', '\\"')
            path += f'["{quoted}"]'
    return path


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Turn pydantic's errors into sentences a person can act on."""
    return [
        Problem(property_path(details["loc"]), _reason(details, model))
        for details in error.errors(include_url=False, include_context=True, include_input=False)
    ]


_REASONS = {
    "missing": "is required",
    "string_type": "must be a string",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
}


def _reason(details: ErrorDetails, model: type[BaseModel]) -> str:
    kind = details["type"]
    if kind == "extra_forbidden":
        name = str(details["loc"][-1])
        near = difflib.get_close_matches(name, _aliases_at(model, details["loc"][:-1]), n=1)
        return "is not a property of this resource" + (f"; did you mean '{near[0]}'?" if near else "")
    if kind == "value_error":
        return str(details.get("ctx", {}).get("error", details["msg"]))
    if kind in _REASONS:
        return _REASONS[kind]
    if kind == "string_pattern_mismatch" and details["ctx"]["pattern"] in _PATTERNS:
        return _PATTERNS[details["ctx"]["pattern"]]
    message = details["msg"]
    return message[:1].lower() + message[1:]


def _aliases_at(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    for part in loc:
        if isinstance(part, int):
            continue
        for name, info in model.model_fields.items():
            if part in (info.alias, name):
                inner = [
                    t for t in leaf_types(info.annotation) if isinstance(t, type) and issubclass(t, BaseModel)
                ]
                if inner:
                    model = inner[0]
    return [info.alias or name for name, info in model.model_fields.items()]


def leaf_types(annotation: object) -> list[object]:
    """The types an annotation is made of, with lists, unions and Annotated taken apart."""
    origin = get_origin(annotation)
    if origin is None:
        return [annotation]
    inner = get_args(annotation)
    if origin not in (list, dict, Union, types.UnionType):
        inner = inner[:1]
    return [leaf for part in inner for leaf in leaf_types(part)]


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


@dataclass
class OutputSpec:
    """An output as declared.

    Attributes:
        description: for the schema, the docs and editors.
        secret: stored encrypted and never printed.
        follows: arguments (Python names) whose change makes this output unknown in a preview.
        name: its Python name, set by the class it stands in.
        type: its Python type, read from the annotation.
    """

    description: str
    secret: bool = False
    follows: tuple[str, ...] = ()
    name: str = ""
    type: object = str

    @property
    def wire_name(self) -> str:
        """Its name in the schema and in state."""
        return to_camel(self.name)

    @property
    def optional(self) -> bool:
        """Whether there may be no value."""
        return type(None) in get_args(self.type)


def output(description: str, *, secret: bool = False, follows: tuple[str, ...] = ()) -> Any:
    """Declare an output of a resource; the annotation (`Output[str]`) gives its type. See `OutputSpec`."""
    return OutputSpec(description, secret, follows)


A = TypeVar("A", bound=Args)


class Resource(pulumi.CustomResource, Generic[A]):
    """Base of the classes a program creates. A subclass names its token and declares its outputs."""

    token: ClassVar[str]
    args_type: ClassVar[type[Args]]
    outputs: ClassVar[dict[str, OutputSpec]]
    handler: ClassVar[type]
    """Set by the `Handler` subclass that serves this resource."""

    def __init_subclass__(cls, *, name: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.token = f"{PACKAGE}:index:{name}"
        cls.args_type = _arguments_of(cls, Resource)[0]
        cls.outputs = {}
        annotations = inspect.get_annotations(cls, eval_str=True)
        for attribute, spec in list(vars(cls).items()):
            if isinstance(spec, OutputSpec):
                spec.name = attribute
                spec.type = get_args(annotations[attribute])[0]
                cls.outputs[attribute] = spec

    def __init__(self, resource_name: str, args: A, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the resource in the running program.

        Args:
            resource_name: its name in the stack; unique among resources of its kind.
            args: what it should be.
            opts: Pulumi's resource options.
        """
        self._register(resource_name, args, opts)

    @classmethod
    def get(
        cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None
    ) -> Any:
        """Read an existing object without managing it.

        Args:
            resource_name: its name in the stack.
            id: any form that `pulumi import` takes: the id, `org/slug`, or its Sentry URL.
            opts: Pulumi's resource options.
        """
        self = cls.__new__(cls)
        self._register(resource_name, None, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)))
        return self

    def _register(self, resource_name: str, args: Args | None, opts: pulumi.ResourceOptions | None) -> None:
        props: dict[str, Any] = dict.fromkeys([*self.args_type.model_fields, *self.outputs])
        if args is not None:
            props |= {name: to_wire(getattr(args, name)) for name in args.model_fields_set}
        secret = [to_camel(name) for name, spec in self.outputs.items() if spec.secret]
        defaults = pulumi.ResourceOptions(version=__version__, additional_secret_outputs=secret)
        pulumi.CustomResource.__init__(
            self, self.token, resource_name, props, pulumi.ResourceOptions.merge(defaults, opts)
        )

    def translate_input_property(self, prop: str) -> str:
        """Python name to wire name (top level only: `to_wire` has done the nested ones)."""
        info = self.args_type.model_fields.get(prop)
        return info.alias or prop if info else prop

    def translate_output_property(self, prop: str) -> str:
        """Wire name to Python name."""
        return self.python_name(prop)

    @classmethod
    def python_name(cls, wire_name: str) -> str:
        """The Python name of an argument or output, given its name on the wire; unknown names stay as they are."""
        for name, info in cls.args_type.model_fields.items():
            if wire_name == info.alias:
                return name
        return next((name for name, spec in cls.outputs.items() if spec.wire_name == wire_name), wire_name)


def _arguments_of(cls: type, generic: type) -> tuple[Any, ...]:
    """The types that a class gives to the generic base it derives from."""
    return next(get_args(base) for base in get_original_bases(cls) if get_origin(base) is generic)


def result(description: str, *, default: Any = PydanticUndefined) -> Any:
    """Declare one thing that a lookup returns: one sentence for the schema, the docs and editors."""
    return Field(default, description=description)


@dataclass_transform(kw_only_default=True, field_specifiers=(result, Field))
class Result(BaseModel):
    """Base of what a lookup returns. Snake case in Python, camel case on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


R = TypeVar("R", bound=Result)


class Lookup(Generic[A, R]):
    """Base of the lookups (Pulumi functions). A subclass names itself and says how it asks Sentry.

    `run` lives in the provider process; the program calls the function that `Lookup.function` makes.
    """

    token: ClassVar[str]
    args_type: ClassVar[type[Args]]
    result_type: ClassVar[type[Result]]

    def __init_subclass__(cls, *, name: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.token = f"{PACKAGE}:index:{name}"
        cls.args_type, cls.result_type = _arguments_of(cls, Lookup)

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
    """What a lookup answers.

    As `pulumi.runtime.invoke_output`, but for its failure: that one ends the program with a traceback, whatever is
    done to the output it returns.
    """
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
    # What a preview has yet to create cannot be looked up, even where all that is asked with is known.
    return all([await one.id.is_known() for one in resources if isinstance(one, pulumi.CustomResource)])
