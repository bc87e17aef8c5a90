"""What a resource does at Sentry: the base of every handler, and the values it gives back to the engine.

A handler speaks in Python names and plain values. `pulumi_sentry.plugin` calls it and deals with property values,
unknowns, secrets, diffs and gRPC.
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
    """The parts of the process that a handler may use."""

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
        """What this process knows of which resource owns which object."""
        ...

    def has_left(self, address: str) -> bool:
        """Whether this Sentry once had an address on this machine and no longer has it."""
        ...

    def page(self, path: str) -> str:
        """The address of a page of the organization.

        Args:
            path: below the organization, such as `settings/teams/web/`.
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
        live: arguments by Python name as Sentry has them now, without those that Sentry does not tell. After a creation
            or an update, a value that differs from the declaration is one that Sentry dropped.
    """

    id: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    live: Mapping[str, Any] = field(default_factory=dict)


def answered(live: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What the answer to a write says of the arguments that were sent.

    Args:
        live: the arguments in the answer, by Python name.
        names: the arguments that were sent.

    Returns:
        Their values; None for one that the answer lacks, as that of a Sentry that does not know it does.
    """
    return {name: live.get(name) for name in names}


class PartialFailure(Exception):  # named for what the engine does with it: it keeps the half-made object
    """The object exists at Sentry but is not yet as declared; the next `up` goes on from here.

    Attributes:
        record: the object, so that the state has it and nothing loses it.
        cause: why it went no further.
    """

    def __init__(self, record: Record, cause: Exception) -> None:
        super().__init__(str(cause))
        self.record = record
        self.cause = cause


@contextmanager
def half_made(record: Record, *, unless: type[SentryError] | tuple[()] = ()) -> Iterator[None]:
    """Work on an existing object so that it stays in state, whatever Sentry answers.

    Args:
        record: the object.
        unless: the error that means the object is gone; raised as it is.

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
    """Create, read, update and delete for one kind of resource."""

    resource: ClassVar[type[Resource[Any]]]
    everywhere: ClassVar[bool] = False
    """Whether its objects are in no organization, such as files of this machine."""
    delete_before_replace: ClassVar[bool] = False
    """Whether no second object can exist beside the old one; the engine is told so where it asks."""

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
        """The identity of an object, from an id in a state; two ids with one identity mean one object."""
        return id

    @staticmethod
    def parts(inputs: Mapping[str, Any]) -> Parts:
        """The parts of a shared object that a resource stands for, by name.

        Args:
            inputs: its declared arguments, by wire name.

        Returns:
            The names, or None where the object is one resource's as a whole.
        """
        del inputs
        return None

    def without(self, declared: A, parts: frozenset[str]) -> A | None:
        """A declaration without some of its parts; None if nothing is left.

        Args:
            declared: the arguments in the state.
            parts: the parts for which other resources stand.
        """
        del declared, parts
        return None

    def complete(self, args: A) -> A:
        """Fill in defaults that follow from other arguments; deterministic, without a request."""
        return args

    def check(self, args: A) -> Iterable[Problem]:
        """Find mistakes that are certain before any request; arguments may still be unknown."""
        del args
        return ()

    def warnings(self, args: A) -> Iterable[str]:
        """Find arguments that are legal but probably a mistake."""
        del args
        return ()

    async def foresee(self, args: A) -> None:
        """Refuse in a preview a creation that the `up` would refuse; only reads, and arguments may still be unknown.

        Raises:
            SentryError: the `up` would refuse it.
        """
        del args

    def notes(self, args: A) -> Iterable[str]:
        """Side effects of a creation, for people to see in a preview."""
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
            declared: the arguments in the state, so that a reference written as a slug stays a slug; None on import.
            outputs: the outputs in state; empty on import.

        Returns:
            The object, or None where Sentry says it does not exist (404 only).

        Raises:
            PartialFailure: it exists but its creation is still unfinished, which no argument would show.
        """
        raise NotImplementedError

    async def update(self, record: Record, old: A, new: A) -> Record:
        """Change the object in place.

        Args:
            record: its id and outputs as in state.
            old: the arguments in the state.
            new: the arguments declared now.
        """
        raise NotImplementedError

    async def delete(self, record: Record, declared: A | None) -> None:
        """Remove the object; succeed if it is already gone."""
        raise NotImplementedError

    async def drift(self, declared: A) -> Iterable[str]:
        """Property paths to apply again although the program did not change.

        For objects on this machine, which every preview can look at without a request.
        """
        del declared
        return ()

    async def is_in_place(self, path: str, old: A, new: A) -> bool:
        """Whether a new value of a replacing argument means the same object.

        A program may name a project or a team by id or by slug; going from one to the other moves nothing.

        Args:
            path: its property path.
            old: the declared value in the state.
            new: the declared value now.

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
        """Property paths of delayed changes that are due now: an earlier `up` could not make them yet.

        For changes that wait for something outside of the program; found from the state, without a request.

        Args:
            declared: the declared arguments, the same as before.
            outputs: the outputs in state.
        """
        del declared, outputs
        return ()

    def refusal(self, old: A, new: A, outputs: Mapping[str, Any]) -> str | None:
        """Why a change must not be made at all, in a preview or an `up`; None if it may.

        For a change that would undo something final, as the state knows; found from the state, without a request.

        Args:
            old: the arguments in the state.
            new: the arguments declared now; they may still be unknown.
            outputs: the outputs in state.

        Returns:
            One sentence for people: what happened, and what to do.
        """
        del old, new, outputs
        return None
