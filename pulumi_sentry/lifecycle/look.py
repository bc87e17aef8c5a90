"""Finds and recognises the object of one declaration at Sentry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.declaration import Args, rules_of
from pulumi_sentry.lifecycle.adoption import Session, age_of, organization_of
from pulumi_sentry.lifecycle.journal import Entry


@dataclass(frozen=True)
class Look:
    """How to find and recognise the object of one declaration.

    Attributes:
        token: resource token, such as `sentry:index:Alert`.
        noun: the kind in words, such as "alert".
        name: its declared name, or its slug where that is unique.
        args: the declared arguments.
        fetch: looks one up by id; None where it is gone.
        all: lists all of the kind.
        with_slug: finds objects with a slug; None for kinds whose names need not be unique.
        same: whether an object is exactly as declared.
        parent: what it belongs to, as declared: id or slug of its project, or the monitors that it listens to; empty if
            nothing.
        within: whether an object is in the declared project.
        was_in: whether an object can come from a creation in a parent that the journal names.
        marked: whether an object carries a mark that only a creation of this resource sets.
        inside_new: whether it would be inside an object that this process made, so that no older one can be there.
        unique: the property that no two of the kind can share, for people.
        unseen: why a slug can be in use although no visible object has it; empty where it cannot.
        called: the name of an object.
        id: the id of an object for the engine.
        reference: the text that names an object to `pulumi import`.
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
        """A fingerprint of the declared arguments without secrets."""
        fields = type(self.args).model_fields.items()
        secret = {info.alias or name for name, info in fields if rules_of(info).secret}
        open_ones = {name: value for name, value in self.args.declared().items() if name not in secret}
        return hashlib.sha256(json.dumps(open_ones, sort_keys=True, default=str).encode()).hexdigest()


def left_in_journal(session: Session, look: Look) -> Entry | None:
    """The journal's entry of an interrupted creation of the current resource."""
    return session.adoption.journal.left(session.resource_urn, look.token, organization_of(session))


def unclaimed(
    session: Session, look: Look, there: Sequence[JsonObject], wanted: Callable[[JsonObject], bool]
) -> list[JsonObject]:
    """The wanted objects among these that no resource of the stack has."""
    standing = session.adoption.standing
    return [one for one in there if wanted(one) and standing.holder(look.token, look.id(one)) is None]


def youngest(session: Session, there: Sequence[JsonObject]) -> JsonObject:
    return min(there, key=lambda one: age_of(session, one))


def covers(found: Any, declared: Any) -> bool:
    """Whether a found value is the declared one, apart from order and from what Sentry adds."""
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
