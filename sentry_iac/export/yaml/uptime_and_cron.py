"""Uptime and cron monitors, as `sentry.yaml` says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pulumi_sentry.inventory import Found
from sentry_iac.estate.defaults.rules import CRON, UPTIME
from sentry_iac.estate.text.units import duration_text
from sentry_iac.export.ordinary import worth_saying
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.pieces import Declared, Piece
from sentry_rules import assertions


def uptime_monitors_of(
    project: Found[Any], monitors: Iterable[Found[Any]], context: Context
) -> Iterator[Piece]:
    """Yield the uptime monitors of a project."""
    for monitor in monitors:
        args, written = monitor.args, {"url": monitor.args.target}
        written |= {
            **_unless(args.method, UPTIME.method, "method"),
            **({"body": args.body} if args.body is not None else {}),
            **_unless(args.interval, UPTIME.interval, "interval", "s"),
            **_unless(args.timeout, UPTIME.timeout, "timeout", "ms"),
            **_unless(args.downtime_threshold, UPTIME.downtime_threshold, "downtimeThreshold"),
            **_unless(args.recovery_threshold, UPTIME.recovery_threshold, "recoveryThreshold"),
            **_unless(args.environment, context.environment, "environment"),
            **_unless(args.trace_sampling, False, "traceSampling"),
            **({"assertion": assertions.written_of(args.assertion)} if args.assertion is not None else {}),
        }
        yield _piece(monitor, project, "uptime", written, context)


def cron_monitors_of(
    project: Found[Any], monitors: Iterable[Found[Any]], context: Context
) -> Iterator[Piece]:
    """Yield the cron monitors of a project."""
    for monitor in monitors:
        args, said = monitor.args, worth_saying(monitor)
        written = {
            **({"schedule": args.crontab} if "crontab" in said else {}),
            **({"every": _every(args.interval)} if "interval" in said else {}),
            **_unless(args.timezone, CRON.timezone, "timezone"),
            **_unless(args.checkin_margin, CRON.checkin_margin, "checkinMargin", "m"),
            **_unless(args.max_runtime, CRON.max_runtime, "maxRuntime", "m"),
            **_unless(args.failure_issue_threshold, CRON.failure_issue_threshold, "failureIssueThreshold"),
            **_unless(args.recovery_threshold, CRON.recovery_threshold, "recoveryThreshold"),
        }
        yield _piece(monitor, project, "crons", written, context)


def _piece(
    monitor: Found[Any], project: Found[Any], section: str, written: dict[str, Any], context: Context
) -> Piece:
    name, key = context.names.projects[project.id], context.names.monitors[monitor.id]
    args = monitor.args
    named = {} if args.name == f"{project.args.slug}: {key}" else {"name": args.name}
    described = {"description": args.description} if args.description else {}
    paused = {} if args.enabled else {"enabled": False}
    owner = context.owner(args.owner, str(project.args.team))
    context.hears(monitor, name, section, key)
    return Piece(
        ("projects", name, section, key),
        {**named, **described, **paused, **written, **owner},
        (Declared(monitor, f"{name}-{key}"),),
        f"{section} monitor '{args.name}' of project '{name}'",
    )


def _every(interval: Any) -> str:
    units = {"minute": "m", "hour": "h", "day": "d"}
    if interval.unit in units:
        return f"{interval.value}{units[interval.unit]}"
    return f"{interval.value} {interval.unit}{'s' if interval.value != 1 else ''}"


def _unless(value: Any, usual: Any, key: str, unit: str = "") -> dict[str, Any]:
    """Return a value unless it is the usual one; with a unit, as a duration."""
    if value == usual:
        return {}
    return {key: duration_text(value, unit) if unit else value}
