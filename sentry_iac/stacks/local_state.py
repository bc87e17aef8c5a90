"""The states in the local file backend, read from its files, without the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present
from sentry_iac.stack_name import short_name


def local_stacks(layout: Layout) -> dict[str, int]:
    """Return the number of resources of each stack in the local file backend."""
    return {path.stem: _resource_count(path) for path in _state_files(layout, "*")}


def local_resources(layout: Layout, stack: str) -> list[Mapping[str, Any]]:
    """Return the resources of a stack in the local file backend; secrets stay encrypted."""
    return [each for path in _state_files(layout, stack) for each in _resources(path)]


def local_salts(layout: Layout, stack: str) -> set[str]:
    """Return the salts of a stack in the local file backend; none where it does not have the stack."""
    salts = set()
    for path in _state_files(layout, stack):
        provider = _deployment(path).get("secrets_providers")
        state = provider.get("state") if isinstance(provider, dict) else None
        salt = state.get("salt") if isinstance(state, dict) else None
        if isinstance(salt, str):
            salts.add(salt)
    return salts


def _state_files(layout: Layout, stack: str) -> list[Path]:
    name = short_name(stack)
    return sorted(layout.state.glob(f".pulumi/stacks/*/{name}.json"))


def _resource_count(path: Path) -> int:
    return sum(
        1
        for resource in _resources(path)
        if resource.get("custom") and not is_provider(str(resource.get("type")))
    )


def _resources(path: Path) -> list[Mapping[str, Any]]:
    found = _deployment(path).get("resources")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def is_provider(token: str) -> bool:
    """Whether a resource's type is a provider rather than something that exists outside of Pulumi."""
    return token.startswith("pulumi:providers:")


def _deployment(path: Path) -> dict[str, object]:
    try:
        latest = json.loads(read_if_present(path) or "{}")["checkpoint"]["latest"]
    except (ValueError, KeyError, TypeError):
        # Pulumi reports a broken state file itself.
        return {}
    return latest if isinstance(latest, dict) else {}
