"""Python source text of values and calls, as a formatter would lay it out."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any, Final

import pulumi_sentry
from pulumi_sentry.declaration import Args

_WIDTH: Final = 100
_INDENT: Final = "    "


class Code(str):
    """A piece of source text that stands for itself, such as the name of a variable."""

    __slots__ = ()


def identifier(text: str) -> str:
    """Return a variable's name from a short name."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "unnamed"
    return f"_{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


def renamed(variable: str, usual: str, name: str) -> str:
    """Return the text of a variable's name for a resource that is not named as usual.

    Args:
        variable: the usual text: the usual name and a word for its kind, or something else.
        usual: the usual name of the resource.
        name: its name.
    """
    if name == usual:
        return variable
    kind = variable.removeprefix(usual).strip("-") if variable.startswith(usual) else ""
    told = not kind or identifier(name).endswith(identifier(kind))
    return name if told else f"{name}-{kind}"


def call(function: str, *positional: Any, depth: int = 0, **named: Any) -> Code:
    """Return a call, on one line where it fits.

    Args:
        function: its name.
        positional: arguments without a name.
        depth: how deep the call is indented.
        named: arguments with one.
    """
    parts = [("", value) for value in positional] + [(f"{name}=", value) for name, value in named.items()]
    return Code(_bracketed(f"{function}(", ")", parts, depth))


def source(value: Any, depth: int = 0) -> str:
    """Return a value: text, numbers, lists, mappings and arguments of resources."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, Args):
        return call(f"sentry.{_place(type(value))}", depth=depth, **said(value))
    if isinstance(value, Mapping):
        return _bracketed(
            "{", "}", [(f"{_text(str(key))}: ", item) for key, item in sorted(value.items())], depth
        )
    if isinstance(value, list | tuple):
        return _bracketed("[", "]", [("", item) for item in value], depth)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)


def said(args: Args) -> dict[str, Any]:
    """Return the arguments that are not as they are by default, by Python name."""
    found = {}
    for name, info in type(args).model_fields.items():
        value = getattr(args, name)
        if value is not None and (info.is_required() or value != info.default):
            found[name] = value
    return found


def _bracketed(start: str, end: str, parts: list[tuple[str, Any]], depth: int) -> str:
    line = start + ", ".join(f"{name}{source(value, depth)}" for name, value in parts) + end
    if "\n" not in line and len(line) + len(_INDENT) * depth <= _WIDTH:
        return line
    inner = _INDENT * (depth + 1)
    lines = [f"{inner}{name}{source(value, depth + 1)},\n" for name, value in parts]
    return f"{start}\n{''.join(lines)}{_INDENT * depth}{end}"


def _place(cls: type[Args]) -> str:
    """Return where a class is, seen from the package: the parts of alerts are in modules of their own."""
    module = cls.__module__.split(".")[-1]
    return cls.__name__ if hasattr(pulumi_sentry, cls.__name__) else f"{module}.{cls.__name__}"


def _text(text: str) -> str:
    quoted = repr(text)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in quoted and "\\'" not in quoted else quoted
