"""Calls an application in this thread, with neither a socket nor threads between."""

from __future__ import annotations

import asyncio
import functools

import httpx2
from starlette.types import ASGIApp


@functools.cache
def _runner() -> asyncio.Runner:
    """The event loop of all of them: to start one for each request takes longer than the request."""
    return asyncio.Runner()


class InProcess(httpx2.BaseTransport):
    """A transport to an application; what crashes the application is raised here."""

    def __init__(self, app: ASGIApp) -> None:
        self._to = httpx2.ASGITransport(app=app)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        return _runner().run(self._answer(request))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._to.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        content = b"".join([piece async for piece in answer.stream])
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(content), request=request
        )
