"""A stack as it will be, as plain data for the rules.

`sentry-iac check` and the policy pack both take it from the engine in a preview, after the provider has checked the
arguments and filled in the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's text for a value that is unknown until its resource exists."""

SECRET: Final = "[secret]"  # noqa: S105 - what the engine writes in the place of one
"""The engine's text for a secret in its events."""

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
    """One resource of the stack as it will be.

    Attributes:
        type: the last part of its type, such as `MetricMonitor`.
        name: its name in the program.
        urn: its name in the state.
        parent: the name of its component, here the application's; empty outside of all.
        arguments: its declared arguments; they may hold a secret, so never print one.
    """

    type: str
    name: str
    urn: str
    parent: str
    arguments: Mapping[str, Any]

    def is_on(self, argument: str) -> bool:
        """Whether a switch is on; an unknown one counts as on."""
        return self.arguments.get(argument) in (True, UNKNOWN)


@dataclass(frozen=True)
class Planned:
    """Everything that a stack will have.

    Attributes:
        resources: all future resources: unchanged ones included, deleted ones left out.
        people: the people in `sentry.yaml`, by email address in small letters.
    """

    resources: Sequence[Resource]
    people: frozenset[str] = frozenset()

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (each for each in self.resources if each.type in types)

    @cached_property
    def applications(self) -> Mapping[str, Sequence[Resource]]:
        """The resources of each application, by the application's name, in its order.

        An application is a component. A project that a program declares outside of one is an application as well: it
        has the resources of its name, or with its name and a dash at the beginning.
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
    """Return the name of the component that is a resource's parent; empty for the stack itself.

    Args:
        parent: the parent's URN.
    """
    kind, _, name = parent.rpartition("::")
    return "" if not name or kind.endswith("pulumi:pulumi:Stack") else name


def of_type(resources: Sequence[Resource], kind: str) -> Iterator[Resource]:
    """Yield the resources of one type."""
    return (each for each in resources if each.type == kind)
