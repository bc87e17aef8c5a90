"""Makes a client key once, with a public key of our own choice, by which any later process recognises it.

The choice is a signature of the resource, its project and the second. Nobody without the token can guess it, and a
deleted key never comes back. A list shows the key of an interrupted creation even if the journal is lost. Sentry
accepts the choice without documenting it, and a server may ignore it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.declaration import plain
from pulumi_sentry.keys.arguments import ProjectKeyArgs
from pulumi_sentry.keys.key_id import KeyId, find_key
from pulumi_sentry.lifecycle.creation import Outcome, create_once
from pulumi_sentry.lifecycle.handler import Session
from pulumi_sentry.lifecycle.journal import CLOCK_SLACK
from pulumi_sentry.lifecycle.look import Look

LEFT_BEHIND = timedelta(hours=1)
"""How long the public key alone identifies the key of an interrupted creation, if the journal is lost."""

_SET_ON_CREATION = ("name", "rateLimit")
"""The settings that Sentry reads on creation; others need an update."""


@dataclass(frozen=True)
class _ChosenKey:
    public: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class KeyCreation:
    """The creation of the client key that one resource declares.

    Attributes:
        session: the process.
        token: type of the resource.
        args: its declared arguments.
        project_id: numeric id of its project; the declared slug, if the project is new.
        inside_new: whether this process made the project, so that it holds no older key.
        started: when the creation began, by the server's clock.
    """

    session: Session
    token: str
    args: ProjectKeyArgs
    project_id: str
    inside_new: bool
    started: datetime

    @classmethod
    async def begin(cls, session: Session, token: str, args: ProjectKeyArgs) -> KeyCreation:
        """Learn the number of the project, if needed.

        Args:
            session: the process.
            token: type of the resource.
            args: its declared arguments.

        Raises:
            SentryError: there is no such project, or Sentry does not say.
        """
        project, started = plain(args.project), session.client.server_time()
        inside_new = session.adoption.is_new("project", project)
        # Only an older key needs the number of a project that is declared by its slug.
        number = project if inside_new else await session.client.projects.id_of(project)
        return cls(session, token, args, number, inside_new, started)

    async def make(self) -> Outcome:
        """Make the key, or take over one: from an interrupted creation, or for `adopt`.

        Raises:
            SentryError: it does not exist, or nobody can tell; the next creation looks first.
        """
        chosen = self._choose()
        declared = self.args.declared()
        body = {name: declared[name] for name in _SET_ON_CREATION if name in declared}
        body |= {"public": chosen.public, "secret": chosen.secret}
        return await create_once(
            self.session,
            self._look(),
            lambda: self.session.client.keys.create(self._project, body),
            adopt=plain(self.args.adopt),
        )

    @property
    def _project(self) -> str:
        return plain(self.args.project)

    def _choose(self) -> _ChosenKey:
        """The key of this second, or of the first later one whose key no resource of the stack has.

        A key that is replaced in the very second of its creation keeps its own.
        """
        second = int(self.started.timestamp())
        while self._is_taken(chosen := self._choice(second)):
            second += 1
        return chosen

    def _choice(self, second: int) -> _ChosenKey:
        signature = self.session.client.signature(self.session.resource_urn, self._project, str(second))
        return _ChosenKey(signature[:32], signature[32:])

    def _is_taken(self, chosen: _ChosenKey) -> bool:
        id = str(KeyId.of(self.project_id, chosen.public))
        return self.session.adoption.standing.holder(self.token, id) is not None

    @cached_property
    def _choices_so_far(self) -> frozenset[str]:
        """The public keys that earlier creations of this resource may have chosen; some thousand signatures."""
        earliest = int((self.started - LEFT_BEHIND - CLOCK_SLACK).timestamp())
        latest = int((self.started + CLOCK_SLACK).timestamp())
        return frozenset(self._choice(second).public for second in range(earliest, latest))

    def _look(self) -> Look:
        return Look(
            token=self.token,
            noun="client key",
            name=plain(self.args.name),
            args=self.args,
            fetch=self._fetch,
            all=self.session.client.keys.list_all,
            same=self._is_to_be_adopted,
            parent=self._project,
            within=self._is_in_project,
            was_in=self._was_in,
            marked=lambda key: key["public"] in self._choices_so_far,
            inside_new=self.inside_new,
            id=lambda key: str(KeyId.of_object(key)),
            reference=lambda key: str(KeyId.of_object(key)),
        )

    async def _fetch(self, id: str) -> dict[str, Any] | None:
        client = self.session.client
        try:
            place = await find_key(client, id)
            return None if place is None else await client.keys.get(place.project, place.public_key)
        except NotFound:
            return None

    def _is_to_be_adopted(self, key: Mapping[str, Any]) -> bool:
        """Names need not be unique: a key of the declared name is this one only with `adopt`."""
        named_alike = bool(key["name"] == self.args.name)
        return plain(self.args.adopt) is True and self._is_in_project(key) and named_alike

    def _is_in_project(self, key: Mapping[str, Any]) -> bool:
        return self._was_in(key, self._project)

    def _was_in(self, key: Mapping[str, Any], parent: str) -> bool:
        return str(key["projectId"]) == (self.project_id if parent == self._project else parent)
