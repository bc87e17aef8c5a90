"""A made-up month for every project of an organization: usage, crossed thresholds, sent alerts.

It lets a developer see pages with a past without waiting for one. The numbers depend on its last day only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sentry_sandbox.store import Record, Store
from sentry_sandbox.store.times import zulu

DAYS = 30

_WEEKEND = 5
_BAD_DAYS = (4, 11, 12)
"""The days with an incident, counted back from the end."""

_LONG = timedelta(minutes=25)
_TOLD_AFTER = timedelta(minutes=2)


def add_month(store: Store, organization: Record, now: datetime) -> None:
    """Let each project have sent events for a month, and its metric monitors and their alerts have reacted to them.

    Args:
        store: the tables.
        organization: whose projects.
        now: the end of the month.
    """
    for project in store.projects.in_organization(organization.id):
        for back in range(DAYS):
            _day(store, project, now - timedelta(days=back), bad=back in _BAD_DAYS)
        monitors = [
            one for one in store.detectors.in_project(project.id) if one.body["type"] == "metric_issue"
        ]
        for monitor, back in zip(monitors, _BAD_DAYS, strict=False):
            _crossed(store, monitor, now - timedelta(days=back, hours=1))


def _day(store: Store, project: Record, at: datetime, *, bad: bool) -> None:
    busy = 1 if at.weekday() < _WEEKEND else 0.4
    busy *= 0.8 + (at.day * 7 + project.id * 3) % 5 / 10
    errors = round(180 * busy) + (1400 if bad else 0)
    spans = round(42_000 * busy)
    amounts = {"error": errors, "span": spans, "transaction": round(spans / 12)}
    if str(project.body["platform"]).startswith("javascript"):
        amounts["replay"] = round(2.4 * busy)
    for category, quantity in amounts.items():
        store.usage.record(project.id, at.timestamp(), category, "accepted", quantity)
    store.usage.record(project.id, at.timestamp(), "error", "filtered", round(errors / 20))


def _crossed(store: Store, monitor: Record, at: datetime) -> None:
    store.openings.add(
        {"start": zulu(at), "end": zulu(at + _LONG)},
        organization_id=monitor.organization_id,
        project_id=monitor.project_id,
        slug=monitor.id_text,
    )
    for alert in store.detector_workflows.rights(monitor.id):
        store.firings.add(
            {"at": zulu(at + _TOLD_AFTER)}, organization_id=monitor.organization_id, slug=str(alert)
        )
