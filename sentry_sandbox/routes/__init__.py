"""The management API, one module an endpoint family. Each exports `ENDPOINTS`; nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil

from sentry_sandbox.dispatch import Endpoint


def all_endpoints() -> list[Endpoint]:
    """Every endpoint of every module in this package."""
    return [
        endpoint
        for module in pkgutil.iter_modules(__path__)
        for endpoint in importlib.import_module(f"{__name__}.{module.name}").ENDPOINTS
    ]
