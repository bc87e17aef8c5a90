"""A case: a resource as data, and what tests do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pulumi

from tests.e2e.engine import Step
from tests.sentry_api import SentryByHand

World = Mapping[str, Any]
"""The ids of the objects that a resource under test refers to."""

By = Callable[[SentryByHand, World, str], object]
"""An action of a person, given the world and the id in state."""


def nothing(_hand: SentryByHand, _folder: Path) -> World:
    """Prepare for a resource that refers to nothing."""
    return {}


@dataclass(frozen=True, eq=False)
class Case:
    """A resource under test.

    In `path` and `forms`, `{id}` is the id in state, `{part[0]}` its part before the first slash, and every other name
    in braces is a name in the world.

    Attributes:
        resource: its class.
        args: its arguments, given the world.
        edit: a change by hand: the body of a PUT to `path`, or a function.
        changed: exactly the arguments that a refresh must then show.
        world: makes by hand the objects that it refers to, and returns their ids.
        path: its path at Sentry; a function where a search has to find it, None where it is gone.
        forms: every form of its name that `pulumi import` must take.
        removal: removes it by hand; a DELETE of `path` unless given.
        presence: whether it still exists; whether `path` answers unless given.
        adopted: the step of an `up` that imports it.
        removable: False where its owner always has exactly one, which nobody can remove.
        replaced: the outcome of a forced replacement: another object, the same object, or a refusal.
    """

    resource: type[pulumi.CustomResource]
    args: Callable[[World], object]
    edit: Mapping[str, Any] | By
    changed: set[str]
    world: Callable[[SentryByHand, Path], World] = nothing
    path: str | Callable[[SentryByHand, str], str | None] = ""
    forms: Sequence[str] = ("{id}",)
    removal: By | None = None
    presence: Callable[[SentryByHand, World, str], bool] | None = None
    adopted: Step = field(default_factory=lambda: Step("import"))
    removable: bool = True
    replaced: Literal["another", "same", "refused"] = "same"

    def __str__(self) -> str:
        return self.resource.__name__

    def prepare(self, hand: SentryByHand, folder: Path) -> World:
        """Make by hand the objects that the resource refers to, and return their ids."""
        return self.world(hand, folder)

    def declare(self, name: str, world: World, options: pulumi.ResourceOptions) -> pulumi.CustomResource:
        """Declare the resource in a program."""
        make: Callable[..., pulumi.CustomResource] = self.resource
        return make(name, self.args(world), options)

    def change(self, hand: SentryByHand, world: World, id: str) -> None:
        """Change it by hand."""
        if callable(self.edit):
            self.edit(hand, world, id)
        else:
            hand.call("PUT", str(self._at(hand, world, id)), self.edit)

    def remove(self, hand: SentryByHand, world: World, id: str) -> None:
        """Remove it by hand."""
        if self.removal is not None:
            self.removal(hand, world, id)
        else:
            hand.call("DELETE", str(self._at(hand, world, id)))

    def exists(self, hand: SentryByHand, world: World, id: str) -> bool:
        """Whether it still exists."""
        if self.presence is not None:
            return self.presence(hand, world, id)
        path = self._at(hand, world, id)
        return path is not None and hand.status(path) == 200

    def references(self, world: World, id: str) -> list[str]:
        """Return every form of its name that `pulumi import` must take."""
        return [_filled(form, world, id) for form in self.forms]

    def _at(self, hand: SentryByHand, world: World, id: str) -> str | None:
        return _filled(self.path, world, id) if isinstance(self.path, str) else self.path(hand, id)


def _filled(text: str, world: World, id: str) -> str:
    # `SentryByHand` fills in the organization's slug.
    return text.format(**{"org": "{org}", **world, "id": id, "part": id.split("/")})
