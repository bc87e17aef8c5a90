"""One object each, whatever broke before: how a creation finds what an interrupted one has left at Sentry.

A creation whose answer was lost, or whose process was killed, may have left an object that no state knows. Names
of monitors and alerts are not unique, so another POST would make a second one. Every creation goes through
`create_once` or `create_by_slug`:

* What was made in this process cannot hold anything older, so a first `up` looks nowhere and costs no request; what
  can outlive what it is attached to, an alert, costs it one list.
* Elsewhere one list per kind, shared by all creations of the process, tells what is there already.
* After an outcome that is unknown the creation looks at once, in the same call.

What is found is adopted where it is exactly what is declared, nothing in this process owns it, and it is
younger than `LEFT_BEHIND` by the server's clock; an older one may be anybody's, so a person decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import Conflict, SentryError
from pulumi_sentry.api.json_types import JsonObject

LEFT_BEHIND = timedelta(hours=1)
"""How old, by the server's clock, what an interrupted creation has left may be. Older is a person's to decide on."""


class AlreadyExistsError(SentryError):
    """Something else is there already; adopting it is for a person to decide."""


class Session(Protocol):
    """What is needed of the process (see `pulumi_sentry.handler.Session`)."""

    @property
    def client(self) -> SentryClient: ...
    @property
    def adoption(self) -> Adoption: ...
    @property
    def resource_name(self) -> str: ...
    @property
    def resource_urn(self) -> str: ...
    def warn(self, message: str) -> None: ...


Ref = tuple[str, str]
"""An object at Sentry: its resource token or kind, and its id or slug."""


class Adoption:
    """What this process has learned of which objects are whose. Starts empty with every process."""

    def __init__(self) -> None:
        self._made: set[Ref] = set()
        self._owners: dict[Ref, str] = {}
        self._lists: dict[str, asyncio.Task[list[JsonObject]]] = {}
        self._doubtful: set[str] = set()

    def claim(self, token: str, id: str, urn: str) -> None:
        """Note that a resource of this stack has this object in state."""
        self._owners[token, id] = urn

    def owner(self, token: str, id: str) -> str | None:
        """The urn of the resource that is known to have this object."""
        return self._owners.get((token, id))

    def made(self, kind: str, *names: object) -> None:
        """Note that an object was made just now, by this process: nothing inside it can be older."""
        self._made |= {(kind, str(name)) for name in names}

    def is_new(self, kind: str, name: object) -> bool:
        """Whether this process made it."""
        return (kind, str(name)) in self._made

    async def listed(
        self, kind: str, make_list: Callable[[], Awaitable[list[JsonObject]]], *, again: bool = False
    ) -> list[JsonObject]:
        """Everything of a kind: one list, shared by all who ask in this process.

        Args:
            kind: what is listed.
            make_list: asks Sentry.
            again: what was listed before is out of date.
        """
        task = self._lists.get(kind)
        if again or task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(make_list())
            self._lists[kind] = task
        # One caller that gives up must not take the list of the others with it.
        return await asyncio.shield(task)

    def doubt(self, urn: str) -> None:
        """Note that the creation of this resource had an outcome that is unknown."""
        self._doubtful.add(urn)

    def doubts(self, urn: str) -> bool:
        """Whether that was noted."""
        return urn in self._doubtful


@dataclass(frozen=True)
class Look:
    """How to recognise what an interrupted creation of one declaration would have left.

    Attributes:
        token: resource token, such as `sentry:index:Alert`.
        noun: the kind in words, such as "alert".
        name: what the declaration calls it.
        candidates: lists everything that could be it.
        same: whether an object is exactly what is declared.
        inside_new: whether it would be inside something that this process made.
        remains: whether an object is what remains of it where some of what it was attached to has gone since; for
            kinds that outlive it. Only a young one is ever taken.
        id: the id that the engine keeps of an object.
        reference: what `pulumi import` takes for an object.
    """

    token: str
    noun: str
    name: str
    candidates: Callable[[], Awaitable[list[JsonObject]]]
    same: Callable[[JsonObject], bool]
    inside_new: bool = False
    remains: Callable[[JsonObject], bool] | None = None
    id: Callable[[JsonObject], str] = lambda object: str(object["id"])
    reference: Callable[[JsonObject], str] = lambda object: str(object["id"])


@dataclass(frozen=True)
class Outcome:
    """What a creation came to.

    Attributes:
        object: as Sentry answered it.
        found: it was there already, so it may still lack what is declared.
        left_behind: it is young enough to be ours; an older one was adopted because the program asks for it.
    """

    object: JsonObject
    found: bool = False
    left_behind: bool = False


async def create_once(
    session: Session, look: Look, post: Callable[[], Awaitable[JsonObject]], *, adopt: object
) -> Outcome:
    """Create an object whose name need not be unique, unless it is there already.

    Args:
        session: the process.
        look: how to recognise it.
        post: creates it.
        adopt: true where the program wants an identical object of any age.

    Raises:
        AlreadyExistsError: an identical object is there that is too old to be left over.
        SentryError: it does not exist, or nobody can tell; the next creation looks first.
    """
    adoption = session.adoption
    doubtful = adoption.doubts(session.resource_urn)
    if adopt is True or doubtful or not look.inside_new or look.remains is not None:
        there = await adoption.listed(look.token, look.candidates, again=doubtful)
        found = pick(session, look, there, adopt=adopt)
        if found is not None:
            return found
    try:
        made = await post()
    except SentryError as error:
        if not error.outcome_unknown:
            raise
        adoption.doubt(session.resource_urn)
        again = adoption.listed(look.token, look.candidates, again=True)
        return await _look_again(session, look, again, error, adopt=adopt)
    adoption.claim(look.token, look.id(made), session.resource_urn)
    return Outcome(made)


async def create_by_slug(
    session: Session,
    look: Look,
    post: Callable[[], Awaitable[JsonObject]],
    *,
    adopt: object,
    taken: Callable[[], AlreadyExistsError],
) -> Outcome:
    """Create an object whose slug is unique: Sentry itself says where it is there already.

    Args:
        session: the process.
        look: how to recognise it; `candidates` looks the slug up.
        post: creates it.
        adopt: true where the program wants whatever has the slug.
        taken: the error for a slug that somebody else uses.

    Raises:
        AlreadyExistsError: the slug is somebody else's.
        SentryError: it does not exist, or nobody can tell; the next creation is told by Sentry.
    """
    try:
        made = await post()
    except Conflict as conflict:
        found = pick(session, look, await look.candidates(), adopt=adopt, otherwise=taken)
        if found is None:
            raise taken() from conflict
        return found
    except SentryError as error:
        if not error.outcome_unknown:
            raise
        return await _look_again(session, look, look.candidates(), error, adopt=adopt, otherwise=taken)
    session.adoption.claim(look.token, look.id(made), session.resource_urn)
    return Outcome(made)


async def _look_again(
    session: Session,
    look: Look,
    candidates: Awaitable[list[JsonObject]],
    error: SentryError,
    *,
    adopt: object,
    otherwise: Callable[[], AlreadyExistsError] | None = None,
) -> Outcome:
    try:
        listed = await candidates
    except SentryError as failed:
        # Nobody can tell now; the message of the creation says what to do.
        raise error from failed
    found = pick(session, look, listed, adopt=adopt, otherwise=otherwise)
    if found is None:
        raise error
    return found


def age_of(session: Session, object: JsonObject) -> timedelta:
    """How old an object is, by the server's clock alone: ours may be off by any amount."""
    return session.client.server_time() - datetime.fromisoformat(str(object["dateCreated"]))


