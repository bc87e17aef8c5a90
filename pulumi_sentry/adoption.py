"""One object each, and nobody else's: how a creation finds what an interrupted one has left at Sentry.

A creation whose answer was lost, or whose process was killed, may have left an object that no state knows. Another
request would make a second one where names are not unique, and be refused where they are. Whose an object is, though,
neither its age nor its likeness tells. Every creation goes through `create_once` or `create_by_slug`, which take over

* what the journal says that an interrupted creation of this very resource has made (`pulumi_sentry.lifecycle.journal`);
* what carries a mark of our own, where Sentry lets one be set (client keys);
* what `adopt` asks for,

and in no case what a resource of the stack has (`pulumi_sentry.lifecycle.standing`): a replacement never takes the
object that it replaces. Everything else that is in the way is an error with the line that imports it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import Conflict, SentryError
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.declaration import Args, rules_of
from pulumi_sentry.lifecycle.backend import StackName
from pulumi_sentry.lifecycle.checkpoint import Checkpoint, identity_of, read_checkpoint
from pulumi_sentry.lifecycle.journal import Entry, Journal, new_key
from pulumi_sentry.lifecycle.standing import Kind, Standing

LATE = timedelta(minutes=15)
"""How long after it was sent a request may still be carried out; the client gives up long before."""

CLOCK_SLACK = timedelta(seconds=1)
"""How far the server's time may be off as this process knows it: an answer tells it to a second."""


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


class Adoption:
    """What this process has learned of which objects are whose. Starts empty with every process.

    Args:
        stack: the stack that the process works for.
        kinds: how objects of a resource type are told apart.
        organization: which organization the process works in, as `identity_of` says it; empty where it is not known.
    """

    def __init__(
        self, stack: StackName, kinds: Callable[[str], Kind], organization: Callable[[], str]
    ) -> None:
        self._stack = stack
        self._kinds = kinds
        self._organization = organization
        self._made: set[tuple[str, str]] = set()
        self._lists: dict[str, asyncio.Task[list[JsonObject]]] = {}
        self.keyed: set[tuple[str, str]] = set()
        """Ids of projects and the urns of client keys that the program of this run declares of them."""
        self.planned: dict[str, Mapping[str, Any]] = {}
        """By urn, what the program of this run declares of what the state has, by wire name."""
        self.foreseen: dict[tuple[str, str], str] = {}
        """By type and slug, the urn of what a preview has seen that will be made."""
        self.freed: dict[str, str] = {}
        """By urn, the slug of what was deleted in this run: the one that replaces it has to get it again."""
        self.standing = Standing(kinds, lambda: self.checkpoint)

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """What the state of the stack had of this organization at the first need of it."""
        return self._read()

    def _read(self) -> Checkpoint:
        return read_checkpoint(self._stack).within(
            self._organization(), lambda token: self._kinds(token).everywhere
        )

    @cached_property
    def journal(self) -> Journal:
        """What was begun and may not be in the state."""
        return Journal(self._stack)

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

    def close(self) -> None:
        """Let go of the journal where the run has ended well; the engine has ended the provider in order."""
        if "journal" in self.__dict__:
            now = self._read()
            self.journal.close(now.has if now.known else None)


