"""Finds every resource and lookup by walking `pulumi_sentry.resources`: there is no list to forget."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pulumi_sentry import resources
from pulumi_sentry.declaration import Lookup, Resource
from pulumi_sentry.handler import Handler
from pulumi_sentry.lifecycle.standing import Kind


@dataclass(frozen=True)
class Registry:
    """What the provider serves, by type token."""

    resources: Mapping[str, type[Resource[Any]]]
    lookups: Mapping[str, type[Lookup[Any, Any]]]

    def kind(self, token: str) -> Kind:
        """How objects of a resource type are told apart; those that are not served here are by their ids."""
        if token not in self.resources:
            return Kind()
        handler: type[Handler[Any]] = self.resources[token].handler
        return Kind(handler.identity, handler.parts, handler.everywhere)


@cache
def registry() -> Registry:
    """The registry of this installation."""
    for module in pkgutil.iter_modules(resources.__path__):
        importlib.import_module(f"{resources.__name__}.{module.name}")
    return Registry(
        resources={cls.token: cls for cls in sorted(_subclasses(Resource), key=lambda cls: cls.token)},
        lookups={cls.token: cls for cls in sorted(_subclasses(Lookup), key=lambda cls: cls.token)},
    )


def _subclasses(base: Any) -> list[Any]:
    # Only the package's own: a program or a test may derive from a resource without serving it.
    return [cls for cls in base.__subclasses__() if cls.__module__.startswith(resources.__name__)]
