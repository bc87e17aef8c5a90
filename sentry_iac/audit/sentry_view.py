"""Reads each thing from Sentry once for a whole audit, however many checks ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar, cast

from pulumi_sentry.api import SentryClient

T = TypeVar("T")


class SentryView:
    """A Sentry that is only read.

    Args:
        client: connected or not; the view never writes with it.
    """

    def __init__(self, client: SentryClient) -> None:
        self.client = client
        self._asked: dict[Hashable, asyncio.Future[object]] = {}

    async def once(self, what: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what `ask` answers; the second to ask for `what` waits for the first one's answer.

        Raises:
            SentryError: Sentry refused, for everybody who asked.
        """
        if what not in self._asked:
            self._asked[what] = asyncio.ensure_future(ask())
        return cast(T, await self._asked[what])
