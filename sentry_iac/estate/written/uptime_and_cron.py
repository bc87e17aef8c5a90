"""The keys under `uptime:` and `crons:`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

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
from sentry_iac.estate.text.units import Milliseconds, Minutes, Seconds, minutes_in, wrong
from sentry_iac.estate.written.owners import WrittenOwner
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
    dict[str, Any], PlainValidator(_assertion), WithJsonSchema({"type": ["object", "array"]})
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
    WithJsonSchema({"type": "string", "examples": ["10m", "2 weeks"]}),
]

InARow = Annotated[int, Field(ge=1, le=720)]
Checks = Annotated[int, Field(ge=1)]

Wait = Annotated[Minutes, AfterValidator(_some_minutes)]


class UptimeSettings(Switchable):
    """An address that Sentry checks. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    url: Address | None = Field(default=None, description="What is asked for.")
    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(default=None, description="What to do when it is down.")
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    method: HttpMethod | None = None
    headers: Headers | None = Field(
        default=None,
        description="Sent with the request; Sentry shows them, and keeps those that it has unless given.",
    )
    body: str | None = Field(default=None, description="Sent with the request.")
    assertion: Assertion | None = Field(
        default=None, description="What the answer must be: any good status unless given."
    )
    environment: Line | None = Field(
        default=None, description="Whose issues it opens: the stack's environment unless given."
    )
    trace_sampling: bool | None = Field(
        default=None, description="Whether the checks take part in tracing, as any caller does."
    )
    interval: Annotated[Seconds, AfterValidator(_check_interval)] | None = Field(
        default=None, description="1m, 5m, 10m, 20m, 30m or 1h."
    )
    timeout: Annotated[Milliseconds, AfterValidator(_timeout)] | None = Field(
        default=None, description="How long an answer may take, 1s to 60s."
    )
    downtime_threshold: Checks | None = Field(default=None, description="Failed checks in a row that count.")
    recovery_threshold: Checks | None = Field(default=None, description="Good checks in a row that count.")
    owner: WrittenOwner | None = None


class CronSettings(Switchable):
    """A job that checks in. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    schedule: Crontab | None = Field(
        default=None, description='When it runs, as a crontab, e.g. "0 3 * * *".'
    )
    every: Every | None = Field(
        default=None, description="How often it runs, e.g. 10m or 2 weeks; in place of schedule."
    )
    timezone: TimeZone | None = Field(
        default=None, description="Of the schedule, e.g. Europe/Berlin; UTC unless given."
    )
    name: Annotated[str, AfterValidator(single_line(128))] | None = Field(
        default=None, description="The monitor's name in Sentry, of which it makes the slug."
    )
    description: str | None = Field(default=None, description="What to do when it did not run.")
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    checkin_margin: Wait | None = Field(default=None, description="How late it may check in, e.g. 5m.")
    max_runtime: Wait | None = Field(default=None, description="How long it may run, e.g. 30m.")
    failure_issue_threshold: InARow | None = Field(
        default=None, description="Failed runs in a row that count."
    )
    recovery_threshold: InARow | None = Field(default=None, description="Good runs in a row that count.")
    owner: WrittenOwner | None = None
