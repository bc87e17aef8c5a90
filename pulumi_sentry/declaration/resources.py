"""Resources, which a program creates, and their outputs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeVar,
    get_args,
    overload,
)

import pulumi
from pydantic.alias_generators import to_camel

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration.arguments import Args, to_wire
from pulumi_sentry.declaration.broken_off import end_quietly_when_broken_off
from pulumi_sentry.declaration.importing import id_to_import
from pulumi_sentry.declaration.package import PACKAGE, arguments_of
from pulumi_sentry.declaration.signatures import Keywords


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
        """Whether the value may be missing."""
        return type(None) in get_args(self.type)


def output(description: str, *, secret: bool = False, follows: tuple[str, ...] = ()) -> Any:
    """Declare an output of a resource; the annotation (`Output[str]`) gives its type. See `OutputSpec`."""
    return OutputSpec(description, secret, follows)


A = TypeVar("A", bound=Args)


class Resource(pulumi.CustomResource, Generic[A]):
    """Base of the classes that a program creates. A subclass names its token and declares its outputs."""

    token: ClassVar[str]
    args_type: ClassVar[type[Args]]
    outputs: ClassVar[dict[str, OutputSpec]]
    _python_names: ClassVar[dict[str, str]]
    __signature__ = Keywords()
    handler: ClassVar[type]
    """Set by the `Handler` subclass that serves this resource."""

    def __init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not name:  # a program's own class of a declared resource
            return
        cls.token = f"{PACKAGE}:index:{name}"
        cls.args_type = arguments_of(cls, Resource)[0]
        cls.outputs = {}
        annotations = inspect.get_annotations(cls, eval_str=True)
        for attribute, spec in list(vars(cls).items()):
            if isinstance(spec, OutputSpec):
                spec.name = attribute
                spec.type = get_args(annotations[attribute])[0]
                cls.outputs[attribute] = spec

    @overload
    def __init__(self, resource_name: str, args: A, opts: pulumi.ResourceOptions | None = None) -> None: ...

    @overload
    def __init__(
        self, resource_name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Any
    ) -> None: ...

    def __init__(
        self,
        resource_name: str,
        args: Args | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        """Declare the resource in the running program.

        Args:
            resource_name: its name in the stack; unique among resources of its kind.
            args: its arguments.
            opts: its parent, provider, dependencies and so on.
            arguments: the same as keywords instead of `args`, with nested ones as dicts: the form of the programs that
                `pulumi import` prints. The package's stub types them.

        Raises:
            ArgumentError: an argument is missing, unknown, of the wrong type or out of range.
        """
        subject = f"{type(self).__name__} '{resource_name}'"
        self._register(resource_name, self.args_type.given(subject, args, arguments), opts)

    @classmethod
    def get(
        cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """Read an existing object without managing it.

        Args:
            resource_name: its name in the stack.
            id: any form that `pulumi import` takes: the id, `org/slug`, or its Sentry URL.
            opts: its parent, provider and so on.
        """
        self = cls.__new__(cls)
        self._register(resource_name, None, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)))
        return self

    def _register(self, resource_name: str, args: Args | None, opts: pulumi.ResourceOptions | None) -> None:
        end_quietly_when_broken_off()
        props: dict[str, Any] = dict.fromkeys(self._told(args, opts))
        if args is not None:
            existing = id_to_import(self.token, resource_name)
            if existing is not None:
                opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(import_=existing))
            props |= {name: to_wire(getattr(args, name)) for name in args.model_fields_set}
        secret = [to_camel(name) for name, spec in self.outputs.items() if spec.secret]
        defaults = pulumi.ResourceOptions(version=__version__, additional_secret_outputs=secret)
        pulumi.CustomResource.__init__(
            self, self.token, resource_name, props, pulumi.ResourceOptions.merge(defaults, opts)
        )

    def _told(self, args: Args | None, opts: pulumi.ResourceOptions | None) -> Iterator[str]:
        """The properties that the engine can have a value for.

        The SDK makes an output of each, which takes most of its time where a resource has thirty arguments.
        """
        # With `ignoreChanges` the state's value stays although the program declares none.
        every = args is None or (opts is not None and opts.ignore_changes)
        for name, info in self.args_type.model_fields.items():
            if every or info.default is not None:
                yield name
        yield from self.outputs

    if not TYPE_CHECKING:  # a checker tells of a misspelt one

        def __getattr__(self, name: str) -> Any:
            """An argument that the program leaves out: an output without a value."""
            if name not in type(self).args_type.model_fields:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            value: pulumi.Output[None] = pulumi.Output.from_input(None)
            vars(self)[name] = value
            return value

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
        if "_python_names" not in vars(cls):  # a program's own class of a declared resource has one, too
            outputs = {spec.wire_name: name for name, spec in cls.outputs.items()}
            arguments = {info.alias or name: name for name, info in cls.args_type.model_fields.items()}
            cls._python_names = outputs | arguments
        return cls._python_names.get(wire_name, wire_name)
