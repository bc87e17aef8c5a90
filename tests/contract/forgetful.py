"""A Sentry that takes a request and does not heed one thing in it, as it does with what it does not know."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.published import Exchange

_MISSING = object()


@dataclass(frozen=True)
class Place:
    """Where an argument stands in the requests.

    Attributes:
        path: the keys and indexes that lead to it in the body, such as `dataSources/0/query`.
        url: how the address of those requests ends; any, where empty.
    """

    path: str
    url: str = ""


class ForgetfulSentry(httpx2.AsyncBaseTransport):
    """Hands requests on to a sandbox, with what one place held before, and remembers what it handed on."""

    def __init__(self) -> None:
        self.forgets: Place | None = None
        self.written: list[Exchange] = []
        """Each request that changes something, and its answer."""
        self._bodies: list[tuple[str, Any]] = []
        self._to = httpx2.AsyncHTTPTransport()

    async def aclose(self) -> None:
        await self._to.aclose()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        content = await request.aread()
        if request.method == "GET" or "json" not in request.headers.get("Content-Type", ""):
            return await self._to.handle_async_request(request)
        body, place = json.loads(content), self.forgets
        if place is not None and request.url.path.endswith(place.url):
            _put(body, place.path, self._before(place))
        self._bodies.append((request.url.path, json.loads(content)))
        answer = await self._to.handle_async_request(_with(request, body))
        answered = await answer.aread()
        self.written.append(
            Exchange(
                request.method,
                request.url.path,
                frozenset(request.url.params),
                body,
                answer.status_code,
                json.loads(answered) if answered else None,
            )
        )
        return httpx2.Response(
            answer.status_code,
            headers=[(name, value) for name, value in answer.headers.items() if name != "content-encoding"],
            content=answered,
        )

    def _before(self, place: Place) -> Any:
        sent = (_at(body, place.path) for path, body in reversed(self._bodies) if path.endswith(place.url))
        return next((value for value in sent if value is not _MISSING), _MISSING)


def _with(request: httpx2.Request, body: Any) -> httpx2.Request:
    headers = {name: value for name, value in request.headers.items() if name != "content-length"}
    return httpx2.Request(
        request.method, request.url, headers=headers, json=body, extensions=request.extensions
    )


def _keys(path: str) -> list[str | int]:
    return [int(key) if re.fullmatch(r"\d+", key) else key for key in path.split("/")]


def _at(body: Any, path: str) -> Any:
    for key in _keys(path):
        try:
            body = body[key]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return body


def _put(body: Any, path: str, value: Any) -> None:
    outer, last = _keys(path)[:-1], _keys(path)[-1]
    for key in outer:
        try:
            body = body[key]
        except (KeyError, IndexError, TypeError):
            return
    if value is _MISSING and isinstance(body, dict):
        body.pop(str(last), None)
    elif isinstance(body, dict) and last in body:
        body[last] = value
