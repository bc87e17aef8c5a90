"""What a provider process knows of whose objects are whose: by the journal, by the state, and by what it has done."""

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
    """What is needed of the process (see `pulumi_sentry.lifecycle.handler.Session`)."""

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


def age_of(session: Session, object: JsonObject) -> timedelta:
    """How old an object is, by the server's clock alone: ours may be off by any amount."""
    return session.client.server_time() - datetime.fromisoformat(str(object["dateCreated"]))


def organization_of(session: Session) -> str:
    """What tells the organization that is asked from all others."""
    info = session.client.organization_info
    return identity_of(info.get("id", session.client.organization), info.get("dateCreated", ""))
