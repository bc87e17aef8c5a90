"""Rules for the body of a cron monitor."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.crontab import crontab
from sentry_sandbox.store import JsonObject

CRON = "monitor_check_in_failure"

_UNITS = ("minute", "hour", "day", "week", "month", "year")
_MINUTES = f.integer(1, 40_320)
_THRESHOLD = f.integer(1, 720)


def _timezone(value: Any) -> str:
    name: str = f.text()(value)
    zones = _zones()
    # A machine without a list of time zones cannot tell.
    if name and zones and name not in zones:
        raise f.Invalid(f'"{name}" is not a valid choice.')
    return name


@cache
def _zones() -> set[str]:
    return available_timezones()


def cron_config(value: Any) -> JsonObject:
    """The schedule of a job, and how late it may be, as Sentry stores it.

    Raises:
        Invalid: Sentry refuses it.
    """
    config = f.clean_object(
        f.mapping(value),
        {
            "scheduleType": f.choice(("crontab", "interval")),
            "schedule": lambda schedule: schedule,
            "timezone": f.nullable(_timezone),
            "checkinMargin": f.nullable(_MINUTES),
            "maxRuntime": f.nullable(_MINUTES),
            "failureIssueThreshold": f.nullable(_THRESHOLD),
            "recoveryThreshold": f.nullable(_THRESHOLD),
        },
        required=("scheduleType", "schedule"),
    )
    check = crontab if config["scheduleType"] == "crontab" else _interval
    try:
        schedule = check(config["schedule"])
    except f.Invalid as invalid:
        raise f.Invalid({"schedule": invalid.problem}) from None
    # Sentry stores and answers this part in snake case, however it was sent.
    return {
        "schedule_type": config["scheduleType"],
        "schedule": schedule,
        "timezone": config.get("timezone") or "UTC",
        "checkin_margin": config.get("checkinMargin"),
        "max_runtime": config.get("maxRuntime"),
        "failure_issue_threshold": config.get("failureIssueThreshold"),
        "recovery_threshold": config.get("recoveryThreshold"),
    }


def _interval(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a number and a unit
        raise f.Invalid("Invalid schedule for schedule unit count (expected a number and a unit).")
    return [f.integer(1)(value[0]), f.choice(_UNITS)(value[1])]


def _cron_source(value: Any) -> JsonObject:
    source = f.clean_object(
        f.mapping(value), {"name": f.text(128, blank=False), "slug": f.slug(50), "config": cron_config}
    )
    if not source.keys() & {"name", "slug"}:
        raise f.Invalid({"nonFieldErrors": ["Either name or slug must be provided"]})
    # Also when a monitor is changed: its new slug becomes its name.
    return {"name": source.get("slug"), **source}


CLEANERS: dict[str, f.Cleaner] = {"dataSources": f.only(_cron_source)}
"""Its fields beyond those of every monitor."""

REQUIRED = ("name", "dataSources")
