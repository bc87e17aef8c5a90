"""The interface for endpoint families: an endpoint in, plain JSON out, over one page or all of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import httpx2

from pulumi_sentry.api.errors import NotSentry
from pulumi_sentry.api.http.answer import Asked, TooDeep, explaining
from pulumi_sentry.api.http.endpoint import Call, Endpoint, Params
from pulumi_sentry.api.http.explain import beyond_bounds, not_sentry
from pulumi_sentry.api.http.memory import Memory
from pulumi_sentry.api.http.pagination import PER_PAGE, BadLink, next_cursor
from pulumi_sentry.api.http.sender import Sender
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.json_types import JsonObject


class Caller:
    """Makes calls for one organization.

    Args:
        sender: carries them.
        organization: slug or id, filled into ``{organization}`` of every path.
        ready: awaited before each call (the pre-flight).
        timing: for families that have to wait.
        read_only: ask no question twice, and refuse to write.
    """

    def __init__(
        self,
        sender: Sender,
        organization: str,
        ready: Callable[[], Awaitable[None]],
        timing: Timing,
        *,
        read_only: bool = False,
    ) -> None:
        self.timing = timing
        self._sender = sender
        self._organization = organization
        self._ready = ready
        self._send = Memory(sender.send) if read_only else sender.send

    async def answer(
        self,
        endpoint: Endpoint,
        *,
        params: Params | None = None,
        body: JsonObject | None = None,
        **segments: str | int,
    ) -> JsonObject:
        """Make the call and return the JSON object it answers; ``segments`` fill the path."""
        return object_in(*await self._sent(endpoint, params, body, segments), self._sender)

    async def done(
        self,
        endpoint: Endpoint,
        *,
        params: Params | None = None,
        body: JsonObject | None = None,
        **segments: str | int,
    ) -> None:
        """Make the call and ignore the body of a 2xx answer."""
        await self._sent(endpoint, params, body, segments)

    async def status(self, endpoint: Endpoint, **segments: str | int) -> int:
        """Make the call and return which success it was, without the body."""
        _, response = await self._sent(endpoint, None, None, segments)
        return response.status_code

    async def pages(
        self, endpoint: Endpoint, *, params: Params | None = None, inside: str = "", **segments: str | int
    ) -> list[JsonObject]:
        """Make the call for every page and return all objects, each id once; ``inside`` names the key of the list."""
        pages = self.each_page(endpoint, params=params, inside=inside, **segments)
        return _once_each([item async for page in pages for item in page])

    async def each_page(
        self, endpoint: Endpoint, *, params: Params | None = None, inside: str = "", **segments: str | int
    ) -> AsyncIterator[list[JsonObject]]:
        """Make the call page by page; the iteration asks for the next page when it gets there."""
        cursors: set[str] = set()
        asked: Params = {"per_page": PER_PAGE, **(params or {})}
        bounds, size = self._sender.bounds, 0
        while True:
            call, response = await self._sent(endpoint, asked, None, segments)
            size += len(response.content)
            if size > bounds.list_size:
                raise _beyond(call, response, f"a list of more than {bounds.list_size:,} bytes")
            yield _objects_in(call, response, self._sender, inside)
            try:
                cursor = next_cursor(response.headers.get("Link"))
            except BadLink as error:
                raise not_sentry(call, response, str(error)) from None
            if cursor is None:
                return
            if cursor in cursors:
                raise not_sentry(call, response, "pages that go round in a circle")
            cursors.add(cursor)
            if len(cursors) >= bounds.pages:
                raise _beyond(call, response, f"a list of more than {bounds.pages:,} pages")
            asked = {**asked, "cursor": cursor}

    async def one_list(
        self, endpoint: Endpoint, *, params: Params | None = None, **segments: str | int
    ) -> list[JsonObject]:
        """Make the call once and return the JSON list of objects it answers (no pages, no ids)."""
        return _objects_in(*await self._sent(endpoint, params, None, segments), self._sender)

    async def value(
        self, endpoint: Endpoint, *, params: Params | None = None, **segments: str | int
    ) -> object:
        """Make the call and return its JSON, object or list, for an endpoint that has answered both."""
        return _json_in(*await self._sent(endpoint, params, None, segments), self._sender)

    async def _sent(
        self,
        endpoint: Endpoint,
        params: Params | None,
        body: JsonObject | None,
        segments: Mapping[str, str | int],
    ) -> tuple[Call, httpx2.Response]:
        call = endpoint.call({"organization": self._organization, **segments}, params=params, body=body)
        await self._ready()
        return call, await self._send(call)


class EndpointFamily:
    """The endpoints of one kind of object, or of one question: a method each."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller


def object_in(call: Call, response: httpx2.Response, sender: Sender) -> JsonObject:
    """Return the JSON object of an answer.

    Args:
        call: the call.
        response: its answer.
        sender: who carried both.

    Raises:
        NotSentry: the body is anything else.
    """
    value = _json_in(call, response, sender)
    if not isinstance(value, dict):
        raise not_sentry(call, response, "something that is not a JSON object")
    return value


def _objects_in(call: Call, response: httpx2.Response, sender: Sender, inside: str = "") -> list[JsonObject]:
    value = object_in(call, response, sender).get(inside) if inside else _json_in(call, response, sender)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise not_sentry(call, response, "something that is not a JSON list of objects")
    return value


def _json_in(call: Call, response: httpx2.Response, sender: Sender) -> object:
    try:
        value: object = json.loads(response.content)
    except (ValueError, RecursionError):
        raise not_sentry(call, response) from None
    asked = Asked(call.method, call.shown_path, response.status_code, sender.redactor.clean)
    try:
        return explaining(value, asked, depth=sender.bounds.depth)
    except TooDeep:
        raise _beyond(call, response, f"JSON of more than {sender.bounds.depth} levels") from None


def _beyond(call: Call, response: httpx2.Response, found: str) -> NotSentry:
    return beyond_bounds(call, response.request.url, response.status_code, found)


def _once_each(items: list[JsonObject]) -> list[JsonObject]:
    # Cursors count from the start of the list: an object created between two pages moves an item into both.
    seen: set[str] = set()
    result: list[JsonObject] = []
    for item in items:
        identity = item.get("id")
        if identity is not None:
            if str(identity) in seen:
                continue
            seen.add(str(identity))
        result.append(item)
    return result