def pick(
    session: Session,
    look: Look,
    candidates: Sequence[JsonObject],
    *,
    adopt: object = None,
    otherwise: Callable[[], AlreadyExistsError] | None = None,
) -> Outcome | None:
    """Choose what is adopted, if anything, and claim it.

    There is no pause in between: two creations must not take the same.

    Raises:
        AlreadyExistsError: what is there is too old to be left over.
    """
    unowned = [one for one in candidates if session.adoption.owner(look.token, look.id(one)) is None]
    free = [one for one in unowned if look.same(one)]
    if not free and look.remains is not None:
        free = [one for one in unowned if look.remains(one) and age_of(session, one) < LEFT_BEHIND]
    if not free:
        return None
    # What was left behind is the last that was made.
    twin = min(free, key=lambda one: age_of(session, one))
    age = age_of(session, twin)
    left_behind = age < LEFT_BEHIND
    if not left_behind and adopt is not True:
        raise otherwise() if otherwise is not None else _identical(session, look, twin)
    session.adoption.claim(look.token, look.id(twin), session.resource_urn)
    why = (
        f"it was made {_ago(age)}, so it is taken for what an interrupted creation has left"
        if left_behind
        else "the program says adopt"
    )
    session.warn(f"{look.noun} '{look.name}' is there already, and {why}: adopted, not made a second time")
    return Outcome(twin, found=True, left_behind=left_behind)


def _identical(session: Session, look: Look, twin: JsonObject) -> AlreadyExistsError:
    return AlreadyExistsError(
        f"{look.noun} '{look.name}' exists already, exactly as it is declared here (made on "
        f"{str(twin['dateCreated'])[:10]}), and nothing says that this stack manages it. Set adopt to take it over, "
        "give this one another name, use an alias if only its name in the program has changed, or import it: "
        f"pulumi import {look.token} {session.resource_name} {look.reference(twin)}"
    )


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    return f"{seconds} s ago" if seconds < 120 else f"{seconds // 60} min ago"  # noqa: PLR2004  # two minutes


def covers(found: Any, declared: Any) -> bool:
    """Whether what was found is what is declared; what Sentry adds by itself, and any order, does not count."""
    if isinstance(declared, Mapping):
        return isinstance(found, Mapping) and all(
            covers(found.get(name), value) for name, value in declared.items() if value is not None
        )
    if isinstance(declared, list):
        if not isinstance(found, list) or len(found) != len(declared):
            return False
        rest = list(found)
        for item in declared:
            match = next((other for other in rest if covers(other, item)), None)
            if match is None:
                return False
            rest.remove(match)
        return True
    return isinstance(found, bool) is isinstance(declared, bool) and bool(found == declared)
