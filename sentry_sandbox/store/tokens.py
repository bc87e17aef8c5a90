"""Bearer tokens and their scopes. Only digests are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sentry_sandbox.store.database import Database

ALL_SCOPES = (
    "alerts:read",
    "alerts:write",
    "event:admin",
    "event:read",
    "event:write",
    "member:admin",
    "member:invite",
    "member:read",
    "member:write",
    "org:admin",
    "org:ci",
    "org:integrations",
    "org:read",
    "org:write",
    "project:admin",
    "project:read",
    "project:releases",
    "project:write",
    "team:admin",
    "team:read",
    "team:write",
)
TOKEN_KINDS = ("user", "integration", "org")


@dataclass(frozen=True)
class Caller:
    """Who makes a request.

    Args:
        identity: what the rate limit counts by; not the token itself.
        kind: `user`, `integration` (a proxy user) or `org` (no user at all).
        scopes: the token's scopes.
    """

    identity: str
    kind: str
    scopes: frozenset[str]

    def may(self, *scopes: str) -> bool:
        """Whether the caller holds any one of these scopes."""
        return not self.scopes.isdisjoint(scopes)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Tokens:
    """The tokens this sandbox accepts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: str, *, kind: str, scopes: Iterable[str]) -> None:
        """Accept a token from now on."""
        self._database.write(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)",
            (_digest(token), kind, json.dumps(sorted(scopes))),
        )

    def caller(self, token: str) -> Caller | None:
        """The caller of a token, or `None` for an unknown token."""
        digest = _digest(token)
        rows = self._database.rows("SELECT kind, scopes FROM tokens WHERE digest = ?", (digest,))
        if not rows:
            return None
        return Caller(identity=digest[:16], kind=rows[0][0], scopes=frozenset(json.loads(rows[0][1])))
