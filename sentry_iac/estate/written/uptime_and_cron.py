"""The keys under `uptime:` and `crons:`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from sentry_iac.estate.defaults.rules import CRON, UPTIME
from sentry_iac.estate.model.uptime_and_cron import CRON_UNITS, CronUnit, HttpMethod
from sentry_iac.estate.text.errors import listed, quoted
from sentry_iac.estate.text.fields import (
    Line,
    Switchable,
    Title,
    accepted_by,
    between,
    single_line,
)
from sentry_iac.estate.text.quantities import DURATION, Milliseconds, Minutes, Seconds, text_schema
from sentry_iac.estate.text.saying import AS_AT_SENTRY, VALUE, key
from sentry_iac.estate.text.units import duration_text, minutes_in, wrong
from sentry_iac.estate.written.owners import WrittenOwner, owner_key
from sentry_rules import assertions, crontab, time_zones, uptime

Crontab = Annotated[Line, AfterValidator(accepted_by(crontab.complaint))]
TimeZone = Annotated[Line, AfterValidator(accepted_by(time_zones.complaint))]
Address = Annotated[Line, AfterValidator(accepted_by(uptime.address_complaint))]

_FOUR_WEEKS: Final = 40_320
"""Minutes."""


def _check_interval(seconds: int) -> int:
    if seconds not in uptime.INTERVALS:
        raise wrong(f"Sentry checks every {listed(f'{each // 60}m' for each in uptime.INTERVALS)}")
    return seconds


def _timeout(milliseconds: float) -> int:
    return between(int(milliseconds), uptime.SHORTEST_TIMEOUT, uptime.LONGEST_TIMEOUT, "1s", "60s")


def _some_minutes(minutes: int) -> int:
    return between(minutes, 1, _FOUR_WEEKS, "1m", "4w")


def _assertion(value: object) -> dict[str, Any]:
    try:
        return assertions.wire_of(value)
    except assertions.NotUnderstoodError as error:
        raise wrong(str(error)) from None


Assertion = Annotated[
    dict[str, Any],
    PlainValidator(_assertion),
    WithJsonSchema(
        {
            "title": "Assertion",
            "anyOf": [
                {"type": "object", "minProperties": 1, "additionalProperties": VALUE},
                {
                    "type": "array",
                    "items": {"type": "object", "minProperties": 1, "additionalProperties": VALUE},
                },
            ],
        }
    ),
]
"""What the answer must be, as Sentry is sent it."""

Headers = dict[str, str]


def _every(value: object) -> tuple[int, CronUnit]:
    if isinstance(value, str) and (found := _SPELLED_OUT.fullmatch(value.strip())):
        number, unit = int(found["number"]), found["unit"]
        if number < 1:
            raise wrong(f"{quoted(value)} is no time between two runs; write e.g. 10m or 2 weeks")
        return number, next(each for each in CRON_UNITS if each == unit)
    minutes = between(minutes_in(value), 1, _FOUR_WEEKS, "1m", "4w")
    return next((minutes // size, unit) for size, unit in _SIZES if minutes % size == 0)


_SIZES: Final[tuple[tuple[int, CronUnit], ...]] = ((1440, "day"), (60, "hour"), (1, "minute"))
_SPELLED_OUT: Final = re.compile(rf"(?P<number>[0-9]{{1,9}}) (?P<unit>{'|'.join(CRON_UNITS)})s?", re.ASCII)

Every = Annotated[
    tuple[int, CronUnit],
    PlainValidator(_every),
    WithJsonSchema(
        text_schema(
            "Duration",
            rf"{DURATION}|[0-9]+ ({'|'.join(CRON_UNITS)})s?",
            "Write a duration such as 10m, or a number of calendar units such as 2 weeks.",
        )
    ),
]

InARow = Annotated[int, Field(ge=1, le=720)]
Checks = Annotated[int, Field(ge=1)]

Wait = Annotated[Minutes, AfterValidator(_some_minutes)]


class UptimeSettings(Switchable, title="Uptime check"):
    """An address that Sentry checks. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    url: Address | None = key(
        "The address that Sentry asks for.",
        example="https://api.example.com/health",
        unless="a check needs it, in sentry.yaml or in the stack file",
    )
    name: Title | None = key(
        "The monitor's name in Sentry.",
        example="API is up",
        unless="the project's slug and the name of the entry",
    )
    description: str | None = key(
        "What to do when the address does not answer; Sentry shows it on its issues.",
        example="See the runbook.",
        unless="none",
    )
    enabled: bool | None = key(
        "Whether the monitor runs; false keeps it, but paused.", example=False, usual=True
    )
    method: HttpMethod | None = key("The method of the request.", example="HEAD", usual=UPTIME.method)
    headers: Headers | None = key(
        "Headers of the request, by name. Sentry shows them to everybody, so that they are no place for a secret.",
        example={"accept": "application/json"},
        unless=AS_AT_SENTRY,
    )
    body: str | None = key("The body of the request.", example='{"ping": 1}', unless=AS_AT_SENTRY)
    assertion: Assertion | None = key(
        "What the answer must be: status, json, header, and groups of them with all, any and not.",
        example={"json": {"path": "$.state", "equals": "ok"}},
        unless="any good status",
    )
    environment: Line | None = key(
        "The environment of the issues that it opens.", example="production", unless="the stack's environment"
    )
    trace_sampling: bool | None = key(
        "Whether the checks take part in tracing, as any caller does.",
        example=True,
        usual=UPTIME.trace_sampling,
    )
    interval: Annotated[Seconds, AfterValidator(_check_interval)] | None = key(
        "How long Sentry waits between two checks: 1m, 5m, 10m, 20m, 30m or 1h.",
        example="5m",
        usual=duration_text(UPTIME.interval, "s"),
    )
    timeout: Annotated[Milliseconds, AfterValidator(_timeout)] | None = key(
        "How long an answer may take, 1s to 60s.", example="10s", usual=duration_text(UPTIME.timeout, "ms")
    )
    downtime_threshold: Checks | None = key(
        "How many checks in a row must fail before an issue opens.",
        example=2,
        usual=UPTIME.downtime_threshold,
        unit="checks in a row",
    )
    recovery_threshold: Checks | None = key(
        "How many checks in a row must succeed before the issue is resolved.",
        example=2,
        usual=UPTIME.recovery_threshold,
        unit="checks in a row",
    )
    owner: WrittenOwner | None = owner_key("the monitor and its issues")


