"""What a case says of a resource, and what tests do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pulumi

from tests.e2e.engine import Step
from tests.sentry_api import SentryByHand

World = Mapping[str, Any]
"""What a case was prepared with: ids of what the resource under test refers to."""

By = Callable[[SentryByHand, World, str], object]
"""Something that a person does, given the world and the id in state."""


def nothing(_hand: SentryByHand, _folder: Path) -> World:
    """Prepare for a resource that refers to nothing."""
    return {}


@dataclass(frozen=True, eq=False)
class Case:
    """A resource under test.

    In `path` and `forms`, `{id}` is the id in state, `{part[0]}` what it says before its first slash, and every other
    name in braces is one of the world's.

    Attributes:
        resource: its class.
        args: what it is declared with.
        edit: what a person changes by hand: the body of a PUT to `path`, or a function.
        changed: exactly the arguments that a refresh must then show.
        world: makes by hand what it refers to, and returns the ids.
        path: where Sentry has it; a function where that has to be looked up, None for nowhere.
        forms: every form of its name that `pulumi import` must take.
        removal: removes it by hand; a DELETE of `path` unless given.
        presence: whether it is still there; whether `path` answers unless given.
        adopted: what an `up` that imports it does to it.
        removable: False where its owner has exactly one of it, always, so that nobody can remove it by hand.
        replaced: what becomes of the object when the resource is made anew although it need not be: another one is
            made, it stays the same, or the engine is refused.
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
        """Make by hand what the resource refers to, and return the ids."""
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
        """Whether it is still there."""
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
    # The organization's slug is filled in by whoever sends the request.
    return text.format(**{"org": "{org}", **world, "id": id, "part": id.split("/")})
