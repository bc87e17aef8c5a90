"""Rules for the body of a monitor (detector): the common fields here, each kind's own in a module of its name."""

from __future__ import annotations

from sentry_sandbox.behaviour.rules import cron, metric, uptime
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.cron import CRON
from sentry_sandbox.behaviour.rules.metric import METRIC, NON_FIELD
from sentry_sandbox.behaviour.rules.owner import owner_of
from sentry_sandbox.behaviour.rules.uptime import UPTIME
from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import field_errors, saving_error
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.lookups import MAX_ID

__all__ = ["METRIC", "NON_FIELD", "SYSTEM_TYPES", "check_type", "check_workflows", "cleaners", "required_of"]

SYSTEM_TYPES = ("error", "issue_stream")
_REQUIRED = {METRIC: metric.REQUIRED, UPTIME: uptime.REQUIRED, CRON: cron.REQUIRED}


def cleaners(call: Call, kind: str = METRIC, *, source: JsonObject | None = None) -> dict[str, f.Cleaner]:
    """The fields of a kind of monitor; those that Sentry made itself have no data source to change.

    Args:
        call: the request.
        kind: the type of the monitor.
        source: its data source before the update; None for a new monitor.
    """
    common: dict[str, f.Cleaner] = {
        "name": f.text(200, blank=False),
        "description": f.nullable(f.text()),
        "owner": f.nullable(owner_of(call)),
        "enabled": f.boolean,
        "workflowIds": f.listing(f.integer(0, MAX_ID)),
    }
    if kind in SYSTEM_TYPES:
        return common
    own = {METRIC: metric.cleaners(call, source), UPTIME: uptime.CLEANERS, CRON: cron.CLEANERS}
    return {**common, **own[kind]}


def required_of(kind: str) -> tuple[str, ...]:
    """The fields that a new monitor of a kind cannot do without."""
    return _REQUIRED[kind]


def check_type(body: JsonObject) -> str:
    """The kind of monitor in a body.

    Raises:
        ApiError: 400 on `type` for a kind that nobody can make.
    """
    kind = body.get("type")
    if kind is None:
        raise field_errors({"type": [f.REQUIRED]})
    if not isinstance(kind, str) or kind not in _REQUIRED:
        known = ", ".join(_REQUIRED)
        raise field_errors({"type": [f"Unknown detector type '{kind}'. Must be one of: {known}"]})
    return kind


def check_workflows(call: Call, workflow_ids: list[int]) -> None:
    """Check that every workflow exists in the caller's organization.

    Raises:
        ApiError: 400 as a list where one does not.
    """
    found = [call.store.workflows.get(workflow_id) for workflow_id in workflow_ids]
    known = {one.id for one in found if one is not None and one.organization_id == call.organization.id}
    if missing := set(workflow_ids) - known:
        raise saving_error(f"Some workflows do not exist: {missing}")
