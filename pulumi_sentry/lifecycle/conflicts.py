"""Explains what is in the way of a creation: which object, whose it is, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.lifecycle.adoption import Session
from pulumi_sentry.lifecycle.look import Look, left_in_journal, unclaimed, youngest


class AlreadyExistsError(SentryError):
    """Another object is there already; a person has to decide whether to adopt it."""


def of_this_stack(session: Session, look: Look, there: Sequence[JsonObject]) -> AlreadyExistsError | None:
    """The error for an object that another resource of the stack has, with what to do next; None if there is none."""
    standing = session.adoption.standing
    holder = next((urn for one in there if (urn := standing.holder(look.token, look.id(one)))), None)
    what = f"{look.noun} '{look.name}'"
    if holder == session.resource_urn:
        return AlreadyExistsError(
            f"{what} cannot be made anew while it exists: a replacement is made before the old one is deleted, and no "
            f"two can have the same {look.unique}. It stays as it is. Take the replacement back: leave --replace "
            f"out, or pulumi state untaint '{holder}'. If it and all that is in it at Sentry shall be lost, declare "
            "deleteBeforeReplace in its options"
        )
    if holder is not None:
        return AlreadyExistsError(
            f"{what} is that of {holder.rsplit('::', 1)[-1]} in this stack ({holder}), and no two can have the same "
            f"{look.unique}. It stays as it is. Use an alias if only its name or its parent in the program has "
            f"changed; else choose another {look.unique}"
        )
    return None


def slug_taken(session: Session, look: Look, there: Sequence[JsonObject]) -> AlreadyExistsError:
    """The error for a slug in use: whose it is, and what to do next."""
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


def identical_taken(session: Session, look: Look, twin: JsonObject) -> AlreadyExistsError:
    """The error for an object exactly as declared, without proof that it is this resource's."""
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


async def refuse_a_taken_slug(session: Session, look: Look, *, adopt: object) -> None:
    """Refuse in a preview a slug that somebody else uses, or that the program uses twice, as the `up` would.

    The resource's own object is no reason: the engine may delete it before replacing it, which a preview is not told.

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
    if left_in_journal(session, look) is not None:
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
    """Refuse in a preview to make an object exactly like one that somebody else has, as the `up` would.

    Args:
        session: the process.
        look: how to recognise it; if it would be inside a new object, Sentry is not asked.
        adopt: true where the program wants it.

    Raises:
        AlreadyExistsError: the `up` would be refused.
    """
    await session.client.connect()
    if adopt is True or look.inside_new or left_in_journal(session, look) is not None:
        return
    there = await session.adoption.listed(look.token, look.all)
    if unclaimed(session, look, there, look.marked):
        return
    if twins := unclaimed(session, look, there, look.same):
        raise identical_taken(session, look, youngest(session, twins))
