"""Uptime monitors: Sentry calls an address at an interval, and opens an issue while it does not answer.

Sentry calls them detectors of type `uptime_domain_failure` (`/api/0/organizations/{org}/detectors/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pulumi import Output

from pulumi_sentry.declaration import Args, Assertion, Input, Problem, Resource, Trimmed, arg, known, output
from pulumi_sentry.lifecycle.handler import ADOPT, Handler
from pulumi_sentry.lifecycle.owner import owner_argument
from pulumi_sentry.monitors.uptime_and_cron import CheckLife
from sentry_rules import assertions, uptime

MANUAL = 1
"""Sentry's mode of a declared monitor; Sentry finds monitors of other modes by itself."""


class UptimeMonitorArgs(Args):
    """The arguments of an uptime monitor."""

    project: Input[Trimmed] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[Trimmed] = arg("Name for people; need not be unique.", min_length=1, max_length=200)
    target: Input[str] = arg(
        "Address that is asked for, with http:// or https://.",
        pattern=r"^https?://[^\s/]+.*\Z",
        hint="an address that begins with http:// or https://",
        max_length=uptime.LONGEST_ADDRESS,
    )
    method: Input[Literal["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]] = arg(
        "HTTP method.", default="GET"
    )
    headers: Input[dict[Trimmed, Input[Trimmed]] | None] = arg(
        "HTTP headers by name; {} for none. Sentry shows them to whoever may see the monitor, and keeps those that it "
        "has where none are declared.",
        default=None,
        secret=True,
    )
    body: Input[str | None] = arg("Body of the request.", default=None, reset=True)
    interval: Input[int] = arg("Seconds between two checks: 60, 300, 600, 1200, 1800 or 3600.", default=60)
    timeout: Input[int] = arg(
        "Milliseconds to wait for the answer, from 1000 to 60000.",
        default=5000,
        ge=uptime.SHORTEST_TIMEOUT,
        le=uptime.LONGEST_TIMEOUT,
    )
    trace_sampling: Input[bool] = arg(
        "Whether the checks take part in tracing, as any caller does.", default=False
    )
    environment: Input[Trimmed] = arg(
        "Environment that its issues belong to.", default="production", min_length=1, max_length=64
    )
    downtime_threshold: Input[int] = arg("Failed checks in a row that open an issue.", default=3, ge=1)
    recovery_threshold: Input[int] = arg("Good checks in a row that resolve it.", default=1, ge=1)
    assertion: Input[Assertion | None] = arg(
        "What the answer must be, as Sentry's API spells it; any good status where not declared.",
        default=None,
        reset=True,
    )
    description: Input[Trimmed | None] = arg("Text shown on its issues.", default=None, reset=True)
    owner: Input[str | None] = owner_argument()
    enabled: Input[bool] = arg("Whether it runs.", default=True)
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class UptimeMonitor(Resource[UptimeMonitorArgs], name="UptimeMonitor"):
    """An uptime monitor of a project.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    url: Output[str] = output("Address of its page.")
    paused_by_plan: Output[bool] = output(
        "Whether Sentry keeps it disabled, because the plan has no seat left for it.", follows=("enabled",)
    )


class UptimeMonitorHandler(CheckLife[UptimeMonitorArgs], Handler[UptimeMonitorArgs], serves=UptimeMonitor):
    """Monitors at `/organizations/{org}/projects/{project}/detectors/` and `/organizations/{org}/detectors/{id}/`.

    The project's path takes POST, the other GET, PUT and DELETE. `workflowIds` is never sent: the link between monitors
    and alerts belongs to the alert alone.
    """

    kind = "uptime_domain_failure"
    noun = "uptime monitor"

    def check(self, args: UptimeMonitorArgs) -> Iterable[Problem]:
        """Refuse arguments that Sentry would answer with 400."""
        if known(args.interval) and args.interval not in uptime.INTERVALS:
            yield Problem("interval", f"must be one of {', '.join(map(str, uptime.INTERVALS))} (seconds)")
        if known(args.target) and (wrong := uptime.address_complaint(args.target)):
            yield Problem("target", wrong)
        if known(args.headers) and known(args.method) and known(args.target) and known(args.body):
            named = {name: value for name, value in (args.headers or {}).items() if known(value)}
            size = uptime.request_size(args.method, args.target, named, args.body)
            if size > uptime.LARGEST_REQUEST:
                yield Problem(
                    "headers" if args.body is None else "body",
                    f"makes the request {size} bytes long, headers and body together; "
                    f"Sentry sends at most {uptime.LARGEST_REQUEST}",
                )

    def particulars(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The request and its interval, as Sentry's body has them."""
        return {
            "config": {
                "mode": MANUAL,
                "environment": wire["environment"],
                "recoveryThreshold": wire["recoveryThreshold"],
                "downtimeThreshold": wire["downtimeThreshold"],
            },
            "dataSources": [
                {
                    "url": wire["target"],
                    "method": wire["method"],
                    "headers": [[name, value] for name, value in wire.get("headers", {}).items()],
                    "body": wire.get("body"),
                    "intervalSeconds": wire["interval"],
                    "timeoutMs": wire["timeout"],
                    "traceSampling": wire["traceSampling"],
                    "assertion": wire.get("assertion"),
                }
            ],
        }

    async def whole(self, id: str, args: UptimeMonitorArgs) -> dict[str, Any]:
        """The whole monitor; headers that are not declared go along as they are, for a change has to name all."""
        body = self.body(args)
        if args.headers is None:
            now = await self.client.monitors.get(id)
            body["dataSources"][0]["headers"] = now["dataSources"][0]["queryObj"].get("headers") or []
        return body

    def live(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """The request and its interval, as Sentry has them now."""
        source, config = monitor["dataSources"][0]["queryObj"], monitor["config"]
        return {
            "target": source["url"],
            "method": source["method"],
            "headers": dict(source.get("headers") or []),
            "body": source.get("body") or None,
            "interval": source["intervalSeconds"],
            "timeout": source["timeoutMs"],
            "trace_sampling": source.get("traceSampling", False),
            "assertion": assertions.normal(source.get("assertion")),
            "environment": config.get("environment"),
            "downtime_threshold": config["downtimeThreshold"],
            "recovery_threshold": config["recoveryThreshold"],
        }
