"""Finds every resource and lookup by walking the package, without a list that somebody could forget."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pulumi_sentry
from pulumi_sentry.declaration import Lookup, Resource
from pulumi_sentry.lifecycle.handler import Handler
from pulumi_sentry.lifecycle.standing import Kind

_PACKAGE: Final = f"{pulumi_sentry.__name__}."
_WITHOUT_RESOURCES: Final = (f"{_PACKAGE}plugin", f"{_PACKAGE}api", f"{_PACKAGE}inventory")


@dataclass(frozen=True)
class Registry:
    """Everything that the provider serves, by type token."""

    resources: Mapping[str, type[Resource[Any]]]
    lookups: Mapping[str, type[Lookup[Any, Any]]]

    def kind(self, token: str) -> Kind:
        """How to tell objects of a resource type apart; those of unknown types by their ids."""
        if token not in self.resources:
            return Kind()
        handler: type[Handler[Any]] = self.resources[token].handler
        return Kind(handler.identity, handler.parts, handler.everywhere)


@cache
def registry() -> Registry:
    """The registry of this installation."""
    for module in pkgutil.walk_packages(pulumi_sentry.__path__, _PACKAGE):
        if not module.name.startswith(_WITHOUT_RESOURCES):
            importlib.import_module(module.name)
    return Registry(
        resources={cls.token: cls for cls in sorted(_subclasses(Resource), key=lambda cls: cls.token)},
        lookups={cls.token: cls for cls in sorted(_subclasses(Lookup), key=lambda cls: cls.token)},
    )


def _subclasses(base: Any) -> list[Any]:
    # Only the package's own: a program or a test may derive from a resource without serving it.
    return [cls for cls in base.__subclasses__() if cls.__module__.startswith(_PACKAGE)]
