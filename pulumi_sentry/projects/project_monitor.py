"""The monitors that Sentry makes with every project: one for its errors, one for all its issues.

They are created in a signal after the project and may lag (sentry: `ensure_default_detectors`).
"""

from __future__ import annotations

from typing import Literal

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.declaration import Args, Input, Lookup, Result, arg, plain, result
from pulumi_sentry.lifecycle.handler import Session

DEFAULT_TIMEOUT = 30.0
"""Seconds to wait for a monitor that is later than its project."""

FIRST_WAIT = 0.25
LONGEST_WAIT = 4.0
"""Seconds between two looks; they double from the first to the longest."""

TYPES = ("issue_stream", "error")


class MonitorMissing(SentryError):
    """Sentry has not made the monitor in time."""


async def find_project_monitors(
    client: SentryClient, project: str, *, timeout: float
) -> dict[str, str]:  # a bound for people, not a cancellation
    """Ids of the project's own monitors by type; waits for a late one.

    Args:
        client: the organization's client.
        project: numeric id.
        timeout: seconds to wait until both are there; 0 looks once.

    Returns:
        What was there at the last look: both types, one or none.
    """
    waited, pause = 0.0, FIRST_WAIT
    while True:
        listed = await client.monitors.of_project(project)
        found = {monitor["type"]: str(monitor["id"]) for monitor in listed if monitor["type"] in TYPES}
        if len(found) == len(TYPES) or waited >= timeout:
            return found
        await client.wait(pause)
        waited, pause = waited + pause, min(pause * 2, LONGEST_WAIT)


class GetProjectMonitorArgs(Args):
    """The monitor of a project to look up."""

    project: Input[str] = arg("Numeric id of the project.", pattern=r"^[0-9]+$")
    type: Input[Literal["issue_stream", "error"]] = arg(
        "issue_stream for all issues, error for the one that makes issues of errors.", default="issue_stream"
    )
    timeout: Input[float] = arg(
        "Seconds to wait for a monitor that lags behind its project.", default=DEFAULT_TIMEOUT, ge=0, le=600
    )


class ProjectMonitor(Result):
    """One of a project's own monitors."""

    id: str = result("Numeric id, to attach an alert to.")


class GetProjectMonitor(Lookup[GetProjectMonitorArgs, ProjectMonitor], name="getProjectMonitor"):
    """Find a project's error or issue-stream monitor (`GET /organizations/{org}/detectors/?project=`).

    A project declared in the same program has both as outputs, which costs no request in a preview.
    """

    async def run(self, session: Session, args: GetProjectMonitorArgs) -> ProjectMonitor:
        """Look until it is there."""
        kind, timeout = plain(args.type), plain(args.timeout)
        found = await find_project_monitors(session.client, plain(args.project), timeout=timeout)
        if kind not in found:
            raise MonitorMissing(
                f"project {args.project} has no {kind} monitor after {timeout:.0f} s; "
                "Sentry makes it with the project, so look whether the project exists and try again"
            )
        return ProjectMonitor(id=found[kind])


get_project_monitor, get_project_monitor_output = GetProjectMonitor.functions()
