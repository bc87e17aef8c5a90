"""The words of the schema's enums as constants for Python, under the names that Pulumi's generator gives them."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from functools import cache

from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema


@cache
def constants() -> dict[str, type[enum.StrEnum]]:
    """An enum by its name, such as `AlertActionType`; `pulumi import` writes `sentry.AlertActionType.EMAIL`."""
    made: dict[str, type[enum.StrEnum]] = {}
    for token, found in package_schema(registry())["types"].items():
        if "enum" in found:
            name = token.rsplit(":", 1)[-1]
            made[name] = _enum(name, {_constant(each["name"]): each["value"] for each in found["enum"]})
    return made


def _constant(name: str) -> str:
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def _enum(name: str, members: Mapping[str, str]) -> type[enum.StrEnum]:
    return enum.StrEnum(name, dict(members))  # type: ignore[return-value]  # a call with members makes a class
