"""What resources and lookups share: their package, and the names of their types."""

from __future__ import annotations

from typing import (
    Any,
    get_args,
    get_origin,
)

from typing_extensions import get_original_bases

PACKAGE = "sentry"
"""Name of the Pulumi package: the first part of every type token and the config namespace."""


def arguments_of(cls: type, generic: type) -> tuple[Any, ...]:
    """The type arguments that a class gives to its generic base."""
    return next(get_args(base) for base in get_original_bases(cls) if get_origin(base) is generic)
