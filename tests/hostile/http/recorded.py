"""What a Sentry answered, to be answered again with one field of it broken."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import httpx2

from tests.hostile.http.breaking import Place, broken, fields

_ID = re.compile(r"\b([0-9a-f]{32}|\d+)\b")
_TIMES = ("start", "end", "since", "until", "query")


@dataclass
class Recorded:
    """A transport. It asks the network and remembers, until it has answers of its own.

    Attributes:
        answers: the body of each call's answer.
        instead: the body of one call's answer that goes before.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    instead: Mapping[str, Any] = field(default_factory=dict)
    _heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    _is_full: bool = False

    @property
    def transport(self) -> httpx2.AsyncBaseTransport:
        """What a client asks by."""
        return httpx2.MockTransport(self._answer)

    def close(self) -> None:
        """Ask the network no more."""
        self._is_full = True

    def places(self) -> list[tuple[str, Place]]:
        """Each field of each answer. Of a list the first item's, and of calls that differ in an id the first one's."""
        alike = {_ID.sub("", call): call for call in reversed(self.answers)}
        return [(call, path) for call in reversed(alike.values()) for path in fields(self.answers[call])]

    def breaking(self, call: str, path: Place, instead: Any) -> None:
        """Answer as remembered, with another value in one place, or with another body where the place is the whole."""
        self.instead = {call: broken(self.answers[call], path, instead) if path else instead}

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = [(name, value) for name, value in request.url.params.multi_items() if name not in _TIMES]
        call = f"{request.method} {request.url.path} {sorted(asked)}"
        if not self._is_full and call not in self.answers:
            await self._remember(call, request)
        if call not in self.answers:
            return httpx2.Response(404, json={"detail": "The requested resource does not exist"})
        status, link = self._heads[call]
        headers = {"Content-Type": "application/json", "Link": link, "Date": formatdate(usegmt=True)}
        body = self.instead[call] if call in self.instead else self.answers[call]
        content = b"" if status == httpx2.codes.NO_CONTENT else json.dumps(body).encode()
        return httpx2.Response(status, headers=headers, content=content)

    async def _remember(self, call: str, request: httpx2.Request) -> None:
        async with httpx2.AsyncClient(trust_env=False) as network:
            answer = await network.send(request)
        self.answers[call] = answer.json() if answer.content else None
        self._heads[call] = answer.status_code, answer.headers.get("Link", "")
