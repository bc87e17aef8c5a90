"""What uptime and cron monitors have in common at Sentry: one data source, no thresholds, and a seat each.

Both are detectors (`/api/0/organizations/{org}/detectors/`). A plan lets so many of them run; one beyond that is
made all the same, and stays disabled whatever was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Generic, TypeVar

from pulumi_sentry.adoption import Look, covers, create_once
from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import Args, Resource
from pulumi_sentry.handler import Record, Session, half_made
from pulumi_sentry.references import MONITOR, resolve_reference

A = TypeVar("A", bound=Args)


class CheckLife(Generic[A]):
    """Create, read, update and delete of a monitor that checks something by itself.

    Its arguments have `project`, `enabled` and `adopt`; its outputs are `url`, `paused_by_plan` and what `outputs`
    adds.

    Attributes:
        kind: Sentry's word for the type of detector.
        title: what people call it.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    resource: ClassVar[type[Resource[Any]]]
    session: Session
    client: SentryClient

    def body(self, args: A) -> dict[str, Any]:
        """What Sentry is sent."""
        raise NotImplementedError

    def live(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments by Python name as Sentry has them now."""
        raise NotImplementedError

    def outputs(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """Further outputs by Python name."""
        del monitor
        return {}

    async def create(self, args: A) -> Record:
        """Create it; a second call where Sentry did not take `enabled`, which it ignores on creation."""
        body = self.body(args)
        project = str(body.pop("project"))
        inside_new = self.session.adoption.is_new("project", project)
        # Only a leftover needs the number of a project that is declared by its slug.
        number = project if inside_new else await self.client.projects.id_of(project)
        look = Look(
            token=self.resource.token,
            noun=f"{self.title} monitor",
            name=str(body["name"]),
            candidates=self._all,
            same=lambda monitor: str(monitor["projectId"]) == number and self._is_declared(monitor, args),
            inside_new=inside_new,
        )
        made = await create_once(
            self.session,
            look,
            lambda: self.client.monitors.create(project, body),
            adopt=args.declared().get("adopt"),
        )
        monitor = made.object
        self.session.adoption.made("monitor", *([] if made.found else [monitor["id"]]))
        if made.found or monitor["enabled"] != body["enabled"]:
            with half_made(self._record(monitor, args, paused=False)):
                monitor = await self.client.monitors.update(str(monitor["id"]), body)
        return self._settled(monitor, args)

    async def read(self, id: str, declared: A | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a place in the list where many are read."""
        try:
            monitor = await self.client.monitors.read(
                resolve_reference(id, MONITOR, self.client.organization)
            )
        except NotFound:
            return None
        if monitor["type"] != self.kind:
            raise SentryError(
                f"monitor {monitor['id']} is of type {monitor['type']}, which this resource cannot manage: "
                f"it needs one of type {self.kind}"
            )
        paused = bool(outputs.get("paused_by_plan")) and not monitor["enabled"]
        return self._record(monitor, declared, paused=paused)

    async def update(self, record: Record, old: A, new: A) -> Record:
        """Send the whole monitor."""
        body = self.body(new)
        del body["project"]
        return self._settled(await self.client.monitors.update(record.id, body), new)

    async def delete(self, record: Record, declared: A | None) -> None:
        """Delete; its alerts stay."""
        with suppress(NotFound):
            await self.client.monitors.delete(record.id)

    async def _all(self) -> list[dict[str, Any]]:
        return await self.client.monitors.list(query=f"type:{self.kind}")

    def _is_declared(self, monitor: Mapping[str, Any], args: A) -> bool:
        """Whether a monitor is what a creation with these arguments makes; Sentry ignores `enabled` there."""
        if monitor["type"] != self.kind or not monitor.get("dataSources"):
            return False
        fields = self.resource.args_type.model_fields
        live = {fields[name].alias: value for name, value in self.live(monitor).items()}
        live["name"] = monitor["name"]
        return all(covers(live[name], value) for name, value in args.declared().items() if name in live)

    def _settled(self, monitor: Mapping[str, Any], args: A) -> Record:
        paused = self.body(args)["enabled"] and not monitor["enabled"]
        if paused:
            self.session.warn(
                f"Sentry keeps this {self.title} monitor disabled, as it does where the plan has no seat left for it; "
                f"free a seat or add one, then enable it at {self._url(monitor)}"
            )
        return self._record(monitor, args, paused=paused)

    def _record(self, monitor: Mapping[str, Any], declared: A | None, *, paused: bool) -> Record:
        live = {
            "project": str(monitor["projectId"]),
            "name": monitor["name"],
            "description": monitor.get("description") or None,
            "enabled": monitor["enabled"],
            **self.live(monitor),
        }
        if declared is not None:
            live["project"] = self.body(declared)["project"]  # it cannot move, so a slug may stay a slug
        if paused:
            del live["enabled"]  # what was declared stands, and was said to be of no effect
        outputs = {"url": self._url(monitor), "paused_by_plan": paused, **self.outputs(monitor)}
        return Record(id=str(monitor["id"]), outputs=outputs, live=live)

    def _url(self, monitor: Mapping[str, Any]) -> str:
        return self.session.page(f"monitors/{monitor['id']}/")
