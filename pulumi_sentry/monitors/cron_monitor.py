"""Cron monitors: Sentry opens an issue unless a job checks in when it starts and ends.

Sentry calls them detectors of type `monitor_check_in_failure` (`/api/0/organizations/{org}/detectors/`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, Literal

from pulumi import Output

from pulumi_sentry.api.errors import BadRequest, Conflict, NotFound
from pulumi_sentry.declaration import Args, Crontab, Input, Problem, Resource, Trimmed, arg, known, output
from pulumi_sentry.lifecycle.conflicts import refuse_a_taken_slug
from pulumi_sentry.lifecycle.creation import Outcome, create_by_slug
from pulumi_sentry.lifecycle.handler import ADOPT, Handler, Record
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.owner import owner_argument
from pulumi_sentry.monitors.uptime_and_cron import CheckLife
from sentry_rules import crontab, time_zones

_LONGEST = 40_320
"""Minutes; four weeks, which is Sentry's bound."""
_MOST = 720
"""Sentry's bound on both thresholds."""
_NUMBERS: Final = ("checkin_margin", "max_runtime", "failure_issue_threshold", "recovery_threshold")
_SLUG_LENGTH = 50
_SLUG_KEPT = 30
"""How many characters of the old slug are kept in the one that frees it."""


class CronIntervalArgs(Args):
    """How often a job runs."""

    value: Input[int] = arg("Number of units between two runs.", ge=1)
    unit: Input[Literal["minute", "hour", "day", "week", "month", "year"]] = arg("Unit.")


class CronMonitorArgs(Args):
    """The arguments of a cron monitor: a crontab or an interval, and how late a job may be."""

    project: Input[Trimmed] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[Trimmed] = arg(
        "Name for people. The slug is made of it on creation, and stays when the name changes.",
        min_length=1,
        max_length=128,
    )
    crontab: Input[Crontab | None] = arg(
        "When the job runs, as five crontab fields such as 0 3 * * *, or an alias (@daily), which Sentry expands.",
        default=None,
        reset=True,
    )
    interval: Input[CronIntervalArgs | None] = arg(
        "How often the job runs, in place of a crontab.", default=None, reset=True
    )
    timezone: Input[Trimmed] = arg(
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
    description: Input[Trimmed | None] = arg("Text shown on its issues.", default=None, reset=True)
    owner: Input[str | None] = owner_argument()
    enabled: Input[bool] = arg("Whether it runs.", default=True)
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class CronMonitor(Resource[CronMonitorArgs], name="CronMonitor"):
    """A cron monitor of a project, with exactly the slug that its job checks in by.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    url: Output[str] = output("Address of its page.")
    slug: Output[str] = output("The slug that the job sends with its check-ins.")
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
    delete_before_replace = True  # jobs check in by the slug, which no two monitors can have

    async def look(self, args: CronMonitorArgs) -> Look:
        """Recognise it by its slug, if its name makes one: no two monitors of the organization have the same."""
        look = await super().look(args)
        slug = self._former_slug() or slug_of(look.name)
        if not slug:
            return look
        unseen = (
            "one that was deleted less than a quarter of an hour ago may still hold it: run this again later"
        )
        return replace(
            look, name=slug, called=_slug, with_slug=self._with_slug, inside_new=False, unseen=unseen
        )

    async def make(self, look: Look, body: Mapping[str, Any], *, adopt: object) -> Outcome:
        """Ask for exactly this slug: otherwise Sentry may make up another one."""
        if look.with_slug is None:
            return await super().make(look, body, adopt=adopt)
        asked = _asking_for(body, look.name)

        async def post() -> dict[str, Any]:
            try:
                return await self.client.monitors.create(look.parent, asked)
            except BadRequest as error:
                if not any("slug" in field for field in error.fields):
                    raise
                raise Conflict(
                    str(error), method=error.method, path=error.path, status=error.status
                ) from error

        return await create_by_slug(self.session, look, post, adopt=adopt)

    async def refuse(self, look: Look, *, adopt: object) -> None:
        """Refuse a slug that another monitor has, perhaps made by the check-in of a job."""
        if look.with_slug is None:
            await super().refuse(look, adopt=adopt)
        else:
            await refuse_a_taken_slug(self.session, look, adopt=adopt)

    async def delete(self, record: Record, declared: CronMonitorArgs | None) -> None:
        """Give the slug up first, since Sentry keeps it for some time after a deletion; then delete."""
        slug = str(record.outputs.get("slug") or "")
        if slug and declared is not None:
            self.session.adoption.freed[self.session.resource_urn] = slug
            with suppress(NotFound):
                given_up = f"{slug[:_SLUG_KEPT]}-gone-{record.id}"
                await self.client.monitors.update(record.id, _asking_for(self.body(declared), given_up))
        await super().delete(record, declared)

    def _former_slug(self) -> str:
        """The slug of the monitor that this creation replaces, whatever its name is: jobs go on checking in by it."""
        urn, adoption = self.session.resource_urn, self.session.adoption
        known = [*adoption.checkpoint.awaited, *adoption.checkpoint.resources]
        kept = (str(one.outputs.get("slug") or "") for one in known if one.urn == urn)
        return adoption.freed.get(urn) or next(kept, "")

    async def _with_slug(self, slug: str) -> list[dict[str, Any]]:
        return [one for one in await self.all() if _slug(one) == slug]

    def check(self, args: CronMonitorArgs) -> Iterable[Problem]:
        """Refuse arguments that Sentry would answer with 400."""
        if known(args.crontab) and known(args.interval):
            if args.crontab is None and args.interval is None:
                yield Problem("crontab", "or interval is required: when the job runs, or how often")
            if args.crontab is not None and args.interval is not None:
                yield Problem("interval", "does not go with crontab: declare one of them")
        if isinstance(args.crontab, str) and (wrong := crontab.complaint(args.crontab)):
            yield Problem("crontab", wrong)
        if known(args.timezone) and (wrong := time_zones.complaint(args.timezone)):
            yield Problem("timezone", wrong)

    def particulars(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The schedule and how late a job may be, as Sentry's request has them."""
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
        """The schedule and how late a job may be, as Sentry has them now.

        A job that makes its monitor by checking in may leave numbers out. Sentry keeps none then and applies its
        defaults, which are those of the arguments.
        """
        config = monitor["dataSources"][0]["queryObj"]["config"]
        schedule = config["schedule"]
        by_clock = isinstance(schedule, str)
        return {
            "crontab": schedule if by_clock else None,
            "interval": None if by_clock else {"value": schedule[0], "unit": schedule[1]},
            "timezone": config.get("timezone") or "UTC",
            **{name: config.get(name) or CronMonitorArgs.model_fields[name].default for name in _NUMBERS},
        }

    def outputs(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """The slug that Sentry made of the name."""
        return {"slug": _slug(monitor)}


def _asking_for(body: Mapping[str, Any], slug: str) -> dict[str, Any]:
    (source,) = body["dataSources"]
    return {**body, "dataSources": [{**source, "slug": slug}]}


def _slug(monitor: Mapping[str, Any]) -> str:
    sources = monitor.get("dataSources") or [{}]
    return str((sources[0].get("queryObj") or {}).get("slug") or "")


def slug_of(name: str) -> str:
    """The slug that Sentry makes of a name (Django's `slugify`, at most 50 characters); empty if it makes one up."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-_")[:_SLUG_LENGTH].strip("-")
    return "" if slug.isdecimal() else slug
