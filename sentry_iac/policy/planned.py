"""A stack as it will be, as plain data: what the rules look at.

`sentry-iac check` and the policy pack both take it from the engine in a preview, after the provider has checked the
arguments and filled in the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine spells a value that is known only once something has been made."""

SECRET: Final = "[secret]"  # noqa: S105 - what the engine writes in the place of one
"""How the engine's events spell a value that must not be shown."""

_OF_APPLICATIONS: Final = (
    "Project",
    "ProjectKey",
    "MetricMonitor",
    "Alert",
    "EnvFile",
    "OwnershipRules",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of the stack, without what happens to it.

    Attributes:
        type: the last part of its type, such as `MetricMonitor`.
        name: its name in the program.
        urn: its name in the state.
        parent: the name of the component it belongs to; the application's, in this estate. Empty outside of all.
        arguments: what it is declared with; may hold a secret, so never print one.
    """

    type: str
    name: str
    urn: str
    parent: str
    arguments: Mapping[str, Any]

    def is_on(self, argument: str) -> bool:
        """Whether a switch is on, or may be: what is not known yet is not held against anybody."""
        return self.arguments.get(argument) in (True, UNKNOWN)


@dataclass(frozen=True)
class Planned:
    """Everything that a stack will have.

    Attributes:
        resources: all that there will be: those that stay as they are included, those that go left out.
        people: who is written under `teams` in `sentry.yaml`, by email address in small letters.
    """

    resources: Sequence[Resource]
    people: frozenset[str] = frozenset()

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (each for each in self.resources if each.type in types)

    @cached_property
    def applications(self) -> Mapping[str, Sequence[Resource]]:
        """What belongs to each application, by the application's name, sorted by it.

        An application is a component. A project that a program declares outside of one is an application as well: to it
        belongs what bears its name, or its name and a dash at the beginning.
        """
        alone = [each.name for each in self.of("Project") if not each.parent]
        found: dict[str, list[Resource]] = {}
        for each in self.of(*_OF_APPLICATIONS):
            owners = [name for name in alone if each.name == name or each.name.startswith(f"{name}-")]
            name = each.parent or max(owners, key=len, default="")
            if name:
                found.setdefault(name, []).append(each)
        return {name: found[name] for name in sorted(found)}


def component_of(parent: str) -> str:
    """Return the name of the component that is a resource's parent; that of the stack itself says nothing.

    Args:
        parent: the parent's URN.
    """
    kind, _, name = parent.rpartition("::")
    return "" if not name or kind.endswith("pulumi:pulumi:Stack") else name


def of_type(resources: Sequence[Resource], kind: str) -> Iterator[Resource]:
    """Yield the resources of one type."""
    return (each for each in resources if each.type == kind)
