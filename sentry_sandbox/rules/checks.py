"""What the bodies of uptime and cron monitors may hold, and how many of them the plan lets run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sentry_sandbox.call import Call
from sentry_sandbox.rules import fields as f
from sentry_sandbox.store import JsonObject

UPTIME = "uptime_domain_failure"
CRON = "monitor_check_in_failure"

_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_INTERVALS = (60, 300, 600, 1200, 1800, 3600)
_MANUAL = 1
_ALIASES = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly")
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_CRONTAB_FIELD = re.compile(r"[0-9A-Za-z*/,\-#?LW]+")
_CRONTAB_FIELDS = 5
_MINUTES = f.integer(1, 40_320)
_THRESHOLD = f.integer(1, 720)


@dataclass(frozen=True)
class Check:
    """What is special to a kind of monitor.

    Args:
        cleaners: the fields of its body beyond those of every monitor.
        required: what a new one cannot do without.
    """

    cleaners: Mapping[str, f.Cleaner]
    required: tuple[str, ...]


def _only(item: f.Cleaner) -> f.Cleaner:
    def clean(value: Any) -> Any:
        sources = f.listing(item)(value)
        if len(sources) != 1:
            raise f.Invalid("Exactly one data source is required.")
        return sources[0]

    return clean


def _url(value: Any) -> str:
    text: str = f.text(2000, blank=False)(value)
    if not re.match(r"https?://[^\s/]+", text):
        raise f.Invalid("Enter a valid URL.")
    return text


def _header(value: Any) -> list[str]:
    pair: list[str] = f.listing(f.text())(value)
    if len(pair) != 2:  # noqa: PLR2004 - a name and a value
        raise f.Invalid("Expected array of header tuples.")
    return pair


def _uptime_source(value: Any) -> JsonObject:
    source = f.clean_object(
        f.mapping(value),
        {
            "url": _url,
            "method": f.choice(_METHODS),
            "headers": f.listing(_header),
            "body": f.nullable(f.text(trim=False)),
            "intervalSeconds": f.choice(_INTERVALS),
            "timeoutMs": f.integer(1),
            "traceSampling": f.boolean,
            "assertion": f.nullable(f.mapping),
        },
        required=("url", "intervalSeconds", "timeoutMs"),
    )
    defaults: JsonObject = {
        "method": "GET",
        "headers": [],
        "body": None,
        "traceSampling": False,
        "assertion": None,
    }
    return {**defaults, **source}


def _uptime_config(value: Any) -> JsonObject:
    return f.clean_object(
        f.mapping(value),
        {
            "mode": f.choice((_MANUAL,)),
            "environment": f.nullable(f.text(64)),
            "recoveryThreshold": f.integer(1),
            "downtimeThreshold": f.integer(1),
        },
        required=("mode", "environment", "recoveryThreshold", "downtimeThreshold"),
    )


def _timezone(value: Any) -> str:
    name: str = f.text()(value)
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise f.Invalid(f'"{name}" is not a valid choice.') from None
    return name


def _cron_config(value: Any) -> JsonObject:
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
    check = _crontab if config["scheduleType"] == "crontab" else _interval
    try:
        schedule = check(config["schedule"])
    except f.Invalid as invalid:
        raise f.Invalid({"schedule": invalid.problem}) from None
    # Whatever it was sent as, this part is kept and answered in snake case.
    return {
        "schedule_type": config["scheduleType"],
        "schedule": schedule,
        "timezone": config.get("timezone") or "UTC",
        "checkin_margin": config.get("checkinMargin"),
        "max_runtime": config.get("maxRuntime"),
        "failure_issue_threshold": config.get("failureIssueThreshold"),
        "recovery_threshold": config.get("recoveryThreshold"),
    }


def _crontab(value: Any) -> str:
    text: str = f.text(blank=False)(value)
    fields = text.split()
    if text not in _ALIASES and (
        len(fields) != _CRONTAB_FIELDS or not all(_CRONTAB_FIELD.fullmatch(field) for field in fields)
    ):
        raise f.Invalid("Schedule was not parseable")
    return text


def _interval(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a number and a unit
        raise f.Invalid("Invalid schedule for schedule unit count (expected a number and a unit).")
    return [f.integer(1)(value[0]), f.choice(_UNITS)(value[1])]


def _cron_source(value: Any) -> JsonObject:
    return f.clean_object(
        f.mapping(value),
        {"name": f.text(128, blank=False), "config": _cron_config},
        required=("name", "config"),
    )


CHECKS: dict[str, Check] = {
    UPTIME: Check(
        {"dataSources": _only(_uptime_source), "config": _uptime_config}, ("name", "dataSources", "config")
    ),
    CRON: Check({"dataSources": _only(_cron_source)}, ("name", "dataSources")),
}
"""The kinds of monitor that check something by themselves."""


def has_seat(call: Call, kind: str) -> bool:
    """Whether the plan lets one more monitor of a kind run."""
    seats = {CRON: call.quirks.cron_seats, UPTIME: call.quirks.uptime_seats}.get(kind)
    if seats is None:
        return True
    detectors = call.store.detectors.in_organization(call.organization.id)
    running = [one for one in detectors if one.body["type"] == kind and one.body["enabled"]]
    return len(running) < seats


def free_slug(call: Call, name: str) -> str:
    """The slug of a new cron monitor, made of its name; what its check-ins name it by."""
    detectors = call.store.detectors.in_organization(call.organization.id)
    taken = {one.body["dataSource"]["slug"] for one in detectors if one.body["type"] == CRON}
    stem = re.sub(r"[^a-z0-9_\-]+", "-", name.lower()).strip("-")[:50] or "monitor"
    return next(
        slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )
