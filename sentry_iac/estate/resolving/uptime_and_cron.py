"""The uptime and cron monitors of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sentry_iac.estate.defaults.rules import CRON, UPTIME
from sentry_iac.estate.model.uptime_and_cron import CronSpec, UptimeSpec
from sentry_iac.estate.resolving.layers import Layer, Said, given, said_by_name
from sentry_iac.estate.resolving.owners import owner_said_of
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.fields import MONITOR_NAME, Switchable
from sentry_iac.estate.written.project import Watched
from sentry_iac.estate.written.uptime_and_cron import CronSettings, UptimeSettings
from sentry_rules import uptime

Monitor = TypeVar("Monitor", bound=Switchable)


def uptime_monitors_of(project: ProjectInStack) -> Iterator[UptimeSpec]:
    """Yield the uptime monitors of a project."""
    for key, said in _spoken_of(project, "uptime", lambda settings: settings.uptime):
        merged = said.merged(UptimeSettings())
        if merged.url is None:
            _report_last(project, said, "uptime", key, "has no url; write the address that is asked for")
            continue
        _check_size(project, said, key, merged)
        yield UptimeSpec(
            key=key,
            name=given(merged.name, f"{project.slug}: {key}"),
            description=merged.description,
            enabled=given(merged.enabled, default=True),
            url=merged.url,
            method=given(merged.method, UPTIME.method),
            interval=given(merged.interval, UPTIME.interval),
            timeout=int(given(merged.timeout, UPTIME.timeout)),
            downtime_threshold=given(merged.downtime_threshold, UPTIME.downtime_threshold),
            recovery_threshold=given(merged.recovery_threshold, UPTIME.recovery_threshold),
            environment=given(merged.environment, project.stack.environment),
            headers=merged.headers,
            body=merged.body,
            assertion=merged.assertion,
            trace_sampling=given(merged.trace_sampling, UPTIME.trace_sampling),
            owner=owner_said_of(project, ("uptime", key, "owner"), said.last(lambda each: each.owner)),
        )


def cron_monitors_of(project: ProjectInStack) -> Iterator[CronSpec]:
    """Yield the cron monitors of a project."""
    for key, said in _spoken_of(project, "crons", lambda settings: settings.crons):
        # A layer that writes one of the two replaces both.
        schedules = [
            (layer, each) for layer, each in said.by_layer if (each.schedule, each.every) != (None, None)
        ]
        for layer, each in schedules:
            if each.schedule is not None and each.every is not None:
                _report(project, layer, "crons", key, "has both schedule and every; write one of them")
        if not schedules:
            message = 'has no schedule; write e.g. schedule: "0 3 * * *" or every: 10m'
            _report_last(project, said, "crons", key, message)
            continue
        _, schedule = schedules[-1]
        merged = said.merged(CronSettings())
        yield CronSpec(
            key=key,
            name=given(merged.name, f"{project.slug}: {key}"),
            description=merged.description,
            enabled=given(merged.enabled, default=True),
            crontab=schedule.schedule,
            every=schedule.every,
            timezone=given(merged.timezone, CRON.timezone),
            checkin_margin=given(merged.checkin_margin, CRON.checkin_margin),
            max_runtime=given(merged.max_runtime, CRON.max_runtime),
            failure_issue_threshold=given(merged.failure_issue_threshold, CRON.failure_issue_threshold),
            recovery_threshold=given(merged.recovery_threshold, CRON.recovery_threshold),
            owner=owner_said_of(project, ("crons", key, "owner"), said.last(lambda each: each.owner)),
        )


def _spoken_of(
    project: ProjectInStack, section: str, read: Callable[[Watched], Mapping[str, Monitor] | None]
) -> Iterator[tuple[str, Said[Monitor]]]:
    """Yield the monitors of the stack, by name.

    A joining stack has only those that its own last layer names.
    """
    found = said_by_name(
        project.layers, lambda settings: read(settings) if isinstance(settings, Watched) else None
    )
    for key, said in found.items():
        if not MONITOR_NAME.fullmatch(key):
            message = "cannot name a monitor; use letters, digits, - and _"
            _report(project, said.by_layer[0][0], section, key, message)
        if project.stack.owner is not None and said.by_layer[-1][0] is not project.layers[-1]:
            continue
        if not said.is_off:
            yield key, said


def _check_size(
    project: ProjectInStack, said: Said[UptimeSettings], key: str, merged: UptimeSettings
) -> None:
    method, url = given(merged.method, UPTIME.method), given(merged.url, "")
    size = uptime.request_size(method, url, given(merged.headers, {}), merged.body)
    if size > uptime.LARGEST_REQUEST:
        most = uptime.LARGEST_REQUEST
        message = f"makes a request of {size} bytes, headers and body together; Sentry sends at most {most}"
        _report_last(project, said, "uptime", key, message)


def _report_last(project: ProjectInStack, said: Said[Monitor], section: str, key: str, message: str) -> None:
    _report(project, said.by_layer[-1][0], section, key, message)


def _report(project: ProjectInStack, layer: Layer, section: str, key: str, message: str) -> None:
    project.report(layer.problem((section, key), message))
