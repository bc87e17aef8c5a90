"""The arguments of a call as text, for `help()` and for the package's stub: names, types and defaults."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pulumi
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pulumi_sentry.declaration.inputs import MaybeLater

ModelName = Callable[[type[BaseModel]], str]
"""How a text names a class of arguments."""


def type_text(  # noqa: PLR0911  # one return a shape
    annotation: Any, *, model: ModelName = lambda cls: cls.__name__, input: str = "", given: bool = True
) -> str:
    """The type of a value as a program writes it.

    Args:
        annotation: as pydantic keeps it.
        model: names a class of arguments.
        input: the name of `pulumi.Input`; empty where all values are there already.
        given: whether the program gives the value: any sequence then is a list.
    """

    def text(of: Any) -> str:
        return type_text(of, model=model, input=input, given=given)

    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        base = _named(annotation.__metadata__) or inner[0]
        later = input and any(isinstance(each, MaybeLater) for each in annotation.__metadata__)
        return f"{input}[{text(base)}]" if later else text(base)
    if origin in (Union, types.UnionType):
        return " | ".join(map(text, inner))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, inner))}]"
    if origin in (list, dict):
        name = {list: "Sequence", dict: "Mapping"}[origin] if given else origin.__name__
        return f"{name}[{', '.join(map(text, inner))}]"
    if annotation in (None, type(None)):
        return "None"
    if annotation is Any:
        return "Any"
    return model(annotation) if issubclass(annotation, BaseModel) else str(annotation.__name__)


def parameters(
    fields: Mapping[str, FieldInfo], *, input: str = "", model: ModelName = lambda cls: cls.__name__
) -> Sequence[tuple[str, str, Any]]:
    """Each argument by name, with its type and its default (`inspect.Parameter.empty`: it has to be given).

    Args:
        fields: of a class of arguments.
        input: the name of `pulumi.Input`; empty where all values are there already.
        model: names a class of arguments.
    """
    found = []
    for name, info in fields.items():
        # Pydantic takes the outermost `Annotated` of a field apart.
        text = type_text(_named(info.metadata) or info.annotation, model=model, input=input)
        default = (
            inspect.Parameter.empty if info.is_required() else info.get_default(call_default_factory=True)
        )
        found.append((name, f"{input}[{text}]" if input else text, default))
    return found


def _named(metadata: Iterable[Any]) -> Any:
    # Where a wire form stands for any kind, its metadata has the base of the kinds (`alerts.parts.Spelled`).
    return next((each.base for each in metadata if hasattr(each, "base")), None)


def signature(
    fields: Mapping[str, FieldInfo], leading: Iterable[inspect.Parameter] = (), *, input: str = "Input"
) -> inspect.Signature:
    """What `help()` shows of a function that takes arguments as keywords.

    Args:
        fields: of the class of arguments.
        leading: the parameters before them.
        input: the name of `pulumi.Input`; empty for a function that takes values only.
    """
    keywords = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=text, default=default)
        for name, text, default in parameters(fields, input=input)
    ]
    return inspect.Signature([*leading, *keywords])


def leading(args: type[BaseModel], opts: type, *names: str) -> list[inspect.Parameter]:
    """The parameters that stand before the keywords: names, the arguments as one object, and Pulumi's options."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [
        *(inspect.Parameter(name, kind, annotation="str") for name in names),
        inspect.Parameter("args", kind, annotation=f"{args.__name__} | None", default=None),
        inspect.Parameter("opts", kind, annotation=f"{opts.__name__} | None", default=None),
    ]


class Keywords:
    """The signature of a class, made when somebody looks at it.

    As a class attribute it replaces pydantic's, which spells out every rule of a type, and that of `Resource`, which
    has `**arguments`.
    """

    def __get__(self, instance: object, owner: type) -> inspect.Signature:
        args: Any = getattr(owner, "args_type", owner)
        before = [] if args is owner else leading(args, pulumi.ResourceOptions, "resource_name")
        return signature(args.model_fields, before)