@dataclass(frozen=True)
class Look:
    """How to find and recognise the object of one declaration.

    Attributes:
        token: resource token, such as `sentry:index:Alert`.
        noun: the kind in words, such as "alert".
        name: what the declaration calls it: its name, or its slug where that is unique.
        args: what is declared.
        fetch: looks one up by id; None where it is gone.
        all: lists all of the kind.
        with_slug: looks up what has a slug, where it has one; None for kinds whose names need not be unique.
        same: whether an object is exactly what is declared.
        parent: what it belongs to as declared: id or slug of its project, or the monitors that it listens to; empty
            where it belongs to nothing.
        within: whether an object is in the project that is declared.
        was_in: whether an object can be what was made in a parent that the journal names.
        marked: whether an object carries a mark that only a creation of this resource sets.
        inside_new: whether it would be inside something that this process made, so that nothing else can be there.
        unique: what no two can have alike, for people.
        unseen: why a slug can be in use although nothing is seen that has it; empty where it cannot.
        called: what an object is called.
        id: the id that the engine keeps of an object.
        reference: what `pulumi import` takes for an object.
    """

    token: str
    noun: str
    name: str
    args: Args
    fetch: Callable[[str], Awaitable[JsonObject | None]]
    all: Callable[[], Awaitable[list[JsonObject]]]
    same: Callable[[JsonObject], bool]
    with_slug: Callable[[str], Awaitable[list[JsonObject]]] | None = None
    parent: str = ""
    within: Callable[[JsonObject], bool] = lambda _object: True
    was_in: Callable[[JsonObject, str], bool] = lambda object, parent: (
        str(object.get("projectId", "")) == parent
    )
    marked: Callable[[JsonObject], bool] = lambda _object: False
    inside_new: bool = False
    unique: str = "slug"
    unseen: str = ""
    called: Callable[[JsonObject], str] = lambda object: str(object["name"])
    id: Callable[[JsonObject], str] = lambda object: str(object["id"])
    reference: Callable[[JsonObject], str] = lambda object: str(object["id"])

    @property
    def digest(self) -> str:
        """A fingerprint of what is declared, secrets left out."""
        fields = type(self.args).model_fields.items()
        secret = {info.alias or name for name, info in fields if rules_of(info).secret}
        open_ones = {name: value for name, value in self.args.declared().items() if name not in secret}
        return hashlib.sha256(json.dumps(open_ones, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What a creation came to.

    Attributes:
        object: as Sentry answered it.
        found: it was there already, so it may still lack what is declared.
        ours: an interrupted creation of this resource had made it; else it was adopted because the program says so.
    """

    object: JsonObject
    found: bool = False
    ours: bool = False


async def create_once(
    session: Session, look: Look, post: Callable[[], Awaitable[JsonObject]], *, adopt: object
) -> Outcome:
    """Create an object whose name need not be unique, unless it is there already.

    Args:
        session: the process.
        look: how to recognise it.
        post: creates it.
        adopt: true where the program wants an identical object, whoever made it.

    Raises:
        AlreadyExistsError: an identical object is there, and nothing proves that it is this resource's.
        SentryError: it does not exist, or nobody can tell; the next creation looks first.
    """
    await session.client.connect()
    left = await _leftover(session, look)
    if left is not None:
        return left
    if adopt is True or not look.inside_new:
        there = await session.adoption.listed(look.token, look.all)
        marked = _free(session, look, there, look.marked)
        if marked:
            return _taken_over(session, look, _youngest(session, marked), ours=True)
        identical = _free(session, look, there, look.same)
        if identical and adopt is True:
            return _taken_over(session, look, _youngest(session, identical), ours=False)
        if identical:
            raise _identical(session, look, _youngest(session, identical))
    return await posted(session, look, post)


async def create_by_slug(
    session: Session, look: Look, post: Callable[[], Awaitable[JsonObject]], *, adopt: object
) -> Outcome:
    """Create an object whose slug is unique: Sentry itself says where it is there already.

    Args:
        session: the process.
        look: how to recognise it; `with_slug` looks one up.
        post: creates it.
        adopt: true where the program wants whatever has the slug.

    Raises:
        AlreadyExistsError: the slug is in use, and nothing proves that it is this resource's.
        SentryError: it does not exist, or nobody can tell; the next creation looks first.
    """
    await session.client.connect()
    left = await _leftover(session, look)
    if left is not None:
        return left
    try:
        return await posted(session, look, post)
    except Conflict as conflict:
        there = await look.with_slug(look.name) if look.with_slug is not None else []
        free = _free(session, look, there, look.within)
        if free and adopt is True:
            return _taken_over(session, look, free[0], ours=False)
        raise slug_taken(session, look, there) from conflict


async def refuse_a_taken_slug(session: Session, look: Look, *, adopt: object) -> None:
    """Say in a preview what an `up` would be refused for: a slug that somebody else uses, or that is used twice.

    What the resource itself has is not refused: it may be deleted before it is replaced, which a preview is not told.

    Args:
        session: the process.
        look: how to recognise it; all creations share one list of what there is.
        adopt: true where the program wants whatever has the slug.

    Raises:
        AlreadyExistsError: the `up` would be refused.
    """
    await session.client.connect()
    first = session.adoption.foreseen.setdefault((look.token, look.name), session.resource_urn)
    if first != session.resource_urn:
        raise AlreadyExistsError(
            f"{look.noun} '{look.name}' is declared twice, by {first.rsplit('::', 1)[-1]} as well ({first}), and no "
            "two can have the same slug: choose another one"
        )
    if _entry(session, look) is not None:
        return
    there = await session.adoption.listed(look.token, look.all)
    there = [one for one in there if look.called(one) == look.name]
    for one in there:
        holder = session.adoption.standing.holder(look.token, look.id(one))
        gives_up = (
            holder is not None
            and session.adoption.planned.get(holder, {}).get("slug", look.name) != look.name
        )
        if holder != session.resource_urn and not gives_up and (holder is not None or adopt is not True):
            raise slug_taken(session, look, there)


async def refuse_an_identical_one(session: Session, look: Look, *, adopt: object) -> None:
    """Say in a preview what an `up` would be refused for: an object exactly as declared that somebody else has.

    Args:
        session: the process.
        look: how to recognise it; nothing is asked where it would be inside something new.
        adopt: true where the program wants it.

    Raises:
        AlreadyExistsError: the `up` would be refused.
    """
    await session.client.connect()
    if adopt is True or look.inside_new or _entry(session, look) is not None:
        return
    there = await session.adoption.listed(look.token, look.all)
    if _free(session, look, there, look.marked):
        return
    if identical := _free(session, look, there, look.same):
        raise _identical(session, look, _youngest(session, identical))


async def posted(session: Session, look: Look, post: Callable[[], Awaitable[JsonObject]]) -> Outcome:
    """Ask Sentry to make an object, with the journal told before and after; look at once where the answer is lost.

    Raises:
        SentryError: it does not exist, or nobody can tell; the next creation looks first.
    """
    journal = session.adoption.journal
    entry = journal.begin(
        Entry(
            key=new_key(),
            urn=session.resource_urn,
            token=look.token,
            organization=organization_of(session),
            parent=look.parent,
            name=look.name,
            digest=look.digest,
            at=session.client.server_time(),
        )
    )
    if journal.trouble:
        session.warn(
            f"{journal.trouble}: if this run is killed, the next one may not recognise what it has made"
        )
    try:
        made = await post()
    except SentryError as error:
        if not error.outcome_unknown:
            journal.settle(entry)
            raise
        try:
            left = await _leftover(session, look)
        except SentryError as failed:
            # Nobody can tell now; the message of the creation says what to do.
            raise error from failed
        if left is None:
            raise
        return left
    journal.made(entry, look.id(made))
    session.adoption.standing.take(session.resource_urn, look.token, look.id(made))
    return Outcome(made)


def left_by(session: Session, look: Look, there: Sequence[JsonObject]) -> Outcome | None:
    """Choose what an interrupted creation of this resource has made, if it is among these, and take it over.

    There is no pause in between: two creations must not take the same.
    """
    entry = _entry(session, look)
    if entry is None:
        return None
    found = _free(session, look, there, lambda one: _is_left_by(entry, look, one))
    if not found:
        return None
    # Where the program is as it was, what is exactly as declared comes first.
    exact = [one for one in found if look.same(one)] if entry.digest == look.digest else []
    return _taken_over(session, look, _youngest(session, exact or found), ours=True)


async def _leftover(session: Session, look: Look) -> Outcome | None:
    entry = _entry(session, look)
    if entry is None:
        return None
    if not entry.id:
        if look.with_slug is not None:
            return left_by(session, look, await look.with_slug(entry.name))
        return left_by(session, look, await session.adoption.listed(look.token, look.all, again=True))
    object = await look.fetch(entry.id)
    if object is None or session.adoption.standing.holder(look.token, entry.id) is not None:
        session.adoption.journal.settle(entry)
        return None
    if not look.within(object):
        session.adoption.journal.settle(entry)
        session.warn(
            f"an `up` that was interrupted has made {look.noun} '{entry.name}' ({look.reference(object)}) in another "
            "project than is declared now, and nothing manages it: delete it by hand, or import it"
        )
        return None
    return _taken_over(session, look, object, ours=True)


def _entry(session: Session, look: Look) -> Entry | None:
    return session.adoption.journal.left(session.resource_urn, look.token, organization_of(session))


def _is_left_by(entry: Entry, look: Look, object: JsonObject) -> bool:
    made = datetime.fromisoformat(str(object["dateCreated"]))
    return (
        look.called(object).casefold() == entry.name.casefold()
        and look.was_in(object, entry.parent)
        and entry.at - CLOCK_SLACK <= made <= entry.at + LATE
    )


def _free(
    session: Session, look: Look, there: Sequence[JsonObject], wanted: Callable[[JsonObject], bool]
) -> list[JsonObject]:
    """What is wanted of these and is no resource's of the stack."""
    standing = session.adoption.standing
    return [one for one in there if wanted(one) and standing.holder(look.token, look.id(one)) is None]


def _youngest(session: Session, there: Sequence[JsonObject]) -> JsonObject:
    return min(there, key=lambda one: age_of(session, one))


def _taken_over(session: Session, look: Look, object: JsonObject, *, ours: bool) -> Outcome:
    session.adoption.standing.take(session.resource_urn, look.token, look.id(object))
    if entry := _entry(session, look):
        session.adoption.journal.made(entry, look.id(object))
    why = "an `up` that was interrupted has made it" if ours else "the program says adopt"
    session.warn(f"{look.noun} '{look.name}' is there already, and {why}: taken over, not made a second time")
    return Outcome(object, found=True, ours=ours)


def age_of(session: Session, object: JsonObject) -> timedelta:
    """How old an object is, by the server's clock alone: ours may be off by any amount."""
    return session.client.server_time() - datetime.fromisoformat(str(object["dateCreated"]))


def organization_of(session: Session) -> str:
    """What tells the organization that is asked from all others."""
    info = session.client.organization_info
    return identity_of(info.get("id", session.client.organization), info.get("dateCreated", ""))


def of_this_stack(session: Session, look: Look, there: Sequence[JsonObject]) -> AlreadyExistsError | None:
    """The error for what a resource of the stack has already, with what to do next; None where it has none of these."""
    standing = session.adoption.standing
    holder = next((urn for one in there if (urn := standing.holder(look.token, look.id(one)))), None)
    what = f"{look.noun} '{look.name}'"
    if holder == session.resource_urn:
        return AlreadyExistsError(
            f"{what} cannot be made anew while it exists: a replacement is made before the old one is deleted, and no "
            f"two can have the same {look.unique}. Nothing was changed. Take the replacement back: leave --replace "
            f"out, or pulumi state untaint '{holder}'. If it and all that is in it at Sentry shall be lost, declare "
            "deleteBeforeReplace in its options"
        )
    if holder is not None:
        return AlreadyExistsError(
            f"{what} is that of {holder.rsplit('::', 1)[-1]} in this stack ({holder}), and no two can have the same "
            f"{look.unique}. Nothing was changed. Use an alias if only its name or its parent in the program has "
            f"changed; else choose another {look.unique}"
        )
    return None


def slug_taken(session: Session, look: Look, there: Sequence[JsonObject]) -> AlreadyExistsError:
    """The error for a slug that is in use, given what Sentry has under it, with what to do next."""
    ours = of_this_stack(session, look, there)
    if ours is not None:
        return ours
    what = f"{look.noun} '{look.name}'"
    if not there and look.unseen:
        return AlreadyExistsError(
            f"Sentry says that the slug of {what} is in use in organization '{session.client.organization}', and shows "
            f"nothing that has it: {look.unseen}, or choose another slug"
        )
    replaced = (
        ""
        if session.adoption.standing.knows_the_state
        else "If this is a forced replacement, take it back (pulumi state untaint) or declare deleteBeforeReplace. "
    )
    reference = look.reference(there[0]) if there else look.name
    return AlreadyExistsError(
        f"{what} already exists in organization '{session.client.organization}', and nothing says that this stack "
        f"made it. {replaced}Choose another slug, set adopt to take it over, or import it: "
        f"pulumi import {look.token} {session.resource_name} {reference}"
    )


def _identical(session: Session, look: Look, twin: JsonObject) -> AlreadyExistsError:
    unseen = (
        ""
        if session.adoption.standing.knows_the_state
        else "If this stack has it already, as in a forced replacement, run this with --refresh: the state of this "
        "backend is seen in no other way. "
    )
    return AlreadyExistsError(
        f"{look.noun} '{look.name}' exists already, exactly as it is declared here (made on "
        f"{str(twin['dateCreated'])[:10]}), and nothing says that this stack made it. {unseen}Set adopt to take it "
        "over, give this one another name, use an alias if only its name in the program has changed, or import it: "
        f"pulumi import {look.token} {session.resource_name} {look.reference(twin)}"
    )


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
