"""The keys under `uptime:` and `crons:`."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from sentry_iac.estate.model.uptime_and_cron import HttpMethod
from sentry_iac.estate.text.errors import listed
from sentry_iac.estate.text.fields import (
    Line,
    Switchable,
    Title,
    accepted_by,
    between,
    single_line,
)
from sentry_iac.estate.text.units import Milliseconds, Minutes, Seconds, wrong
from sentry_iac.estate.written.owners import WrittenOwner
from sentry_rules import crontab, time_zones, uptime

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


InARow = Annotated[int, Field(ge=1, le=720)]

Wait = Annotated[Minutes, AfterValidator(_some_minutes)]


class UptimeSettings(Switchable):
    """An address that Sentry checks. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    url: Address | None = Field(default=None, description="What is asked for.")
    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(default=None, description="What to do when it is down.")
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    method: HttpMethod | None = None
    interval: Annotated[Seconds, AfterValidator(_check_interval)] | None = Field(
        default=None, description="1m, 5m, 10m, 20m, 30m or 1h."
    )
    timeout: Annotated[Milliseconds, AfterValidator(_timeout)] | None = Field(
        default=None, description="How long an answer may take, 1s to 60s."
    )
    downtime_threshold: InARow | None = Field(default=None, description="Failed checks in a row that count.")
    recovery_threshold: InARow | None = Field(default=None, description="Good checks in a row that count.")
    owner: WrittenOwner | None = None


class CronSettings(Switchable):
    """A job that checks in. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    schedule: Crontab | None = Field(
        default=None, description='When it runs, as a crontab, e.g. "0 3 * * *".'
    )
    every: Wait | None = Field(default=None, description="How often it runs, e.g. 10m; in place of schedule.")
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
