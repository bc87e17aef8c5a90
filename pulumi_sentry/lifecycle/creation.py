"""Makes one object for each resource: takes over what an interrupted creation left or `adopt` names, nothing else.

A creation whose answer was lost, or whose process was killed, may have left an object that no state knows. A second
request would make a second object, or fail where names are unique. Neither age nor likeness tells whose an object is.
So every creation goes through `create_once` or `create_by_slug`, which take over only

* what the journal says that an interrupted creation of this very resource has made (`pulumi_sentry.lifecycle.journal`);
* what carries a mark of our own, where Sentry lets one be set (client keys);
* what `adopt` asks for,

They never take an object that a resource of the stack has (`pulumi_sentry.lifecycle.standing`): a replacement must not
take the object that it replaces. Any other object in the way is an error with the line that imports it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pulumi_sentry.api.errors import Conflict, SentryError
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.lifecycle.adoption import Session, organization_of
from pulumi_sentry.lifecycle.conflicts import identical_taken, slug_taken
from pulumi_sentry.lifecycle.journal import Entry, new_key
from pulumi_sentry.lifecycle.look import Look, left_in_journal, unclaimed, youngest


@dataclass(frozen=True)
class Outcome:
    """The result of a creation.

    Attributes:
        object: as Sentry answered it.
        found: it was there already, so it may differ from the declaration.
        ours: an interrupted creation of this resource made it; otherwise the program adopts it.
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
        marked = unclaimed(session, look, there, look.marked)
        if marked:
            return _taken_over(session, look, youngest(session, marked), ours=True)
        identical = unclaimed(session, look, there, look.same)
        if identical and adopt is True:
            return _taken_over(session, look, youngest(session, identical), ours=False)
        if identical:
            raise identical_taken(session, look, youngest(session, identical))
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
        free = unclaimed(session, look, there, look.within)
        if free and adopt is True:
            return _taken_over(session, look, free[0], ours=False)
        raise slug_taken(session, look, there) from conflict


async def posted(session: Session, look: Look, post: Callable[[], Awaitable[JsonObject]]) -> Outcome:
    """Ask Sentry to make an object, and write the journal before and after; look at once if the answer is lost.

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
        id = look.id(made)  # an answer without it is as good as lost
    except SentryError as error:
        if not error.outcome_unknown:
            journal.settle(entry)
            raise
        try:
            left = await _leftover(session, look)
        except SentryError as failed:
            # Nobody can tell now; the creation's message says what to do.
            raise error from failed
        if left is None:
            raise
        return left
    journal.made(entry, id)
    session.adoption.standing.take(session.resource_urn, look.token, id)
    return Outcome(made)


def left_by(session: Session, look: Look, there: Sequence[JsonObject]) -> Outcome | None:
    """Take over the object that an interrupted creation of this resource made, if it is among these.

    Without an `await`: two creations must not take the same object.
    """
    entry = left_in_journal(session, look)
    if entry is None:
        return None
    found = unclaimed(session, look, there, lambda one: _is_left_by(entry, look, one))
    if not found:
        return None
    # If the program did not change, the object is exactly as declared; so prefer that one.
    exact = [one for one in found if look.same(one)] if entry.digest == look.digest else []
    return _taken_over(session, look, youngest(session, exact or found), ours=True)


async def _leftover(session: Session, look: Look) -> Outcome | None:
    entry = left_in_journal(session, look)
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


def _is_left_by(entry: Entry, look: Look, object: JsonObject) -> bool:
    named = entry.can_have_made(look.called(object), str(object["dateCreated"]))
    return named and look.was_in(object, entry.parent)


def _taken_over(session: Session, look: Look, object: JsonObject, *, ours: bool) -> Outcome:
    session.adoption.standing.take(session.resource_urn, look.token, look.id(object))
    if entry := left_in_journal(session, look):
        session.adoption.journal.made(entry, look.id(object))
    why = "an `up` that was interrupted has made it" if ours else "the program says adopt"
    session.warn(f"{look.noun} '{look.name}' is there already, and {why}: taken over, not made a second time")
    return Outcome(object, found=True, ours=ours)
