"""Describes mistakes in arguments, in sentences a person can act on, at the place where Pulumi shows them."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from dataclasses import dataclass
from typing import (
    Union,
    get_args,
    get_origin,
)

import pulumi
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pulumi_sentry.declaration.program import place_of_call

HINTS: dict[object, str] = {}
"""The meanings of arguments' patterns, in words."""


@dataclass(frozen=True)
class Problem:
    """One mistake in the arguments: where (a Pulumi property path, `""` for the whole) and what."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


class ArgumentError(ValueError, pulumi.RunError):
    """The arguments cannot be right, whatever Sentry says; in a program Pulumi shows it without a traceback.

    Its text begins with the file and line of the program that gives the arguments.

    Attributes:
        problems: each problem with its property path.
    """

    def __init__(self, subject: str, problems: Iterable[Problem], *, part: str = "") -> None:
        """Find the place in the program.

        Args:
            subject: what the arguments are given to, such as a resource with its name; empty for what the program
                declares at that place.
            problems: what is wrong.
            part: the class of the arguments, where they may be only a part of what is declared.
        """
        self.problems = list(problems)
        place = place_of_call()
        subjects = [subject or part]
        if place is not None and place.resource is not None and not subject:
            its_own = getattr(place.resource, "args_type", None)
            declared = f"{place.resource.__name__} {place.name}".rstrip()
            subjects = [declared] if its_own is not None and its_own.__name__ == part else [declared, part]
        where = [place.line] if place is not None else []
        super().__init__(": ".join([*where, *subjects, "; ".join(map(str, self.problems))]))


Path = tuple[str | int, ...]
"""Where a value is: the names and indexes that lead to it."""


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
    if kind == "string_pattern_mismatch" and details["ctx"]["pattern"] in HINTS:
        return HINTS[details["ctx"]["pattern"]]
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
    """The types inside an annotation, with lists, unions and Annotated taken apart."""
    origin = get_origin(annotation)
    if origin is None:
        return [annotation]
    inner = get_args(annotation)
    if origin not in (list, dict, Union, types.UnionType):
        inner = inner[:1]
    return [leaf for part in inner for leaf in leaf_types(part)]
