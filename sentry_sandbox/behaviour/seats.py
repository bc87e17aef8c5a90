"""How many uptime and cron monitors the plan lets run."""

from __future__ import annotations

from sentry_sandbox.behaviour.rules.cron import CRON
from sentry_sandbox.behaviour.rules.uptime import UPTIME
from sentry_sandbox.calls.call import Call


def has_seat(call: Call, kind: str) -> bool:
    """Whether the plan lets one more monitor of a kind run."""
    seats = {CRON: call.quirks.cron_seats, UPTIME: call.quirks.uptime_seats}.get(kind)
    if seats is None:
        return True
    detectors = call.store.detectors.in_organization(call.organization.id)
    running = [one for one in detectors if one.body["type"] == kind and one.body["enabled"]]
    return len(running) < seats
