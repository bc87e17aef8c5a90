"""The words that an argument takes, as an enum of the schema.

A program in Python or YAML writes the word itself. Packages for Go and TypeScript have a constant for each, and so has
Python's, for what `pulumi import` writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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


def _listed(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    # A list has other brackets than its items; an optional argument and an input have an arm for each.
    return next((found for each in get_args(annotation) if (found := _listed(each))), ())


def _name(word: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in re.split("[^A-Za-z0-9]+", word))
