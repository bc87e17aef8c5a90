"""What a resource does at Sentry: the base of every handler, and the values it gives back to the engine.

A handler speaks in Python names and plain values. Property values, unknowns, secrets, diffs and gRPC are
the business of `pulumi_sentry.plugin`, which calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import Args, Problem, Resource, plain
from pulumi_sentry.lifecycle.adoption import Adoption
from pulumi_sentry.lifecycle.standing import Parts


class Session(Protocol):
    """What a handler may use of the process it runs in."""

    @property
    def client(self) -> SentryClient:
        """The client for the configured organization."""
        ...

    @property
    def resource_name(self) -> str:
        """Name in the stack of the resource that is being worked on."""
        ...

    @property
    def resource_urn(self) -> str:
        """Urn of the resource that is being worked on."""
        ...

    @property
    def adoption(self) -> Adoption:
        """What this process knows of whose objects are whose."""
        ...

    def has_left(self, address: str) -> bool:
        """Whether an address is one that this Sentry had on this machine, and has no longer."""
        ...

    def page(self, path: str) -> str:
        """The address of a page of the organization.

        Args:
            path: below the organization, such as `settings/teams/gvses/`.
        """
        ...

    def warn(self, message: str) -> None:
        """Show a warning beside the resource that is being worked on."""
        ...


@dataclass(frozen=True)
class Record:
    """An object as it is at Sentry.

    Attributes:
        id: the id the engine keeps.
        outputs: declared outputs by Python name.
        live: arguments by Python name as Sentry has them now; what Sentry does not tell is left out. After a creation
            or an update, what differs from the declaration is what Sentry dropped.
    """

    id: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    live: Mapping[str, Any] = field(default_factory=dict)


class PartialFailure(Exception):  # named for what the engine does with it: it keeps the half-made object
    """The object exists at Sentry but is not yet what was declared; the next `up` goes on from here.

    Attributes:
        record: what exists, so that it is in state and cannot be orphaned.
        cause: why it went no further.
    """

    def __init__(self, record: Record, cause: Exception) -> None:
        super().__init__(str(cause))
        self.record = record
        self.cause = cause


@contextmanager
def half_made(record: Record, *, unless: type[SentryError] | tuple[()] = ()) -> Iterator[None]:
    """Work on an object that exists already, so that it stays in state whatever Sentry answers.

    Args:
        record: what exists.
        unless: an answer that says that it does not.

    Raises:
        PartialFailure: Sentry refused, or did not answer.
    """
    try:
        yield
    except unless:
        raise
    except SentryError as error:
        raise PartialFailure(record, error) from error


ADOPT = (
    "Whether to take over an object that is there already and that no resource of the stack has: one with this slug, "
    "or one exactly as declared, whoever made it. Only looked at on creation."
)
"""Describes the argument `adopt`, which every kind of object has."""

A = TypeVar("A", bound=Args)


class Handler(Generic[A]):
    """Create, read, update and delete of one resource kind."""

    resource: ClassVar[type[Resource[Any]]]
    everywhere: ClassVar[bool] = False
    """Whether its objects are in no organization, such as files of this machine."""
    delete_before_replace: ClassVar[bool] = False
    """Whether no second one can be made while the old one is there; the engine is told so where it asks."""

    def __init_subclass__(cls, *, serves: type[Resource[A]], **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.resource = serves
        serves.handler = cls

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def client(self) -> SentryClient:
        """The client for the configured organization."""
        return self.session.client

    @staticmethod
    def identity(id: str) -> str:
        """What an object is, given the id that a state has of it; two ids with one identity mean one object."""
        return id

    @staticmethod
    def parts(inputs: Mapping[str, Any]) -> Parts:
        """What a resource stands for of an object that several can share: names, of which it has each.

        Args:
            inputs: what is declared, by wire name.

        Returns:
            The names, or None where the object is one resource's as a whole.
        """
        del inputs
        return None

    def without(self, declared: A, parts: frozenset[str]) -> A | None:
        """What is left of a declaration when some of its parts are taken away; None where nothing is.

        Args:
            declared: what the state has as declared.
            parts: what other resources stand for.
        """
        del declared, parts
        return None

    def complete(self, args: A) -> A:
        """Fill in defaults that follow from other arguments; deterministic, and without a call."""
        return args

    def check(self, args: A) -> Iterable[Problem]:
        """What can be known to be wrong before any call; arguments may still be unknown."""
        del args
        return ()

    def warnings(self, args: A) -> Iterable[str]:
        """What is legal but probably not meant."""
        del args
        return ()

    async def foresee(self, args: A) -> None:
        """Say in a preview what a creation would be refused for; reads only, and arguments may still be unknown.

        Raises:
            SentryError: it would be refused.
        """
        del args

    def notes(self, args: A) -> Iterable[str]:
        """What a creation does beside making what is declared, for people to see in a preview."""
        del args
        return ()

    async def create(self, args: A) -> Record:
        """Make the object.

        Raises:
            PartialFailure: it exists but is not finished.
            SentryError: it does not exist.
        """
        raise NotImplementedError

    async def read(self, id: str, declared: A | None, outputs: Mapping[str, Any]) -> Record | None:
        """Look the object up.

        Args:
            id: the kept id or, on import, any form a person may write.
            declared: what the state says was declared, so that a reference written as a slug stays a
                slug; None on import.
            outputs: the outputs in state; empty on import.

        Returns:
            The object, or None where Sentry says it does not exist (404 only).

        Raises:
            PartialFailure: it exists but its creation is still not finished, which no argument would show.
        """
        raise NotImplementedError

    async def update(self, record: Record, old: A, new: A) -> Record:
        """Change the object in place.

        Args:
            record: its id and outputs as in state.
            old: what was declared before.
            new: what is declared now.
        """
        raise NotImplementedError

    async def delete(self, record: Record, declared: A | None) -> None:
        """Remove the object; one that is gone already is done."""
        raise NotImplementedError

    async def drift(self, declared: A) -> Iterable[str]:
        """Property paths that must be applied again although the program did not change.

        For objects on this machine, which can be looked at in every preview without a request.
        """
        del declared
        return ()

    async def is_in_place(self, path: str, old: A, new: A) -> bool:
        """Whether a change of an argument that replaces means the same object all the same.

        A project or a team may be written as its id or as its slug; who changes from one to the other moves nothing.

        Args:
            path: its property path.
            old: what was declared before.
            new: what is declared now.

        Raises:
            SentryError: Sentry does not say whose the slug is.
        """
        find = {"project": self.client.projects.id_of, "team": self.client.teams.id_of}.get(path)
        if find is None:
            return False
        try:
            return await find(plain(getattr(old, path))) == await find(plain(getattr(new, path)))
        except NotFound:
            return False

    def pending(self, declared: A, outputs: Mapping[str, Any]) -> Iterable[str]:
        """Property paths of what an earlier `up` was asked for and could not do yet, and that is due now.

        For changes that wait for something outside of the program; told from the state, without a call.

        Args:
            declared: what is declared now, as it was before.
            outputs: the outputs in state.
        """
        del declared, outputs
        return ()

    def refusal(self, old: A, new: A, outputs: Mapping[str, Any]) -> str | None:
        """Why this change must not be made at all, in a preview or an `up`; None where it may.

        For what would undo a thing that the state knows to be meant for good; told from the state, without a call.

        Args:
            old: what was declared before.
            new: what is declared now; arguments may still be unknown.
            outputs: the outputs in state.

        Returns:
            One sentence for people: what happened, and what to do.
        """
        del old, new, outputs
        return None
