"""The declared monitors of an application, each with the monitor and the alerts that Sentry has of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers import readings
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec

_METRIC, _UPTIME, _CRON = "metric_issue", "uptime_domain_failure", "monitor_check_in_failure"


@dataclass(frozen=True)
class Wanted:
    """A monitor as it is declared: its name in sentry.yaml and at Sentry, its type there, and whether it is on."""

    rule: str
    name: str
    type: str
    enabled: bool


@dataclass(frozen=True)
class Watch:
    """A declared monitor, the monitor at Sentry, and the alerts that listen to it."""

    wanted: Wanted
    monitor: JsonObject | None
    alerts: tuple[JsonObject, ...] = ()


def _wanted(application: ApplicationSpec) -> list[Wanted]:
    return [
        *(Wanted(each.rule, each.name, _METRIC, each.enabled) for each in application.monitors),
        *(Wanted(each.key, each.name, _UPTIME, each.enabled) for each in application.uptime),
        *(Wanted(each.key, each.name, _CRON, each.enabled) for each in application.crons),
    ]


async def watches_of(subject: Subject, application: ApplicationSpec, project: JsonObject) -> list[Watch]:
    view = subject.asked()
    found, alerts = await asyncio.gather(readings.monitors(view), readings.alerts(view))
    watches = []
    for wanted in _wanted(application):
        named = [
            each
            for each in found
            if str(each.get("projectId")) == str(project.get("id"))
            and (each.get("type"), each.get("name")) == (wanted.type, wanted.name)
        ]
        monitor = max(named, key=lambda each: bool(each.get("enabled")), default=None)
        listening = [
            alerts[str(each)] for each in (monitor or {}).get("workflowIds") or [] if str(each) in alerts
        ]
        watches.append(Watch(wanted, monitor, tuple(listening)))
    return watches
