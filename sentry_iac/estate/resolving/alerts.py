"""The two alerts that every project has."""

from __future__ import annotations

from collections.abc import Iterator

from sentry_iac.estate.defaults.rules import ALERTS
from sentry_iac.estate.model.alerts import AlertSpec
from sentry_iac.estate.resolving.layers import Said, given, said_by_name
from sentry_iac.estate.resolving.owners import owner_said_of
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.resolving.receivers import receivers_of
from sentry_iac.estate.written.alerts import AlertSettings


def alerts_of(project: ProjectInStack, *, has_monitors: bool) -> Iterator[AlertSpec]:
    """Yield the built-in alerts of a project.

    Args:
        project: the project.
        has_monitors: whether it has a monitor that an alert could listen to.
    """
    said = said_by_name(
        project.layers, lambda settings: settings.alerts.by_name() if settings.alerts else None
    )
    for key, rule in ALERTS.items():
        alert = said.get(key, Said())
        if not project.wants(alert) or alert.is_off or (rule.source == "monitors" and not has_monitors):
            continue
        merged = alert.merged(AlertSettings())
        yield AlertSpec(
            key=key,
            name=merged.name or f"{project.slug}: {rule.title}",
            enabled=given(merged.enabled, default=True),
            source=rule.source,
            triggers=rule.triggers,
            minimum_priority=rule.minimum_priority,
            frequency=given(merged.frequency, rule.frequency),
            notify=receivers_of(
                project, ("alerts", key, "notify"), alert.last(lambda settings: settings.notify)
            ),
            owner=owner_said_of(
                project, ("alerts", key, "owner"), alert.last(lambda settings: settings.owner)
            ),
            seen_environment=merged.seen_environment,
        )
