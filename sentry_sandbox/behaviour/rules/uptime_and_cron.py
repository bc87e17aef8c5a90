"""What the bodies of uptime and cron monitors may hold, and how many of them the plan lets run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.crontab import crontab
from sentry_sandbox.http.call import Call
from sentry_sandbox.store import JsonObject

UPTIME = "uptime_domain_failure"
CRON = "monitor_check_in_failure"

_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_INTERVALS = (60, 300, 600, 1200, 1800, 3600)
_MANUAL = 1
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_LONGEST_ADDRESS = 255
_LARGEST_REQUEST = 1000
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
    text: str = f.text(_LONGEST_ADDRESS, blank=False)(value)
    found = re.fullmatch(
        r"(?i)https?://(?:\S+@)?([^\s/?#:@\[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?", text
    )
    # A host has a domain, but for the machine itself.
    if found is None or ("." not in found[1] and found[1][0] != "[" and found[1].lower() != "localhost"):
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
            "timeoutMs": f.integer(1_000, 60_000),
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
    whole = {**defaults, **source}
    size = len(f"{whole['method']} {whole['url']} HTTP/1.1\r\n")
    size += sum(len(name) + len(text.encode()) + 2 for name, text in whole["headers"])
    size += 0 if whole["body"] is None else len(whole["body"].encode()) + 2
    if size > _LARGEST_REQUEST:
        raise f.Invalid({"nonFieldErrors": [f"Request is too large, max size is {_LARGEST_REQUEST} bytes"]})
    return whole


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
    zones = _zones()
    # A machine without any list says nothing.
    if name and zones and name not in zones:
        raise f.Invalid(f'"{name}" is not a valid choice.')
    return name


@cache
def _zones() -> set[str]:
    return available_timezones()


def cron_config(value: Any) -> JsonObject:
    """When a job runs and how late it may be, as Sentry keeps it.

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
    # Also where a monitor is changed: it is then called as its new slug is.
    return {"name": source.get("slug"), **source}


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
