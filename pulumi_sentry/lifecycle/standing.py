"""Which resource stands for which object at Sentry, or on this machine, as far as this process can know.

It learns it from three sides: what the engine asks about (Diff, Read and Update name a resource and the id that its
state has), what this run writes or takes over (Create), and the checkpoint of a file backend. A creation may not
take what any resource stands for; a deletion may not remove it.

An object that several resources can share, such as the filters of a project or an `.env` file, has parts: names of the
settings or variables that a resource declares. One without parts belongs to a resource as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pulumi_sentry.lifecycle.checkpoint import Checkpoint

Parts = frozenset[str] | None
"""Names of what a resource declares of an object; None where it stands for all of it."""


@dataclass(frozen=True)
class Kind:
    """How objects of one resource type are told apart.

    Attributes:
        identity: what an object is, given the id that a state has of it: two ids may mean one object.
        parts: what a resource declares of it, given its inputs by wire name.
        everywhere: whether they are in no organization, such as files of this machine.
    """

    identity: Callable[[str], str] = lambda id: id
    parts: Callable[[Mapping[str, Any]], Parts] = lambda _inputs: None
    everywhere: bool = False


@dataclass(frozen=True)
class Claim:
    """That a resource stands for an object.

    Attributes:
        urn: the resource.
        token: its type.
        identity: what the object is.
        parts: what of it.
        written: whether this run has written it or taken it over; else the state has had it before.
    """

    urn: str
    token: str
    identity: str
    parts: Parts
    written: bool


class Standing:
    """What is known of one stack in one process.

    Args:
        kinds: how objects of a resource type are told apart.
        checkpoint: what the state of the stack had, read at the first need.
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
            inputs: what is declared of it, by wire name.
        """
        kind = self._kinds(token)
        former = self._claims.get(urn)
        identity = kind.identity(id)
        written = former is not None and former.written and former.identity == identity
        self._claims[urn] = Claim(urn, token, identity, kind.parts(inputs), written)

    def wrote(self, urn: str, token: str, id: str, inputs: Mapping[str, Any]) -> None:
        """Note that this run has made an object for a resource, or taken it over."""
        kind = self._kinds(token)
        self._claims[urn] = Claim(urn, token, kind.identity(id), kind.parts(inputs), written=True)
        self._leaving.discard(urn)

    def gone(self, urn: str) -> None:
        """Note that what the state had for a resource is no longer there."""
        self._claims.pop(urn, None)
        self._leaving.add(urn)

    def take(self, urn: str, token: str, id: str) -> None:
        """Keep an object for a creation that is under way, so that no other one takes the same."""
        self._taken[token, self._kinds(token).identity(id)] = urn

    def holder(self, token: str, id: str) -> str | None:
        """The resource that stands for an object, any part of it; None where nobody is known to."""
        identity = self._kinds(token).identity(id)
        taken = self._taken.get((token, identity))
        if taken is not None:
            return taken
        return next((claim.urn for claim in self._standing(token, identity)), None)

    def others(self, urn: str, token: str, id: str) -> list[Claim]:
        """Note that the state lets go of an object, and say who else stands for it.

        The resource itself counts where this run has written it anew, and where an earlier run had replaced it by the
        very same object: a replacement is made before the old one is deleted.

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
            # The same resource, under the name that an alias has led to.
            and not (urn in former and claim.urn not in former and not claim.written)
        ]

    @property
    def knows_the_state(self) -> bool:
        """Whether all that the state has is known, and not only what the engine has spoken of so far."""
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
        # What the engine says of a resource is younger than the checkpoint.
        silent = (one for one in self._kept.get((token, identity), ()) if one.urn not in self._claims)
        return said + [claim for claim in silent if claim.urn not in self._leaving]
