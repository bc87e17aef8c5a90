"""Lets a stack forget its objects at Sentry: the state loses them, and Sentry is not called."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sentry_iac.engine import instant
from sentry_iac.engine.engine import Engine
from sentry_iac.engine.held_objects import is_ours
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import write_private
from sentry_iac.stack_name import short_name

_STACK = "pulumi:pulumi:Stack"


def forget(layout: Layout, stack: str, engine: Engine, state: Mapping[str, Any]) -> Path:
    """Replace a stack's state by one without this package's resources; the former state is kept in a file.

    Args:
        layout: the project.
        stack: the stack's name.
        engine: the CLI with its environment.
        state: the stack's state as it was exported; its secrets are encrypted.

    Returns:
        Where the former state is.

    Raises:
        StackLocked: somebody else is changing the stack.
        CommandError: a file cannot be written, or the engine refuses the new state.
    """
    name = f"{short_name(stack)}-{instant.now():%Y%m%dT%H%M%SZ}"
    kept = layout.local / "forgotten" / f"{name}.json"
    write_private(kept, json.dumps(state, indent=2) + "\n")
    new = kept.with_name(f".{name}.new.json")
    try:
        write_private(new, json.dumps(without_ours(state)))
        engine.import_state(stack, new)
    finally:
        new.unlink(missing_ok=True)
    return kept


def without_ours(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state without this package's resources, and without the components that held nothing else.

    Resources of other packages stay, without references to the removed ones. The stack's outputs, which hold DSNs, go
    with the last resource.
    """
    deployment = state.get("deployment") or {}
    resources: Sequence[Mapping[str, Any]] = deployment.get("resources") or []
    parents = {str(each["urn"]): str(each.get("parent") or "") for each in resources}
    ours = {str(each["urn"]) for each in resources if is_ours(each)}
    holders = {urn for each in ours for urn in _ancestors(each, parents)}
    others = {
        str(each["urn"])
        for each in resources
        if not is_ours(each)
        and (each.get("custom") or (each.get("type") != _STACK and str(each["urn"]) not in holders))
    }
    kept = (others | {urn for each in others for urn in _ancestors(each, parents)}) - ours
    pending = [
        each for each in deployment.get("pending_operations") or [] if not is_ours(each.get("resource") or {})
    ]
    return {
        **state,
        "deployment": {
            **deployment,
            "resources": [_loosened(each, kept, parents) for each in resources if str(each["urn"]) in kept],
            "pending_operations": pending,
        },
    }


def _ancestors(urn: str, parents: Mapping[str, str]) -> list[str]:
    found = []
    while urn := parents.get(urn, ""):
        found.append(urn)
    return found


def _loosened(resource: Mapping[str, Any], kept: set[str], parents: Mapping[str, str]) -> dict[str, Any]:
    loose = dict(resource)
    if "parent" in loose:
        parent = next((urn for urn in _ancestors(str(resource["urn"]), parents) if urn in kept), None)
        loose.pop("parent")
        loose |= {"parent": parent} if parent else {}
    for name in ("dependencies", "replaceWith"):
        if loose.get(name):
            loose[name] = [urn for urn in loose[name] if urn in kept]
    if loose.get("deletedWith") not in {None, *kept}:
        loose.pop("deletedWith")
    if loose.get("propertyDependencies"):
        loose["propertyDependencies"] = {
            name: [urn for urn in urns or [] if urn in kept]
            for name, urns in loose["propertyDependencies"].items()
        }
    return loose
