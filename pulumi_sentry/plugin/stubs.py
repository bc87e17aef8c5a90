"""The package's stub: what editors and type checkers know of `pulumi_sentry`, printed from the declarations.

`python -m pulumi_sentry.plugin.stubs pulumi_sentry/__init__.pyi` writes it. A checker reads the stub in place of
`pulumi_sentry/__init__.py`. Each class in it derives from the declared one and adds what only a run would tell:
the keywords, and the arguments of a resource as its outputs.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

import pulumi_sentry
from pulumi_sentry.alerts.parts import Action, Condition
from pulumi_sentry.declaration import Args, leaf_types, parameters, type_text
from pulumi_sentry.plugin.constants import constants
from pulumi_sentry.plugin.registry import Registry, registry

_HEAD: Final = """
# Printed by `make docs` from the declarations; a test fails when it is stale.

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, overload

import pulumi

"""
_INPUT: Final = "pulumi.Input"
_RESOURCE_OPTIONS: Final = "pulumi.ResourceOptions | None"
_INVOKE_OPTIONS: Final = "pulumi.InvokeOptions | None"
_WIDTH: Final = 110
_CALLED: Final = {
    "resource_name": "Its name in the stack; unique among resources of its kind.",
    "opts": "Pulumi's options.",
}
"""What the parameters mean that every call has."""


def stub(found: Registry) -> str:
    """The stub, as Python."""
    public = {name: getattr(pulumi_sentry, name) for name in pulumi_sentry.__all__}
    lookups = {function: lookup for lookup in found.lookups.values() for function in lookup.names()}
    imports, body = list[str](), list[str]()
    models = dict[type[Args], None]()
    for name, it in public.items():
        if name in lookups:
            lookup, is_output = lookups[name], name != lookups[name].names()[0]
            body += _lookup(name, lookup.args_type, lookup.result_type.__name__, is_output=is_output)
        elif inspect.isclass(it) and (issubclass(it, Args) or hasattr(it, "args_type")):
            imports.append(_import(it, private=True))
            body += _args(name, it) if issubclass(it, Args) else _resource(name, it)
            models |= dict.fromkeys(_nested(it if issubclass(it, Args) else it.args_type))
        else:
            imports.append(_import(it, name))
    further: list[type[Args]] = [Action, Condition, *models]
    imports += [_import(it, private=True) for it in further if it.__name__ not in public]
    for name, words in constants().items():
        body += [f"class {name}:", *(f'    {word.name}: Literal["{word.value}"]' for word in words), ""]
    exported = ["__all__ = [", *(f'    "{name}",' for name in public), "]", ""]
    dicts = [line for model in models for line in _dict(model)]
    head = "\n".join(_text(pulumi_sentry.__doc__ or "", "")) + "\n" + _HEAD
    return head + "\n".join([*sorted(imports), "", *exported, *dicts, *body]).rstrip() + "\n"


def _import(it: Any, name: str = "", *, private: bool = False) -> str:
    if isinstance(it, ModuleType):
        package, _, name = it.__name__.rpartition(".")
        return f"from {package} import {name} as {name}"
    if not inspect.isclass(it):
        return f"from pulumi_sentry._version import {name} as {name}"
    return f"from {it.__module__} import {it.__name__} as {'_' * private}{it.__name__}"


def _nested(model: type[BaseModel]) -> Iterator[type[Args]]:
    for info in model.model_fields.values():
        for leaf in leaf_types(info.annotation):
            if inspect.isclass(leaf) and issubclass(leaf, Args):
                yield leaf
                if leaf is not model:
                    yield from _nested(leaf)


def _as_input(model: type[BaseModel]) -> str:
    if model in (Action, Condition):
        # Any kind of action or condition, or the form on the wire that all of them have.
        return f"_{model.__name__} | _Alert{model.__name__}ArgsDict"
    return f"_{model.__name__} | _{model.__name__}Dict"


def _keywords(fields: Mapping[str, FieldInfo], input: str = _INPUT) -> list[str]:
    return [
        f"{name}: {text}" + ("" if default is inspect.Parameter.empty else f" = {_literal(default)}")
        for name, text, default in parameters(fields, input=input, model=_as_input)
    ]


def _literal(value: object) -> str:
    return repr(value) if value is None or isinstance(value, str | bool | int | float) else "..."


def _dict(model: type[Args]) -> Iterator[str]:
    yield f"class _{model.__name__}Dict(TypedDict):"
    yield from _text(inspect.getdoc(model) or "", "    ")
    for name, text, default in parameters(model.model_fields, input=_INPUT, model=_as_input):
        yield f"    {name}: {text if default is inspect.Parameter.empty else f'NotRequired[{text}]'}"
        yield from _text(model.model_fields[name].description or "", "    ")
    yield ""


def _args(name: str, model: type[Args]) -> Iterator[str]:
    yield f"class {name}(_{name}):"
    yield from _text(inspect.getdoc(model) or "", "    ")
    star = ["*"] if model.model_fields else []
    yield from _function(
        "__init__", ["self", *star, *_keywords(model.model_fields)], "None", model, indent="    "
    )


def _resource(name: str, cls: Any) -> Iterator[str]:
    yield f"class {name}(_{name}):"
    yield from _text(inspect.getdoc(cls) or "", "    ")
    if hasattr(cls, "outputs"):
        for output, (text, description) in _outputs(cls).items():
            yield f"    {output}: pulumi.Output[{text}]"
            yield from _text(description, "    ")
    args: type[Args] = cls.args_type
    first, opts = ["self", "resource_name: str"], f"opts: {_RESOURCE_OPTIONS} = None"
    yield "    @overload"
    object_form = [*first, f"args: _{args.__name__}", opts]
    yield from _function("__init__", object_form, "None", args, indent="    ", about=cls)
    yield "    @overload"
    keywords = [*first, "*", opts, *_keywords(args.model_fields)]
    yield from _function("__init__", keywords, "None", args, indent="    ", about=cls)


def _outputs(cls: Any) -> dict[str, tuple[str, str]]:
    def text(annotation: Any) -> str:
        return type_text(annotation, model=lambda _: "dict[str, Any]", given=False)

    inputs = {
        name: (text(info.annotation), info.description or "")
        for name, info in cls.args_type.model_fields.items()
    }
    return inputs | {name: (text(spec.type), spec.description) for name, spec in cls.outputs.items()}


def _lookup(name: str, args: type[Args], result: str, *, is_output: bool) -> Iterator[str]:
    lookup = getattr(pulumi_sentry, name)
    returns = f"pulumi.Output[{result}]" if is_output else result
    opts = f"opts: {_INVOKE_OPTIONS} = None"
    yield "@overload"
    yield from _function(name, [f"args: _{args.__name__}", opts], returns, args, about=lookup)
    yield "@overload"
    keywords = _keywords(args.model_fields, _INPUT if is_output else "")
    yield from _function(name, ["*", opts, *keywords], returns, args, about=lookup)


def _function(
    name: str, parameters: list[str], returns: str, args: type[Args], *, indent: str = "", about: Any = None
) -> Iterator[str]:
    line = f"{indent}def {name}({', '.join(parameters)}) -> {returns}:"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield f"{indent}def {name}("
        yield from (f"{indent}    {each}," for each in parameters)
        yield f"{indent}) -> {returns}:"
    given = [each.partition(":")[0] for each in parameters if ":" in each]
    meanings = _CALLED | {"args": f"As one object: {inspect.getdoc(args)}"}
    meanings |= {field: info.description or "" for field, info in args.model_fields.items()}
    lines = [inspect.getdoc(about or args) or "", *(["", "Args:"] if given else [])]
    lines += [f"    {each}: {' '.join(meanings[each].split())}" for each in given]
    yield from _text("\n".join(lines), f"{indent}    ")


def _text(text: str, indent: str) -> Iterator[str]:
    """A docstring."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = [
        part
        for line in escaped.splitlines()
        for part in textwrap.wrap(
            line,
            _WIDTH - len(indent),
            subsequent_indent=" " * (len(line) - len(line.lstrip()) + 4 if line.startswith(" ") else 0),
        )
        or [""]
    ]
    ending = ['"""'] if len(lines) > 1 else []
    lines[0] = f'"""{lines[0]}'
    lines[-1] += "" if ending else '"""'
    yield from (f"{indent}{line}".rstrip() for line in [*lines, *ending])
    yield ""


def main() -> None:
    """Write the stub into the file that is named."""
    Path(sys.argv[1]).write_text(stub(registry()), encoding="utf-8")


if __name__ == "__main__":
    main()
