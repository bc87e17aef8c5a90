"""Records which resource owns which object: from the journal, from the state, and from this process's own work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.lifecycle.backend import StackName
from pulumi_sentry.lifecycle.checkpoint import Checkpoint, identity_of, read_checkpoint
from pulumi_sentry.lifecycle.journal import Journal
from pulumi_sentry.lifecycle.standing import Kind, Standing


class Session(Protocol):
    """What this module needs of the process."""

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
    """Which objects belong to which resources, as far as this process has learned. Empty at its start.

    Args:
        stack: the stack that the process works for.
        kinds: how objects of a resource type are told apart.
        organization: which organization the process works in, in the form of `identity_of`; empty where unknown.
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
        """Client keys that this run's program declares: the project's id and the resource's urn."""
        self.planned: dict[str, Mapping[str, Any]] = {}
        """By urn, what this run's program declares for a resource that is in the state, by wire name."""
        self.foreseen: dict[tuple[str, str], str] = {}
        """By type and slug, the urn of a resource that this preview would create."""
        self.freed: dict[str, str] = {}
        """By urn, the slug of an object that this run deleted: its replacement has to get the slug again."""
        self.standing = Standing(kinds, lambda: self.checkpoint)

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """Read, at first need, what the stack's state has in this organization."""
        return self._read()

    def _read(self) -> Checkpoint:
        return read_checkpoint(self._stack).within(
            self._organization(), lambda token: self._kinds(token).everywhere
        )

    @cached_property
    def journal(self) -> Journal:
        """The creations that were begun and may not be in the state."""
        return Journal(self._stack)

    def made(self, kind: str, *names: object) -> None:
        """Note that this process made an object just now: nothing inside it can be older."""
        self._made |= {(kind, str(name)) for name in names}

    def is_new(self, kind: str, name: object) -> bool:
        """Whether this process made an object."""
        return (kind, str(name)) in self._made

    async def listed(
        self, kind: str, make_list: Callable[[], Awaitable[list[JsonObject]]], *, again: bool = False
    ) -> list[JsonObject]:
        """List all objects of a kind once, for everybody in this process who asks.

        Args:
            kind: what is listed.
            make_list: asks Sentry.
            again: list again, because the first list is out of date.
        """
        task = self._lists.get(kind)
        if again or task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(make_list())
            self._lists[kind] = task
        # A caller that gives up must not cancel the list of the others.
        return await asyncio.shield(task)

    def close(self) -> None:
        """Remove the journal if the run has ended well; the engine has ended the provider in order."""
        if "journal" in self.__dict__:
            now = self._read()
            self.journal.close(now.has if now.known else None)


def age_of(session: Session, object: JsonObject) -> timedelta:
    """How old an object is, by the server's clock alone: ours may be wrong by any amount."""
    return session.client.server_time() - datetime.fromisoformat(str(object["dateCreated"]))


def organization_of(session: Session) -> str:
    """Distinguishes the organization in use from all others."""
    return organization_in_use(session.client)


def organization_in_use(client: SentryClient) -> str:
    """Distinguishes the organization of a client from all others, once it is connected."""
    info = client.organization_info
    return identity_of(info.get("id", client.organization), info.get("dateCreated", ""))
