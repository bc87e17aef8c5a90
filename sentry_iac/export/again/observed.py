"""What Sentry has now, in the words of what the file declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass, replace
from typing import Any, Final

from pulumi_sentry.declaration import rules_of
from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.estate import (
    ActorOwner,
    ConditionSpec,
    IntegrationTarget,
    MonitorId,
    MonitorRef,
    PersonEmail,
    PersonOwner,
    TeamOwner,
)
from sentry_iac.estate.model.alerts import ID, Section
from sentry_iac.estate.model.words import LOADER
from sentry_iac.export.again.entries import Entry, plain, token
from sentry_iac.export.names import Names, sections_made_with

READ_BY_ESTATE: Final = frozenset(map(token, ("MetricMonitor", "UptimeMonitor", "CronMonitor", "Alert")))
"""Types whose objects an estate must read: their arguments name other objects."""

_OF_OTHERS: Final = frozenset({"project", "member"})

_ONLY_IF_THERE: Final = ("options", "role")
"""Arguments that Sentry does not tell where nobody set them."""


class Observed:
    """An organization, and the names that its objects have in the file."""

    def __init__(
        self,
        inventory: Inventory,
        names: Names,
        read: Mapping[tuple[str, str], Entry],
        ids: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Make it.

        Args:
            inventory: what was read.
            names: names of everything.
            read: what the export of the inventory declares.
            ids: the ids of what it declares, by type and name.
        """
        self._inventory = inventory
        self._names = names
        self._of_sentry = {
            (kind, id): read[kind, name].facts
            for kind, each in ids.items()
            for name, id in each.items()
            if kind in READ_BY_ESTATE and (kind, name) in read
        }
        self._monitors = dict(self._places())

    def facts(self, found: Found[Any]) -> Mapping[str, Any] | None:
        """Return what Sentry has of an object; None where no estate can say it."""
        key = found.key
        facts = self._of_sentry.get(key) if key[0] in READ_BY_ESTATE else self._arguments(found)
        return None if facts is None else self.comparable(facts)

    def comparable(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return facts in which everybody and everything is named in one way, whoever wrote them."""
        return {name: self._one_way(value) for name, value in facts.items()}

    def _arguments(self, found: Found[Any]) -> dict[str, Any]:
        args = found.args
        facts = {
            name: plain(getattr(args, name))
            for name, info in type(args).model_fields.items()
            if not rules_of(info).secret and not rules_of(info).create_only and name not in _OF_OTHERS
        }
        for word in _ONLY_IF_THERE:
            if facts.get(word, "") is None:
                del facts[word]
        match found.resource.__name__:
            case "Project":
                facts["team"] = self._names.teams.get(str(args.team), "")
                facts["platform"] = args.platform or ""
                facts["shared_with"] = sorted(
                    self._names.teams[each.args.team]
                    for each in self._inventory.project_teams
                    if each.args.project == found.id
                )
            case "ProjectKey":
                options = args.dynamic_sdk_loader_options
                facts |= {f"loader.{part}": getattr(options, part, None) for part in LOADER.values()}
        return facts

    def _one_way(self, value: Any) -> Any:
        if is_dataclass(value):
            return self._named(value)
        if isinstance(value, Mapping):
            return {key: self._one_way(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            items = [self._one_way(item) for item in value]
            # Whom Sentry tells first, or asks first, makes no difference.
            return sorted(items, key=repr) if items and all(map(is_dataclass, items)) else items
        return value

    def _named(self, value: Any) -> Any:
        match value:
            case ActorOwner():
                value = self._owner(value)
            case PersonOwner() | PersonEmail():
                value = replace(value, email=value.email.casefold())
            case MonitorId():
                value = self._monitors.get(value.id, value)
            case IntegrationTarget():
                integration = self._integration(value.kind, value.integration)
                value = replace(value, integration=integration, settings=plain(value.settings))
            case ConditionSpec():
                value = replace(value, comparison=self._one_way(value.comparison))
        return value

    def _owner(self, owner: ActorOwner) -> TeamOwner | PersonOwner | ActorOwner:
        kind, _, id = owner.actor.partition(":")
        if kind == "team" and id in self._names.teams:
            return TeamOwner(team=self._names.teams[id])
        if kind == "user" and id in self._inventory.users:
            return PersonOwner(email=self._inventory.users[id].casefold())
        return owner

    def _integration(self, kind: str, named: str) -> str:
        ids = [id for id, each in self._inventory.integrations.items() if each == (kind, named)]
        return f"{ID}{ids[0]}" if len(ids) == 1 else named

    def _places(self) -> Iterator[tuple[str, MonitorRef]]:
        inventory, projects = self._inventory, self._names.projects
        sections: tuple[tuple[Section, tuple[Found[Any], ...]], ...] = (
            ("metrics", inventory.metric_monitors),
            ("uptime", inventory.uptime_monitors),
            ("crons", inventory.cron_monitors),
        )
        for section, kind in sections:
            for found in kind:
                project = projects[str(found.args.project)]
                yield (
                    found.id,
                    MonitorRef(project=project, section=section, name=self._names.monitors[found.id]),
                )
        for each in inventory.projects:
            for id, own in sections_made_with(each).items():
                yield id, MonitorRef(project=projects[each.id], section=own)


def differing(declared: Mapping[str, Any], there: Mapping[str, Any], nobody: frozenset[str]) -> list[str]:
    """Return the words of which Sentry has something else than what is declared.

    Args:
        declared: what the file says; None for what it leaves to Sentry.
        there: what Sentry has.
        nobody: words of which None says something.
    """
    return [
        word
        for word, value in declared.items()
        if word in there and (value is not None or word in nobody) and value != there[word]
    ]
