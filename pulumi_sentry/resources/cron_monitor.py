"""Cron monitors: a job checks in when it starts and ends, and Sentry opens an issue where it does not.

Sentry calls them detectors of type `monitor_check_in_failure` (`/api/0/organizations/{org}/detectors/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pulumi import Output

from pulumi_sentry.checks import CheckLife
from pulumi_sentry.declaration import Args, Input, Problem, Resource, arg, known, output
from pulumi_sentry.handler import ADOPT, Handler
from pulumi_sentry.owner import owner_argument
from sentry_rules import crontab, time_zones

_LONGEST = 40_320
"""Minutes; four weeks, which is Sentry's bound."""
_MOST = 720
"""Sentry's bound on both thresholds."""


class CronIntervalArgs(Args):
    """How often a job runs."""

    value: Input[int] = arg("Number of units between two runs.", ge=1)
    unit: Input[Literal["minute", "hour", "day", "week", "month", "year"]] = arg("Unit.")


class CronMonitorArgs(Args):
    """What a cron monitor is declared with: either a crontab or an interval, and how late a job may be."""

    project: Input[str] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[str] = arg("Name for people; Sentry makes the slug of it.", min_length=1, max_length=128)
    crontab: Input[str | None] = arg(
        "When the job runs, as five crontab fields such as 0 3 * * *, or an alias (@daily), which Sentry expands.",
        default=None,
        reset=True,
    )
    interval: Input[CronIntervalArgs | None] = arg(
        "How often the job runs, where it keeps no clock.", default=None, reset=True
    )
    timezone: Input[str] = arg(
        "Time zone of the crontab, as the tz database names it.", default="UTC", min_length=1
    )
    checkin_margin: Input[int] = arg(
        "Minutes that a check-in may be late before it is missed.", default=1, ge=1, le=_LONGEST
    )
    max_runtime: Input[int] = arg("Minutes that a run may take.", default=30, ge=1, le=_LONGEST)
    failure_issue_threshold: Input[int] = arg(
        "Failed or missed runs in a row that open an issue.", default=1, ge=1, le=_MOST
    )
    recovery_threshold: Input[int] = arg("Good runs in a row that resolve it.", default=1, ge=1, le=_MOST)
    description: Input[str | None] = arg("Text shown on its issues.", default=None, reset=True)
    owner: Input[str | None] = owner_argument()
    enabled: Input[bool] = arg("Whether it runs.", default=True)
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class CronMonitor(Resource[CronMonitorArgs], name="CronMonitor"):
    """A cron monitor of a project.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    url: Output[str] = output("Address of its page.")
    slug: Output[str] = output("What the job names in its check-ins.")
    paused_by_plan: Output[bool] = output(
        "Whether Sentry keeps it disabled, because the plan has no seat left for it.", follows=("enabled",)
    )


class CronMonitorHandler(CheckLife[CronMonitorArgs], Handler[CronMonitorArgs], serves=CronMonitor):
    """Monitors at `/organizations/{org}/projects/{project}/detectors/` and `/organizations/{org}/detectors/{id}/`.

    The project's path takes POST, the other GET, PUT and DELETE. `workflowIds` is never sent: the link between monitors
    and alerts belongs to the alert alone.
    """

    kind = "monitor_check_in_failure"
    noun = "cron monitor"

    def complete(self, args: CronMonitorArgs) -> CronMonitorArgs:
        """Write a crontab as Sentry keeps it, so that an alias or a second blank is never a difference."""
        if not isinstance(args.crontab, str) or crontab.complaint(args.crontab):
            return args
        return args.model_copy(update={"crontab": crontab.normal(args.crontab)})

    def check(self, args: CronMonitorArgs) -> Iterable[Problem]:
        """What Sentry would answer 400 to."""
        if known(args.crontab) and known(args.interval):
            if args.crontab is None and args.interval is None:
                yield Problem("crontab", "or interval is required: when the job runs, or how often")
            if args.crontab is not None and args.interval is not None:
                yield Problem("interval", "does not go with crontab: declare one of them")
        if isinstance(args.crontab, str) and (wrong := crontab.complaint(args.crontab)):
            yield Problem("crontab", wrong)
        if known(args.timezone) and (wrong := time_zones.complaint(str(args.timezone))):
            yield Problem("timezone", wrong)

    def particulars(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The schedule and how late a job may be, as Sentry is sent them."""
        interval = wire.get("interval")
        return {
            "dataSources": [
                {
                    "name": wire["name"],
                    "config": {
                        "schedule_type": "crontab" if interval is None else "interval",
                        "schedule": wire["crontab"]
                        if interval is None
                        else [interval["value"], interval["unit"]],
                        "timezone": wire["timezone"],
                        "checkin_margin": wire["checkinMargin"],
                        "max_runtime": wire["maxRuntime"],
                        "failure_issue_threshold": wire["failureIssueThreshold"],
                        "recovery_threshold": wire["recoveryThreshold"],
                    },
                }
            ],
        }

    def live(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """The schedule and how late a job may be, as Sentry has them now."""
        config = monitor["dataSources"][0]["queryObj"]["config"]
        schedule = config["schedule"]
        by_clock = isinstance(schedule, str)
        return {
            "crontab": schedule if by_clock else None,
            "interval": None if by_clock else {"value": schedule[0], "unit": schedule[1]},
            "timezone": config.get("timezone") or "UTC",
            "checkin_margin": config.get("checkin_margin"),
            "max_runtime": config.get("max_runtime"),
            "failure_issue_threshold": config.get("failure_issue_threshold"),
            "recovery_threshold": config.get("recovery_threshold"),
        }

    def outputs(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """The slug, which Sentry made of the name."""
        return {"slug": monitor["dataSources"][0]["queryObj"]["slug"]}
