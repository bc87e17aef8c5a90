"""A client that only reads: no question is asked twice, and nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx2

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.http.endpoint import Call

_Send = Callable[[Call], Awaitable[httpx2.Response]]


class ReadOnly(SentryError):
    """Somebody wanted to write with a client that only reads."""


class Memory:
    """Sends GETs only, and keeps each answer.

    For a program that reads a whole organization once: it sees each object as it was at one time, however many of its
    parts look at it.

    Args:
        send: carries a call.
    """

    def __init__(self, send: _Send) -> None:
        self._send = send
        self._answers: dict[object, asyncio.Future[httpx2.Response]] = {}

    async def __call__(self, call: Call) -> httpx2.Response:
        """Return the answer to a call, asking at most once; a failure is not kept.

        Raises:
            ReadOnly: it would write.
        """
        if call.method != "GET":
            raise ReadOnly(
                f"{call}: this run reads only, and did not send it", method=call.method, path=call.shown_path
            )
        key = call.path, repr(sorted(call.params.items()))
        if key not in self._answers or _failed(self._answers[key]):
            self._answers[key] = asyncio.ensure_future(self._send(call))
        # One who gives up must not cancel the question of the others.
        return await asyncio.shield(self._answers[key])


def _failed(answer: asyncio.Future[httpx2.Response]) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)
