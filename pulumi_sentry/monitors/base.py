"""What monitors of every type share at Sentry: making one, finding it again, changing and deleting it.

Sentry calls them detectors (`/api/0/organizations/{org}/detectors/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Generic, TypeVar

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import Args, Resource, contains_unknown
from pulumi_sentry.lifecycle.conflicts import refuse_an_identical_one
from pulumi_sentry.lifecycle.creation import Outcome, create_once
from pulumi_sentry.lifecycle.handler import Record, Session, half_made
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.owner import owner_of
from pulumi_sentry.lifecycle.references import MONITOR, resolve_reference

A = TypeVar("A", bound=Args)


class MonitorLife(Generic[A]):
    """Create, read, update and delete of a monitor.

    Its arguments have `project`, `name`, `description`, `owner`, `enabled` and `adopt`; its outputs have `url`.

    Attributes:
        kind: Sentry's word for the type of detector.
        noun: what people call it.
    """

    kind: ClassVar[str]
    noun: ClassVar[str] = "monitor"
    resource: ClassVar[type[Resource[Any]]]
    session: Session
    client: SentryClient

    def particulars(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The part of the request for this type, from the declared arguments."""
        raise NotImplementedError

    def live(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """This type's own arguments by Python name, as Sentry has them now."""
        raise NotImplementedError

    def is_declared(self, monitor: Mapping[str, Any], args: A) -> bool:
        """Whether a monitor is as a creation with these arguments makes it; Sentry ignores `enabled` there."""
        raise NotImplementedError

    def settled(self, monitor: Mapping[str, Any], args: A) -> Record:
        """The record of a monitor after a complete write."""
        return self.record(monitor, args)

    async def create(self, args: A) -> Record:
        """Create it. A second call sets `enabled`, which Sentry may ignore on creation."""
        body = self.body(args)
        made = await self.make(await self.look(args), body, adopt=args.declared().get("adopt"))
        monitor = made.object
        self.session.adoption.made("monitor", *([] if made.found else [str(monitor["id"])]))
        if made.found or monitor["enabled"] != body["enabled"]:
            with half_made(self.record(monitor, args)):
                monitor = await self._send(str(monitor["id"]), args)
        return self.settled(monitor, args)

    async def make(self, look: Look, body: Mapping[str, Any], *, adopt: object) -> Outcome:
        """Make it once.

        Args:
            look: how to find it again.
            body: the request.
            adopt: true where the program wants an existing one.
        """
        return await create_once(
            self.session, look, lambda: self.client.monitors.create(look.parent, dict(body)), adopt=adopt
        )

    async def refuse(self, look: Look, *, adopt: object) -> None:
        """Refuse in a preview what :meth:`make` would refuse, as far as a preview can know."""
        await refuse_an_identical_one(self.session, look, adopt=adopt)

    async def foresee(self, args: A) -> None:
        """Refuse a monitor exactly like one that somebody else has made; all new monitors share one list."""
        wire = args.declared()
        if contains_unknown(wire):
            return
        try:
            look = await self.look(args)
        except NotFound:
            return  # the same program makes its project, which it declares by its slug
        await self.refuse(look, adopt=wire.get("adopt"))

    async def look(self, args: A) -> Look:
        """How to find it again."""
        wire = args.declared()
        project = str(wire["project"])
        inside_new = self.session.adoption.is_new("project", project)
        # Only an older monitor needs the number of a project that is declared by its slug.
        number = project if inside_new else await self.client.projects.id_of(project)

        def was_in(monitor: Mapping[str, Any], parent: str) -> bool:
            return str(monitor["projectId"]) == (number if parent == project else parent)

        return Look(
            token=self.resource.token,
            noun=self.noun,
            name=str(wire["name"]),
            args=args,
            fetch=self._fetch,
            all=self.all,
            same=lambda monitor: str(monitor["projectId"]) == number and self.is_declared(monitor, args),
            parent=project,
            within=lambda monitor: was_in(monitor, project),
            was_in=was_in,
            inside_new=inside_new,
        )

    async def _fetch(self, id: str) -> dict[str, Any] | None:
        try:
            monitor = await self.client.monitors.get(id)
        except NotFound:
            return None
        return monitor if monitor["type"] == self.kind else None

    async def update(self, record: Record, old: A, new: A) -> Record:
        """Send the whole monitor."""
        return self.settled(await self._send(record.id, new), new)

    async def _send(self, id: str, args: A) -> dict[str, Any]:
        return await self.client.monitors.update(id, await self.whole(id, args))

    async def whole(self, id: str, args: A) -> dict[str, Any]:
        """The whole monitor for a change, with what is not declared as Sentry has it."""
        del id
        return self.body(args)

    async def delete(self, record: Record, declared: A | None) -> None:
        """Delete; its alerts stay."""
        with suppress(NotFound):
            await self.client.monitors.delete(record.id)

    async def find(self, id: str) -> Mapping[str, Any] | None:
        """Look it up, by one GET or in a shared list; None if there is none.

        Raises:
            SentryError: there is one of another type.
        """
        try:
            monitor = await self.client.monitors.read(
                resolve_reference(id, MONITOR, self.client.organization)
            )
        except NotFound:
            return None
        if monitor["type"] != self.kind:
            raise SentryError(
                f"monitor {monitor['id']} is of type {monitor['type']}, which {self.resource.__name__} cannot manage: "
                f"it needs one of type {self.kind}"
            )
        return monitor

    async def all(self) -> list[dict[str, Any]]:
        """All monitors of this type in the organization."""
        return await self.client.monitors.list(query=f"type:{self.kind}")

    def record(self, monitor: Mapping[str, Any], declared: A | None) -> Record:
        """A monitor as Sentry has it, spelled as declared where that means the same."""
        live = {
            "project": str(monitor["projectId"]),
            "name": monitor["name"],
            "description": monitor.get("description") or None,
            "owner": owner_of(monitor.get("owner")),
            "enabled": monitor["enabled"],
            **self.live(monitor),
        }
        if declared is not None:
            live["project"] = declared.declared()["project"]  # it cannot move, so a slug may stay a slug
        return Record(id=str(monitor["id"]), outputs={"url": self.url(monitor)}, live=live)

    def url(self, monitor: Mapping[str, Any]) -> str:
        """The address of its page."""
        return self.session.page(f"monitors/{monitor['id']}/")

    def body(self, args: A) -> dict[str, Any]:
        """The whole monitor, for creation and for each change."""
        wire = args.declared()
        return {
            "name": wire["name"],
            "type": self.kind,
            "enabled": wire["enabled"],
            "owner": wire.get("owner"),
            "description": wire.get("description"),
            **self.particulars(wire),
        }
