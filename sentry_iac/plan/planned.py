"""Finds the resources that a stack will have, for the rules of `sentry_iac.policy`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi.runtime import rpc

from sentry_iac.plan.steps import Action, Step
from sentry_iac.policy import SECRET, Resource

# How the SDK marks a secret inside a property value; it has no public name for it.
_SIGNATURE: Final = rpc._special_sig_key
_SECRET: Final = rpc._special_secret_sig


def planned_resources(steps: Iterable[Step]) -> list[Resource]:
    """Return the future resources, unchanged ones included."""
    return [
        Resource(type=step.type, name=step.name, urn=step.urn, parent=step.parent, arguments=_plain(step.new))
        for step in steps
        if step.action is not Action.DELETE
    ]


def _plain(value: Any) -> Any:
    """Return a value in which one text replaces each secret."""
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return SECRET
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
