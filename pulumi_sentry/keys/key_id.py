"""Names a client key where everybody may read it, and finds the key by that name.

The engine writes ids in plain into its state, history, log and plans, and a client key is the secret part of a DSN. So
the id of a key holds a digest of it. Nobody can compute 128 random bits from their digest; whoever may list a project's
keys finds the right one. The key itself is a secret output.

States of version 0.1.0 have the key in the id (`project/key`). The provider understands both forms, and a refresh moves
such a state: only from a refresh does the engine take another id (`RefreshStep` in pulumi's
pkg/resource/deploy/step.go).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.lifecycle.references import resolve_key_reference

NO_KEY: Final = "none"
"""Stands for the digest of a key that never was."""

_PREFIX: Final = "sha256-"
_DIGITS: Final = 24
_PUBLIC_KEY: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(rf"{_PREFIX}[0-9a-f]{{{_DIGITS}}}")


@dataclass(frozen=True)
class KeyId:
    """The id of a client key: `project/sha256-…`.

    Attributes:
        project: numeric id of its project.
        mark: the digest of the public key.
    """

    project: str
    mark: str

    def __str__(self) -> str:
        return f"{self.project}/{self.mark}"

    @classmethod
    def of(cls, project: object, public_key: str) -> Self:
        """The id of a key.

        Args:
            project: numeric id of its project.
            public_key: the 32 hex digits in the DSN.
        """
        return cls(str(project), mark_of(public_key))

    @classmethod
    def of_object(cls, key: Mapping[str, Any]) -> Self:
        """The id of a key from Sentry's answer."""
        return cls.of(key["projectId"], str(key["id"]))

    @classmethod
    def in_any_form(cls, id: str) -> Self:
        """The id of a key, from its id in a state of any version."""
        project, _, key = id.rpartition("/")
        return cls.of(project, key) if _PUBLIC_KEY.fullmatch(key) else cls(project, key)

    @classmethod
    def of_nothing(cls, project: object) -> Self:
        """The id of a key that never was."""
        return cls(str(project), NO_KEY)


@dataclass(frozen=True)
class KeyPlace:
    """Where a client key is at Sentry: the segments of its endpoints' paths.

    Attributes:
        project: id or slug of its project.
        public_key: the 32 hex digits in the DSN; never printed.
    """

    project: str
    public_key: str = field(repr=False)

    @classmethod
    def of_object(cls, key: Mapping[str, Any]) -> Self:
        """The place of a key from Sentry's answer."""
        return cls(str(key["projectId"]), str(key["id"]))


def mark_of(public_key: str) -> str:
    """The digest of a public key, as in ids."""
    digest = hashlib.sha256(f"sentry client key {public_key}".encode()).hexdigest()
    return f"{_PREFIX}{digest[:_DIGITS]}"


async def find_key(
    client: SentryClient, id: str, outputs: Mapping[str, Any] | None = None
) -> KeyPlace | None:
    """Find the key of an id; if only the digest is known, by one list of the project's keys.

    Args:
        client: the organization's client.
        id: the id in state, or any form a person may write.
        outputs: the outputs in state, which have the key as a secret; empty on import.

    Returns:
        Its place, or None where the project has no such key any more.

    Raises:
        ReferenceError: the text names no client key.
        SentryError: the project's keys cannot be listed.
    """
    known = str((outputs or {}).get("public_key") or "")
    if known and outputs is not None:
        return KeyPlace(str(outputs["project_id"]), known)
    project, key = resolve_key_reference(id, client.organization)
    if not _DIGEST.fullmatch(key):
        return KeyPlace(project, key)
    return _place_in(project, key, await client.keys.list(project))


async def find_keys(client: SentryClient, ids: Sequence[str]) -> Mapping[str, KeyPlace | None]:
    """Find the keys of ids, as `find_key` does, with one list for each project.

    Args:
        client: the organization's client.
        ids: from states.

    Returns:
        The place of each, by id.
    """
    never_were = [id for id in ids if KeyId.in_any_form(id).mark == NO_KEY]
    named = {id: resolve_key_reference(id, client.organization) for id in ids if id not in never_were}
    listed = sorted({project for project, key in named.values() if _DIGEST.fullmatch(key)})
    keys = dict(zip(listed, await asyncio.gather(*map(client.keys.list, listed)), strict=True))
    places = {
        id: _place_in(project, key, keys[project]) if _DIGEST.fullmatch(key) else KeyPlace(project, key)
        for id, (project, key) in named.items()
    }
    return {**dict.fromkeys(never_were), **places}


def _place_in(project: str, mark: str, keys: Sequence[JsonObject]) -> KeyPlace | None:
    found = (str(key["id"]) for key in keys if mark_of(str(key["id"])) == mark)
    public_key = next(found, None)
    return None if public_key is None else KeyPlace(project, public_key)
