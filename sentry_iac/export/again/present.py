"""What a project has now: its file, what that declares, and which objects the stack's state has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.estate import Estate, StackSettings, parse_document
from sentry_iac.estate.loader import make_estate
from sentry_iac.estate.text.document import Document
from sentry_iac.export.again.entries import Entry, Path, entries_of, token
from sentry_iac.export.known import Known

Ids = Mapping[tuple[str, str], str]
"""Names of resources by type and by the id of their object."""

_NAMED: Final = frozenset(
    map(token, ("ProjectKey", "MetricMonitor", "UptimeMonitor", "CronMonitor", "Alert"))
)
"""Types whose objects are told apart by their names."""


@dataclass(frozen=True, slots=True)
class Present:
    """A project.

    Attributes:
        text: its `sentry.yaml`.
        stack: the settings of its stack.
        state: the names of the resources that the state has.
        named: the names in adopt.json that the state does not have yet.
        elsewhere: the objects that states of other stacks have, by type and id.
    """

    text: str
    stack: StackSettings
    state: Ids = field(default_factory=dict)
    named: Ids = field(default_factory=dict)
    elsewhere: frozenset[tuple[str, str]] = frozenset()

    @property
    def value(self) -> dict[str, Any]:
        """The content of its `sentry.yaml`."""
        value = parse_document(self.text, "sentry.yaml").value
        return value if isinstance(value, dict) else {}

    def estate(self, value: Mapping[str, Any]) -> Estate:
        """Return what a content would declare.

        Raises:
            SpecError: it is no estate.
        """
        return make_estate(Document("sentry.yaml", value, {}, {}), self.stack)

    def known(self, entries: Mapping[tuple[str, str], Entry], inventory: Inventory) -> Known:
        """Return where the objects of the state are declared."""
        paths: dict[tuple[str, str], Path] = {}
        for (kind, id), name in {**self.named, **self.state}.items():
            entry = entries.get((kind, name))
            if entry is not None:
                paths[kind, id] = entry.path
        paths.update(self._unmanaged(inventory))
        pending = {entry.path: entry for key, entry in entries.items() if key not in self._claimed()}
        paths.update(self._pending(pending, paths, inventory))
        names: dict[str, set[str]] = defaultdict(set)
        for kind, name in (*entries, *((kind, name) for (kind, _), name in self.state.items())):
            names[kind].add(name)
        return Known(
            paths=paths,
            names={kind: frozenset(each) for kind, each in names.items()},
            slug_suffix=self.stack.slug_suffix,
        )

    def _claimed(self) -> set[tuple[str, str]]:
        return {(kind, name) for ids in (self.state, self.named) for (kind, _), name in ids.items()}

    def _pending(
        self,
        pending: Mapping[Path, Entry],
        paths: Mapping[tuple[str, str], Path],
        inventory: Inventory,
    ) -> Iterator[tuple[tuple[str, str], Path]]:
        """Yield the objects that the file declares under their names and no state has yet."""
        suffix = self.stack.slug_suffix
        projects = {each.id: str(each.args.slug).removesuffix(suffix) for each in inventory.projects}
        projects |= {id: path[-1] for (kind, id), path in paths.items() if kind == token("Project")}
        new = defaultdict(list)
        for found in inventory:
            key = found.key
            if key[0] in _NAMED and key not in paths and key not in self.state and key not in self.elsewhere:
                new[key[0], projects.get(str(getattr(found.args, "project", ""))), found.args.name].append(
                    key
                )
        declared = defaultdict(list)
        for path, entry in pending.items():
            project = path[1] if path[0] == "projects" and entry.token != token("Alert") else None
            declared[entry.token, project, entry.facts.get("name")].append(path)
        for place, keys in new.items():
            if len(keys) == 1 and len(declared[place]) == 1:
                yield keys[0], declared[place][0]

    def has(self, found: Found[Any], known: Known) -> bool:
        """Whether an object is in a state or in the file, so that it is not new."""
        key = found.key
        return key in self.state or key in known.paths or key in self.elsewhere

    def _unmanaged(self, inventory: Inventory) -> Iterator[tuple[tuple[str, str], Path]]:
        ids = {slug: id for id, slug in inventory.team_slugs.items()}
        for team in self.estate(self.value).teams:
            if not team.managed and team.slug in ids:
                yield (token("Team"), ids[team.slug]), ("teams", team.name)


def ids_in(resources: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the names of our resources in a state, by type and id."""
    return {
        (str(each["type"]), str(each["id"])): str(each["urn"]).rsplit("::", 1)[-1]
        for each in resources
        if str(each.get("type", "")).startswith(token("")) and each.get("id") and not each.get("delete")
    }


def entries_in(present: Present) -> dict[tuple[str, str], Entry]:
    """Return what a project declares now."""
    return entries_of(present.estate(present.value))
