"""Reads bodies of requests up to a limit, which holds while they arrive."""

from __future__ import annotations

from starlette.requests import Request

from sentry_sandbox.http.errors import ApiError

JSON_BYTES = 4 * 1024 * 1024
"""The longest JSON that the management API and the admin API take, in bytes."""


class BodyTooLarge(ApiError):
    """A body above the limit. The connection ends, and with it what is still on its way.

    Args:
        limit: the limit, in bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            413,
            {"detail": f"the body is too large: at most {limit} bytes are taken"},
            {"Connection": "close"},
        )


class Body:
    """The body of one request, in two readings: its start, and all of it.

    Args:
        request: the request.
        limit: the most bytes that are ever held.
    """

    def __init__(self, request: Request, limit: int) -> None:
        self._request = request
        self._limit = limit
        self._stream = request.stream()
        self._held = bytearray()
        self.complete = False
        """Whether all of it is held."""

    async def start(self, wanted: int) -> bytes:
        """At most the first `wanted` bytes, of which hardly more are read.

        Raises:
            BodyTooLarge: it is, or says that it is, above the limit.
            ClientDisconnect: the client is gone.
        """
        await self._read(wanted)
        return bytes(self._held[:wanted])

    async def whole(self) -> bytes:
        """All of it; raises as `start` does."""
        await self._read(self._limit)
        return bytes(self._held)

    async def _read(self, wanted: int) -> None:
        announced = self._request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._limit:
            raise BodyTooLarge(self._limit)
        while not self.complete and len(self._held) <= wanted:
            try:
                self._held += await anext(self._stream)
            except StopAsyncIteration:
                self.complete = True
            if len(self._held) > self._limit:
                raise BodyTooLarge(self._limit)


async def read_body(request: Request, limit: int = JSON_BYTES) -> bytes:
    """The body of a request; raises as `Body.start` does.

    Args:
        request: the request.
        limit: the longest body that is taken, in bytes.
    """
    return await Body(request, limit).whole()
