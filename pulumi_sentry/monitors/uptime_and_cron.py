"""The common parts of uptime and cron monitors at Sentry: one data source, no thresholds, and a seat each.

A plan lets so many of them run; one beyond that is made all the same, and stays disabled whatever was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pulumi_sentry.declaration import Args
from pulumi_sentry.lifecycle.handler import Record
from pulumi_sentry.lifecycle.look import covers
from pulumi_sentry.lifecycle.owner import owner_of
from pulumi_sentry.monitors.base import MonitorLife

A = TypeVar("A", bound=Args)


class CheckLife(MonitorLife[A]):
    """Create, read, update and delete of a monitor that checks something by itself.

    Its outputs are `url`, `paused_by_plan` and what `outputs` adds.
    """

    def outputs(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """Further outputs by Python name."""
        del monitor
        return {}

    def is_declared(self, monitor: Mapping[str, Any], args: A) -> bool:
        """Whether a monitor is what a creation with these arguments makes."""
        if monitor["type"] != self.kind or not monitor.get("dataSources"):
            return False
        fields = self.resource.args_type.model_fields
        live = {fields[name].alias: value for name, value in self.live(monitor).items()}
        live |= {"name": monitor["name"], "owner": owner_of(monitor.get("owner"))}
        return all(covers(live[name], value) for name, value in args.declared().items() if name in live)

    async def read(self, id: str, declared: A | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a place in the list where many are read."""
        monitor = await self.find(id)
        if monitor is None:
            return None
        paused = bool(outputs.get("paused_by_plan")) and not monitor["enabled"]
        return self.record(monitor, declared, paused=paused)

    def settled(self, monitor: Mapping[str, Any], args: A) -> Record:
        """The record of a monitor that Sentry has just been told all of; a warning where it did not enable it."""
        paused = bool(args.declared()["enabled"]) and not monitor["enabled"]
        if paused:
            self.session.warn(
                f"Sentry keeps this {self.noun} disabled, as it does where the plan has no seat left for it; "
                f"free a seat or add one, then enable it at {self.url(monitor)}"
            )
        return self.record(monitor, args, paused=paused)

    def record(self, monitor: Mapping[str, Any], declared: A | None, *, paused: bool = False) -> Record:
        """A monitor as Sentry has it.

        Args:
            monitor: Sentry's answer.
            declared: what is declared of it.
            paused: whether the plan keeps it disabled.
        """
        record = super().record(monitor, declared)
        # The declared value of a paused one stands; a warning has said that it has no effect.
        live = {name: value for name, value in record.live.items() if not (paused and name == "enabled")}
        outputs = {**record.outputs, "paused_by_plan": paused, **self.outputs(monitor)}
        return replace(record, outputs=outputs, live=live)
