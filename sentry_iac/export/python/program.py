"""Writes the program: a variable for each object, and references in place of ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pulumi_sentry.alerts.kinds import typed_action, typed_condition
from pulumi_sentry.declaration import Args
from pulumi_sentry.inventory import Found, Inventory, made_with
from sentry_iac.export.names import Names
from sentry_iac.export.ordinary import goes_without_saying, worth_saying
from sentry_iac.export.python.source import Code, call, identifier, renamed, said

_PARTS_OF_PROJECTS: Final = ("InboundFilters", "OwnershipRules", "SpikeProtection")
"""Resources that are declared where they say something."""


def write_program(inventory: Inventory, names: Names) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the text of a program that declares an inventory, and the ids of what it declares.

    Returns:
        The text; and ids by type and by resource name, for `adopt`.
    """
    program = _Program(inventory, names)
    lines = list(program.lines())
    return "\n".join(lines) + "\n", program.ids


_Naming = Callable[[Found[Any]], tuple[str, str]]
"""The name of a resource, and of its variable."""


class _Program:
    def __init__(self, inventory: Inventory, names: Names) -> None:
        self._inventory = inventory
        self._names = names
        self._taken: set[str] = {"pulumi", "sentry"}
        self._variables: dict[tuple[str, str], Code] = {}
        self._integrations: dict[str, Code] = {}
        self._users: dict[str, Code] = {}
        self.ids: dict[str, dict[str, str]] = {}

    def lines(self) -> Iterator[str]:
        has = self._inventory
        yield f'"""The Sentry organization {has.slug}, as `sentry-iac export` found it."""'
        yield "\nimport pulumi\n\nimport pulumi_sentry as sentry"
        organization = [] if has.organization is None else [has.organization]
        yield from self._section("The organization", organization, self._of_organization)
        yield from self._section("Teams", _by_name(has.teams, self._of_team), self._of_team)
        people = [*_by_name(has.members, self._of_person), *_by_name(has.memberships, self._of_person)]
        yield from self._section("People", people, self._of_person)
        yield from self._lookups()
        for project in _by_name(has.projects, self._of_project):
            inside = [found for found in self._parts(project.id) if self._is_declared(found)]
            yield from self._section(
                f"Project {self._names.projects[project.id]}", [project, *inside], self._of_project
            )
        yield from self._section("Alerts of several projects", self._alerts(None), self._of_project)

    def _section(self, title: str, found: Iterable[Found[Any]], name: _Naming) -> Iterator[str]:
        declared = [each for each in found if self._is_declared(each)]
        if declared:
            yield f"\n# {title}"
        for each in declared:
            yield self._resource(each, *name(each))

    @staticmethod
    def _is_declared(found: Found[Any]) -> bool:
        return not goes_without_saying(found)

    def _resource(self, found: Found[Any], resource_name: str, variable: str) -> str:
        cls = found.resource.__name__
        ids = self.ids.setdefault(found.resource.token, {})
        named = self._names.resource_name(found, resource_name, ids)
        name = self._variable(renamed(variable, resource_name, named))
        self._variables[cls, found.id] = name
        for output, id in made_with(found).items():
            self._variables["Monitor", id] = Code(f"{name}.{output}")
        if cls.endswith("Monitor"):
            self._variables["Monitor", found.id] = Code(f"{name}.id")
        ids[named] = found.id
        arguments = self._referring(worth_saying(found))
        arguments |= _FOR_A_CREATION.get(cls, {})
        args = call(f"sentry.{type(found.args).__name__}", depth=1, **arguments)
        whole = call(f"sentry.{cls}", named, args)
        return f"{name} = {whole}"

    def _variable(self, text: str) -> Code:
        name = base = identifier(text)
        number = 2
        while name in self._taken:
            name, number = f"{base}_{number}", number + 1
        self._taken.add(name)
        return Code(name)

    # Names of resources are those of the components.

    def _of_organization(self, found: Found[Any]) -> tuple[str, str]:
        return "organization", "organization"

    def _of_team(self, found: Found[Any]) -> tuple[str, str]:
        name = self._names.teams[found.id]
        return name, f"{name}-team"

    def _of_person(self, found: Found[Any]) -> tuple[str, str]:
        if found.resource.__name__ == "Member":
            email = self._names.members[found.id]
            return email, email
        team, email = self._names.teams[found.args.team], self._names.members[found.args.member]
        return f"{team}-{email}", f"{email}-in-{team}"

    def _of_project(self, found: Found[Any]) -> tuple[str, str]:
        cls = found.resource.__name__
        if cls == "Alert":
            owner = self._names.projects_of_alerts[found.id]
            within = f"{self._names.projects[owner]}-" if owner is not None else ""
            name = f"{within}{self._names.alerts[found.id]}"
            return name, f"{name}-alert"
        project = self._names.projects[found.id if cls == "Project" else found.args.project]
        if cls == "Project":
            return project, f"{project}-project"
        if cls == "ProjectTeam":
            return (
                f"{project}-{self._names.teams[found.args.team]}",
                f"{project}-{self._names.teams[found.args.team]}",
            )
        if cls in _PARTS_OF_PROJECTS:
            return project, f"{project}-{_SUFFIXES[cls]}"
        inside = self._names.keys if cls == "ProjectKey" else self._names.monitors
        name = f"{project}-{inside[found.id]}"
        return name, f"{name}-{_SUFFIXES[cls]}"

    def _parts(self, project: str) -> Iterator[Found[Any]]:
        for kind in self._inventory.in_projects({project}).values():
            yield from _by_name(kind, self._of_project)
        yield from self._alerts(project)

    def _alerts(self, project: str | None) -> list[Found[Any]]:
        belong = self._names.projects_of_alerts
        return _by_name(
            (each for each in self._inventory.alerts if belong[each.id] == project), self._of_project
        )

    # References in place of ids.

    def _referring(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._reference(name, value) for name, value in arguments.items()}

    def _reference(self, name: str, value: Any) -> Any:
        if name in _KINDS and isinstance(value, str):
            return self._id(_KINDS[name], value)
        if name == "owner" and isinstance(value, str):
            kind, _, id = value.partition(":")
            target = self._id("Team", id) if kind == "team" else self._users.get(id)
            return call("pulumi.Output.concat", f"{kind}:", target) if isinstance(target, Code) else value
        if name == "monitors":
            return sorted(self._variables.get(("Monitor", str(id)), id) for id in value)
        if name == "triggers":
            return [self._condition(condition) for condition in value]
        if name == "action_filters":
            return [self._filter(each) for each in value]
        return value

    def _id(self, cls: str, id: str) -> Any:
        known = self._variables.get((cls, id))
        return id if known is None else Code(f"{known}.id")

    def _filter(self, each: Any) -> Code:
        arguments = said(each)
        if "conditions" in arguments:
            arguments["conditions"] = [self._condition(condition) for condition in arguments["conditions"]]
        arguments["actions"] = [self._action(action) for action in arguments["actions"]]
        return call("sentry.ActionFilterArgs", depth=3, **arguments)

    def _condition(self, condition: Any) -> Any:
        return typed_condition(condition.declared()) or condition

    def _action(self, action: Any) -> Any:
        typed: Args = typed_action(action.declared()) or action
        arguments = said(typed)
        changed = {
            name: reference
            for name, value in arguments.items()
            if isinstance(value, str) and (reference := self._target(name, value)) is not value
        }
        if not changed:
            return typed
        module = f"actions.{type(typed).__name__}" if typed is not action else type(typed).__name__
        return call(f"sentry.{module}", depth=5, **{**arguments, **changed})

    def _target(self, name: str, value: str) -> Any:
        match name:
            case "team":
                return self._id("Team", value)
            case "user":
                return self._users.get(value, value)
            case "integration" | "integration_id":
                return self._integrations.get(value, value)
            case _:
                return value

    def _lookups(self) -> Iterator[str]:
        for member in self._inventory.members:
            user = member.outputs.get("user_id")
            variable = self._variables.get(("Member", member.id))
            if user and variable is not None:
                self._users[str(user)] = Code(f"{variable}.user_id")
        used = {
            str(action.integration_id)
            for alert in self._inventory.alerts
            for each in alert.args.action_filters
            for action in each.actions
            if action.integration_id is not None
        }
        twice = _repeated(self._inventory.integrations.values())
        found = {
            id: (kind, name)
            for id, (kind, name) in self._inventory.integrations.items()
            if id in used and (kind, name) not in twice
        }
        if found:
            yield "\n# Installed integrations"
        for id, (kind, name) in found.items():
            variable = self._variable(f"{kind}-{name}-integration")
            self._integrations[id] = Code(f"{variable}.id")
            args = call("sentry.GetIntegrationArgs", provider=kind, name=name)
            yield f"{variable} = {call('sentry.get_integration', args)}"


def _by_name(found: Iterable[Found[Any]], name: _Naming) -> list[Found[Any]]:
    """Return objects in an order that stays when they are made anew."""
    return sorted(found, key=lambda each: name(each)[0])


_FOR_A_CREATION: Final[Mapping[str, Mapping[str, Any]]] = {
    # People are in an organization before anything that a stack makes.
    "Member": {"adopt": True},
    # The program declares all keys of a project.
    "Project": {"remove_default_key": True},
}
"""What makes the same again in another organization; an adoption does not look at it."""

_KINDS: Final = {"project": "Project", "team": "Team", "member": "Member"}
_SUFFIXES: Final = {
    "ProjectKey": "key",
    "InboundFilters": "filters",
    "OwnershipRules": "ownership",
    "SpikeProtection": "spike-protection",
    "MetricMonitor": "monitor",
    "UptimeMonitor": "uptime",
    "CronMonitor": "cron",
}


def _repeated(values: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {value for value, count in Counter(values).items() if count > 1}
