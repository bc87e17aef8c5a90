"""What may be written under `monitors:`, `uptime:` and `crons:`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from sentry_iac.estate.defaults.rules import DATASETS
from sentry_iac.estate.model.estate import Comparison, Priority
from sentry_iac.estate.model.uptime_and_cron import HttpMethod
from sentry_iac.estate.text.errors import listed
from sentry_iac.estate.text.fields import (
    Line,
    SpecModel,
    Switchable,
    Switched,
    Title,
    between,
    one_of,
    single_line,
)
from sentry_iac.estate.text.units import (
    AnyThreshold,
    Count,
    Fraction,
    Milliseconds,
    Minutes,
    Seconds,
    Window,
    wrong,
)
from sentry_rules import crontab, searches, time_zones, uptime


def _taken(complaint: Callable[[str], str | None]) -> Callable[[str], str]:
    """Return the validator of a text that Sentry has rules for."""

    def check(text: str) -> str:
        if reason := complaint(text):
            raise wrong(reason)
        return text

    return check


Search = Annotated[str, AfterValidator(_taken(searches.complaint))]


Crontab = Annotated[Line, AfterValidator(_taken(crontab.complaint))]


TimeZone = Annotated[Line, AfterValidator(_taken(time_zones.complaint))]


Address = Annotated[Line, AfterValidator(_taken(uptime.address_complaint))]


class MonitorSettings(Switchable):
    """Overrides of one metric monitor. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(
        default=None, description="What to do when it fires; shown on its issues."
    )
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    aggregate: Line | None = Field(default=None, description="What is measured, e.g. p99(span.duration).")
    query: Search | None = Field(
        default=None, description="Which events are measured; environment:… is added to it."
    )
    window: Window | None = Field(
        default=None, description="How long it measures: 1m, 5m, 10m, 15m, 30m, 1h, …, 24h."
    )
    priority: Priority | None = Field(default=None, description="The priority of its issues: high or medium.")


class CountMonitor(MonitorSettings):
    """A monitor whose threshold is a number of events."""

    threshold: Count | None = Field(default=None, description="It fires above this number of events.")


class LatencyMonitor(MonitorSettings):
    """A monitor whose threshold is a duration."""

    threshold: Milliseconds | None = Field(default=None, description="It fires above this duration, e.g. 2s.")


class RateMonitor(MonitorSettings):
    """A monitor whose threshold is a share."""

    threshold: Fraction | None = Field(default=None, description="It fires above this percentage, e.g. 1%.")


Dataset = Annotated[
    str,
    AfterValidator(lambda text: one_of(text, DATASETS, "a dataset")),
    WithJsonSchema({"enum": list(DATASETS)}),
]


class CustomMonitor(MonitorSettings):
    """A monitor of the team's own; it needs `aggregate` and `threshold`."""

    threshold: AnyThreshold | None = Field(
        default=None, description="50, 2s or 1%, as the aggregate measures."
    )
    dataset: Dataset | None = Field(default=None, description="What it looks at: spans unless given.")
    comparison: Comparison | None = Field(
        default=None, description="gt unless given: fires above the threshold."
    )


AnyMonitor = CountMonitor | LatencyMonitor | RateMonitor | CustomMonitor


class Monitors(SpecModel):
    """The three rules that every project has, by name, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomMonitor
    __pydantic_extra__: dict[str, Annotated[CustomMonitor, Switched]]

    server_errors: Annotated[CountMonitor, Switched] | None = Field(default=None, alias="5xx")
    latency: Annotated[LatencyMonitor, Switched] | None = None
    error_rate: Annotated[RateMonitor, Switched] | None = Field(default=None, alias="error-rate")

    def by_name(self) -> dict[str, AnyMonitor]:
        """Return what was written, by the name it was written under."""
        built_in: dict[str, AnyMonitor | None] = {
            "5xx": self.server_errors,
            "latency": self.latency,
            "error-rate": self.error_rate,
        }
        return {
            **{name: settings for name, settings in built_in.items() if settings is not None},
            **(self.__pydantic_extra__ or {}),
        }


_FOUR_WEEKS = 40_320


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
    """An address that Sentry asks for. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

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
