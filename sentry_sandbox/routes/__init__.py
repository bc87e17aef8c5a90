"""The management API, one module an endpoint family. Each exports `ENDPOINTS`; nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil

from sentry_sandbox.routes.dispatch import Endpoint


def all_endpoints() -> list[Endpoint]:
    """Every endpoint of every module in this package."""
    return [
        endpoint
        for module in pkgutil.walk_packages(__path__, f"{__name__}.")
        if not module.ispkg and module.name != Endpoint.__module__
        for endpoint in importlib.import_module(module.name).ENDPOINTS
    ]
