"""The words that an argument takes, as an enum of the schema.

A program in Python or YAML writes the word itself. Packages for Go and TypeScript have a constant for each, and so has
Python's, for what `pulumi import` writes.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin


def words_of(annotation: Any, told: Mapping[str, str]) -> dict[str, str]:
    """The words that an argument takes, with their meanings where these are told; empty if it takes any text.

    Args:
        annotation: its type.
        told: what `arg(words=...)` says of it.

    Raises:
        TypeError: a word is explained that the type does not have.
    """
    listed = _listed(annotation)
    unknown = told.keys() - set(listed) if listed else ()
    if unknown:
        raise TypeError(f"{annotation!r} has no {sorted(unknown)}")
    return {word: told.get(word, "") for word in listed or told}


def enum_type(words: Mapping[str, str], description: str) -> dict[str, Any]:
    """A type of the schema for some words."""
    return {
        "type": "string",
        "description": description,
        "enum": [
            {"name": _name(word), "value": word, **({"description": meaning} if meaning else {})}
            for word, meaning in words.items()
        ],
    }


@cache
def constants() -> dict[str, type[enum.StrEnum]]:
    """An enum for Python by the name of each of the schema's, with the names that Pulumi's generator gives it."""
    from pulumi_sentry.plugin.registry import registry  # noqa: PLC0415  # both import the package that asks this
    from pulumi_sentry.plugin.schema import package_schema  # noqa: PLC0415

    made: dict[str, type[enum.StrEnum]] = {}
    for token, found in package_schema(registry())["types"].items():
        if "enum" in found:
            name = token.rsplit(":", 1)[-1]
            members = {_constant(each["name"]): each["value"] for each in found["enum"]}
            made[name] = _enum(name, members)
    return made


def _listed(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    # A list has other brackets than its items; an optional argument and an input have an arm for each.
    return next((found for each in get_args(annotation) if (found := _listed(each))), ())


def _name(word: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in re.split("[^A-Za-z0-9]+", word))


def _constant(name: str) -> str:
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def _enum(name: str, members: Mapping[str, str]) -> type[enum.StrEnum]:
    return enum.StrEnum(name, dict(members))  # type: ignore[return-value]  # a call with members makes a class
