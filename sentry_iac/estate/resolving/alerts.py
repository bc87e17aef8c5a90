"""The alerts of a project, and the receivers of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sentry_iac.estate.defaults.rules import ALERTS
from sentry_iac.estate.model.estate import AlertSpec, Receiver, TeamEmail
from sentry_iac.estate.model.receivers import IntegrationTarget, OwnersEmail, WebhookCall
from sentry_iac.estate.resolving.layers import Said, given, last, said_by_name
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.written.alerts import AlertSettings, ReceiverSettings
from sentry_iac.estate.written.file import Guarded

OWN_TEAM: Final = "team"
ISSUE_OWNERS: Final = "issue-owners"
"""The words that may replace a team's name in `email`."""


def alerts_of(project: ProjectInStack, *, has_monitors: bool) -> Iterator[AlertSpec]:
    """Yield the alerts of a project.

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
            notify=_receivers(project, key, alert),
        )


def _receivers(project: ProjectInStack, key: str, alert: Said[AlertSettings]) -> tuple[Receiver, ...]:
    """Return the receivers of an alert: its own come before those of all alerts."""
    team = project.written.team
    of_all = last(
        ((layer, layer.settings) for layer in project.layers),
        lambda settings: settings.notify if isinstance(settings, Guarded) else None,
    )
    of_this_one = alert.last(lambda settings: settings.notify)
    found = of_this_one or of_all
    if found is None:
        return (TeamEmail(team=team),)
    layer, written = found
    path = ("alerts", key, "notify") if of_this_one else ("notify",)
    receivers: list[Receiver] = []
    for index, each in enumerate(written):
        choices = [OWN_TEAM, ISSUE_OWNERS, *project.teams]
        if each.email is not None and each.email not in choices:
            hint = did_you_mean(each.email, choices) or f"; known: {listed(choices)}"
            project.report(layer.problem((*path, index), f"{quoted(each.email)} is not a team{hint}"))
        receiver = _receiver(each, team)
        if receiver not in receivers:
            receivers.append(receiver)
    return tuple(receivers)


def _receiver(written: ReceiverSettings, team: str) -> Receiver:
    if written.email is not None:
        return (
            OwnersEmail()
            if written.email == ISSUE_OWNERS
            else TeamEmail(team=team if written.email == OWN_TEAM else written.email)
        )
    if written.webhook is not None:
        return WebhookCall(service=written.webhook)
    kind, integration = written.integration()
    settings = written.settings()
    if "tags" in settings:
        settings["tags"] = ",".join(settings["tags"])
    return IntegrationTarget(kind=kind, integration=integration, settings=settings)
