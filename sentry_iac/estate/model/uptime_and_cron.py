"""Uptime and cron monitors of an application, with all values known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sentry_iac.estate.model.owners import Owner

HttpMethod = Literal["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]
CronUnit = Literal["minute", "hour", "day", "week", "month", "year"]

CRON_UNITS: Final[tuple[CronUnit, ...]] = get_args(CronUnit)


@dataclass(frozen=True, slots=True, kw_only=True)
class UptimeSpec:
    """An address that Sentry checks at an interval.

    `key` is its name under `uptime:`, `name` the one in Sentry. `interval` is in seconds, `timeout` in milliseconds;
    the thresholds count checks in a row. An `owner` of None is nobody. `assertion` is as Sentry is sent it; None takes
    any good status.
    """

    key: str
    name: str
    description: str | None
    enabled: bool
    url: str
    method: HttpMethod
    interval: int
    timeout: int
    downtime_threshold: int
    recovery_threshold: int
    environment: str
    owner: Owner | None
    headers: Mapping[str, str] | None = None
    body: str | None = None
    assertion: Mapping[str, Any] | None = None
    trace_sampling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CronSpec:
    """A job that checks in with Sentry.

    `key` is its name under `crons:`, `name` the one in Sentry, from which Sentry makes the slug for check-ins. Either
    `crontab` holds, or `every`, a number of units. Margin and runtime are in minutes; the thresholds count runs in a
    row.
    """

    key: str
    name: str
    description: str | None
    enabled: bool
    crontab: str | None
    every: tuple[int, CronUnit] | None
    timezone: str
    checkin_margin: int
    max_runtime: int
    failure_issue_threshold: int
    recovery_threshold: int
    owner: Owner | None
