"""Every management API and ingest request in order, for tests that count what a client did."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sentry_sandbox.store.times import iso

_KEPT = 50_000
_KEPT_CHARACTERS = 32 * 1024 * 1024
"""Of paths and queries: anybody may send long ones."""
_INGEST = re.compile(r"^/api/[^/]+/(envelope|store)/?$")
_API_PREFIX = "/api/0/"


def kind_of(path: str) -> str | None:
    """`api`, `ingest`, or `None` for the page and the admin API."""
    if path.startswith(_API_PREFIX):
        return "api"
    return "ingest" if _INGEST.match(path) else None


@dataclass
class Entry:
    """One request.

    Args:
        seq: its place in the order of arrival; goes on counting after a clear.
        kind: `api` or `ingest`.
        method: HTTP method.
        path: path without the query.
        query: query string; left out for ingest, where it may hold a key.
        status: HTTP status of the answer; `None` while there is none, and for good when it was cut.
        started: ISO time of arrival.
        ended: ISO time of the end of the answer.
    """

    seq: int
    kind: str
    method: str
    path: str
    query: str
    status: int | None
    started: str
    ended: str | None = None

    @property
    def characters(self) -> int:
        """The length of its path and query."""
        return len(self.path) + len(self.query)


class RequestLog:
    """The entries, and how many requests were in flight at once. No header is ever kept."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self.characters = 0
        """The length of all paths and queries that are kept."""
        self._last_seq = 0
        self._in_flight = 0
        self._most_in_flight = 0

    def begin(self, scope: Scope, kind: str) -> Entry:
        """A request arrived."""
        self._last_seq += 1
        query = "" if kind == "ingest" else scope["query_string"].decode("latin-1")
        entry = Entry(self._last_seq, kind, scope["method"], scope["path"], query, None, iso(time.time()))
        self._entries.append(entry)
        self.characters += entry.characters
        while len(self._entries) > _KEPT or self.characters > _KEPT_CHARACTERS:
            self.characters -= self._entries.popleft().characters
        if kind == "api":
            self._in_flight += 1
            self._most_in_flight = max(self._most_in_flight, self._in_flight)
        return entry

    def end(self, entry: Entry) -> None:
        """Its answer is sent, or will never be sent."""
        entry.ended = iso(time.time())
        if entry.kind == "api":
            self._in_flight -= 1

    def clear(self) -> None:
        """Forget the entries and the highest number in flight."""
        self._entries.clear()
        self.characters = 0
        self._most_in_flight = self._in_flight

    def as_json(self, since: int = 0) -> dict[str, Any]:
        """The entries after `since`, with counts of the management API requests by method."""
        entries = [entry for entry in self._entries if entry.seq > since]
        api = [entry for entry in entries if entry.kind == "api"]
        return {
            "requests": [asdict(entry) for entry in entries],
            "last": self._last_seq,
            "counts": dict(Counter(entry.method for entry in api)),
            "total": len(api),
            "writes": sum(entry.method != "GET" for entry in api),
            "ingest": len(entries) - len(api),
            "maxInFlight": self._most_in_flight,
        }


class RequestLogLayer:
    """Writes the log around everything else.

    Args:
        app: what answers.
        log: where it is written.
    """

    def __init__(self, app: ASGIApp, log: RequestLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        kind = kind_of(scope["path"]) if scope["type"] == "http" else None
        if kind is None:
            await self._app(scope, receive, send)
            return
        entry = self._log.begin(scope, kind)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._log.end(entry)
