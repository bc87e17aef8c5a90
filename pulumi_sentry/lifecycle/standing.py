"""Knows which resource stands for which object, at Sentry or on this machine.

This process learns it from three sides: the engine's calls (Diff, Read and Update name a resource and its id in the
state), its own writes (Create), and the checkpoint of a file backend. A creation may not take an object for which a
resource stands; a deletion may not remove one for which another resource stands.

Several resources can share an object, such as the filters of a project or an `.env` file. It has parts: the names of
the settings or variables that a resource declares. An object without parts belongs to one resource as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pulumi_sentry.lifecycle.checkpoint import Checkpoint

Parts = frozenset[str] | None
"""The names of the parts that a resource declares; None if it stands for the whole object."""


@dataclass(frozen=True)
class Kind:
    """How to tell the objects of one resource type apart.

    Attributes:
        identity: what an object is, given its id in a state: two ids may mean one object.
        parts: the parts that a resource declares, from its inputs by wire name.
        everywhere: whether they are in no organization, such as files of this machine.
    """

    identity: Callable[[str], str] = lambda id: id
    parts: Callable[[Mapping[str, Any]], Parts] = lambda _inputs: None
    everywhere: bool = False


@dataclass(frozen=True)
class Claim:
    """A resource that stands for an object.

    Attributes:
        urn: the resource.
        token: its type.
        identity: what the object is.
        parts: the parts of it.
        written: whether this run wrote it or took it over; otherwise the state already had it.
    """

    urn: str
    token: str
    identity: str
    parts: Parts
    written: bool


class Standing:
    """The claims of one stack's resources, as far as one process knows them.

    Args:
        kinds: how to tell objects of a resource type apart.
        checkpoint: reads the stack's state at the first need.
    """

    def __init__(self, kinds: Callable[[str], Kind], checkpoint: Callable[[], Checkpoint]) -> None:
        self._kinds = kinds
        self._checkpoint = checkpoint
        self._claims: dict[str, Claim] = {}
        self._taken: dict[tuple[str, str], str] = {}
        self._leaving: set[str] = set()

    def has(self, urn: str, token: str, id: str, inputs: Mapping[str, Any]) -> None:
        """Note that the state has an object for a resource.

        Args:
            urn: the resource.
            token: its type.
            id: the id in state.
            inputs: its declared arguments, by wire name.
        """
        kind = self._kinds(token)
        former = self._claims.get(urn)
        identity = kind.identity(id)
        written = former is not None and former.written and former.identity == identity
        self._claims[urn] = Claim(urn, token, identity, kind.parts(inputs), written)

    def wrote(self, urn: str, token: str, id: str, inputs: Mapping[str, Any]) -> None:
        """Note that this run made an object for a resource, or took it over."""
        kind = self._kinds(token)
        self._claims[urn] = Claim(urn, token, kind.identity(id), kind.parts(inputs), written=True)
        self._leaving.discard(urn)

    def gone(self, urn: str) -> None:
        """Note that an object of a resource in the state is gone."""
        self._claims.pop(urn, None)
        self._leaving.add(urn)

    def take(self, urn: str, token: str, id: str) -> None:
        """Reserve an object for a creation under way, so that no other one takes it."""
        self._taken[token, self._kinds(token).identity(id)] = urn

    def holder(self, token: str, id: str) -> str | None:
        """The resource that stands for an object or any part of it; None if none is known."""
        identity = self._kinds(token).identity(id)
        taken = self._taken.get((token, identity))
        if taken is not None:
            return taken
        return next((claim.urn for claim in self._standing(token, identity)), None)

    def others(self, urn: str, token: str, id: str) -> list[Claim]:
        """Note that the state lets go of an object, and say which resource still stands for it.

        The resource itself counts in two cases: this run wrote the object anew, or an earlier run replaced it by the
        very same object. For a replacement is made before the old one is deleted.

        Args:
            urn: the resource whose object is about to be deleted.
            token: its type.
            id: the id in state.
        """
        identity = self._kinds(token).identity(id)
        if (urn, id) in self._replaced:
            self._replaced.discard((urn, id))
            return self._standing(token, identity)
        self._leaving.add(urn)
        former = {one.urn for one in self._checkpoint().resources if (one.token, one.id) == (token, id)}
        return [
            claim
            for claim in self._standing(token, identity)
            if (claim.urn != urn or claim.written)
            # The same resource, under its name after an alias.
            and not (urn in former and claim.urn not in former and not claim.written)
        ]

    def parts_of_others(self, urn: str, token: str, id: str) -> frozenset[str]:
        """The parts of an object for which other resources stand, which one that drops a part must leave.

        Args:
            urn: the resource that drops it.
            token: its type.
            id: the id in state.
        """
        claims = self._standing(token, self._kinds(token).identity(id))
        return frozenset(part for claim in claims if claim.urn != urn for part in claim.parts or ())

    @property
    def knows_the_state(self) -> bool:
        """Whether all of the state is known, not only what the engine has named so far."""
        return self._checkpoint().known

    @cached_property
    def _replaced(self) -> set[tuple[str, str]]:
        return {(one.urn, one.id) for one in self._checkpoint().replaced}

    @cached_property
    def _kept(self) -> Mapping[tuple[str, str], list[Claim]]:
        found: dict[tuple[str, str], list[Claim]] = {}
        for one in self._checkpoint().resources:
            kind = self._kinds(one.token)
            claim = Claim(one.urn, one.token, kind.identity(one.id), kind.parts(one.inputs), written=False)
            found.setdefault((claim.token, claim.identity), []).append(claim)
        return found

    def _standing(self, token: str, identity: str) -> list[Claim]:
        said = [
            claim
            for claim in self._claims.values()
            if (claim.token, claim.identity) == (token, identity)
            and (claim.written or claim.urn not in self._leaving)
        ]
        # The engine's word on a resource is newer than the checkpoint.
        silent = (one for one in self._kept.get((token, identity), ()) if one.urn not in self._claims)
        return said + [claim for claim in silent if claim.urn not in self._leaving]
