"""The objects of an inventory, by what the states of other tools say about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory, made_with

SLUGGED: Final = ("Team", "Project")
_PARTS: Final = ("InboundFilters", "OwnershipRules", "SpikeProtection")


class Index:
    """What the export of an organization found.

    Args:
        inventory: what was read.
    """

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._by_id: dict[tuple[str, str], Found[Any]] = {}
        self._by_slug: dict[tuple[str, str], str] = {}
        self._parts: dict[tuple[str, str], Found[Any]] = {}
        self._keys: dict[str, Found[Any]] = {}
        self._projects_of_monitors = inventory.projects_of_monitors()
        for found in inventory:
            cls = found.resource.__name__
            self._by_id[cls, found.id] = found
            if cls in SLUGGED:
                self._by_slug[cls, str(found.args.slug)] = found.id
            if cls in _PARTS:
                self._parts[cls, str(found.args.project)] = found
            if cls == "ProjectKey":
                self._keys[found.id.rpartition("/")[2]] = found

    def by_id(self, cls: str, id: str) -> Found[Any] | None:
        """Return the object of a class with an id."""
        return self._by_id.get((cls, id))

    def by_slug(self, cls: str, slug: str) -> Found[Any] | None:
        """Return the team or project that has a slug, or had it as far as a state says."""
        return self._by_id.get((cls, self._by_slug.get((cls, slug), "")))

    def by_reference(self, cls: str, text: str) -> Found[Any] | None:
        """Return the team or project that a state names by its slug or by its id."""
        return self.by_slug(cls, text) or self.by_id(cls, text)

    def was_called(self, found: Found[Any], slug: str) -> None:
        """Note an old slug of a team or project: other parts of the state may name it so."""
        self._by_slug.setdefault((found.resource.__name__, slug), found.id)

    def key(self, mark: str) -> Found[Any] | None:
        """Return the client key with a digest."""
        return self._keys.get(mark)

    def part_of(self, cls: str, project: Found[Any]) -> Found[Any] | None:
        """Return what a project has one of, such as its inbound filters."""
        return self._parts.get((cls, project.id))

    def alerts_in(self, project: Found[Any]) -> Iterator[Found[Any]]:
        """Yield the alerts that listen to a monitor of a project."""
        for alert in self.inventory.alerts:
            if project.id in {self._projects_of_monitors.get(str(each)) for each in alert.args.monitors}:
                yield alert

    @staticmethod
    def listens_to_project(alert: Found[Any], project: Found[Any]) -> bool:
        """Whether an alert listens to a monitor that Sentry made with a project."""
        return not set(made_with(project).values()).isdisjoint(map(str, alert.args.monitors))

    def alerts_on(self, monitor: Found[Any]) -> list[Found[Any]]:
        """Return the alerts that listen to a monitor."""
        return [each for each in self.inventory.alerts if monitor.id in map(str, each.args.monitors)]

    def is_elsewhere(self, organization: str) -> bool:
        """Whether an organization, by slug or id, is another one, as far as anybody can tell."""
        own = self.inventory.organization
        if organization.isdecimal():
            return own is not None and organization != own.id
        return organization != self.inventory.slug