class CronSettings(Switchable, title="Cron check"):
    """A job that checks in. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    schedule: Crontab | None = key(
        "When the job runs, as a crontab, in quotes.",
        example="0 3 * * *",
        unless="a check needs schedule or every",
    )
    every: Every | None = key(
        "How often the job runs, in place of schedule: a duration, or a number of days, weeks, months or years.",
        example="2 weeks",
        unless="a check needs schedule or every",
    )
    timezone: TimeZone | None = key(
        "The time zone of the schedule.", example="Europe/Berlin", usual=CRON.timezone
    )
    name: Annotated[str, AfterValidator(single_line(128))] | None = key(
        "The monitor's name in Sentry, of which Sentry makes the slug that the job checks in with.",
        example="Nightly import",
        unless="the project's slug and the name of the entry",
    )
    description: str | None = key(
        "What to do when the job did not run; Sentry shows it on its issues.",
        example="See the runbook.",
        unless="none",
    )
    enabled: bool | None = key(
        "Whether the monitor runs; false keeps it, but paused.", example=False, usual=True
    )
    checkin_margin: Wait | None = key(
        "How late the job may check in, 1m to 4w.",
        example="5m",
        usual=duration_text(CRON.checkin_margin, "m"),
    )
    max_runtime: Wait | None = key(
        "How long the job may run, 1m to 4w.", example="1h", usual=duration_text(CRON.max_runtime, "m")
    )
    failure_issue_threshold: InARow | None = key(
        "How many runs in a row must fail before an issue opens.",
        example=2,
        usual=CRON.failure_issue_threshold,
        unit="runs in a row",
    )
    recovery_threshold: InARow | None = key(
        "How many runs in a row must succeed before the issue is resolved.",
        example=2,
        usual=CRON.recovery_threshold,
        unit="runs in a row",
    )
    owner: WrittenOwner | None = owner_key("the monitor and its issues")
