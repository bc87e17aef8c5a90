"""Rules for the body of an alert (workflow)."""

from __future__ import annotations

from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.owner import owner_of
from sentry_sandbox.behaviour.rules.workflow_actions import action_of
from sentry_sandbox.behaviour.rules.workflow_conditions import condition
from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import saving_error
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.lookups import MAX_ID

NON_FIELD = "nonFieldErrors"
_LOGIC_TYPES = ("any", "any-short", "all", "none")


def _environment_of(call: Call) -> f.Cleaner:
    def clean(value: Any) -> str | None:
        name: str = f.text()(value)
        if name and call.store.environments.find(organization_id=call.organization.id, slug=name) is None:
            raise f.Invalid("Environment does not exist.")
        return name or None

    return f.nullable(clean)


def _config(value: Any) -> JsonObject:
    config = f.mapping(value)
    if unknown := sorted(set(config) - {"frequency"}):
        raise f.Invalid(f"Additional properties are not allowed ({unknown[0]!r} was unexpected)")
    if "frequency" not in config:
        return {}
    return {"frequency": f.integer(0)(config["frequency"])}


def _triggers(value: Any) -> JsonObject:
    return f.clean_object(
        f.mapping(value),
        {"id": f.text(), "logicType": f.choice(_LOGIC_TYPES), "conditions": f.listing(condition)},
        required=("logicType",),
    )


def _action_filter_of(call: Call) -> f.Cleaner:
    actions = f.listing(action_of(call))

    def clean(value: Any) -> JsonObject:
        if "actions" not in f.mapping(value):
            raise f.Invalid("Missing actions key in action filter")
        return f.clean_object(
            value,
            {
                "id": f.text(),
                "logicType": f.choice(_LOGIC_TYPES),
                "conditions": f.listing(condition),
                "actions": actions,
            },
            required=("logicType",),
        )

    return clean


def cleaners(call: Call) -> dict[str, f.Cleaner]:
    """The fields of an alert's body."""
    return {
        "name": f.text(256, blank=False),
        "enabled": f.boolean,
        "environment": _environment_of(call),
        "config": _config,
        "detectorIds": f.listing(f.integer(0, MAX_ID)),
        "triggers": _triggers,
        "actionFilters": f.listing(_action_filter_of(call)),
        "owner": f.nullable(owner_of(call)),
    }


def check_detectors(call: Call, detector_ids: list[int]) -> None:
    """Check that every monitor exists in the caller's organization.

    Raises:
        ApiError: 400 as a list where one does not.
    """
    found = [call.store.detectors.get(detector_id) for detector_id in detector_ids]
    known = {one.id for one in found if one is not None and one.organization_id == call.organization.id}
    if missing := set(detector_ids) - known:
        raise saving_error(f"Some detectors do not exist: {missing}")
