"""Reads many objects of a kind by paging through their list, instead of one by one.

A refresh reads every object of a stack, with one call of the engine each, while Sentry lists a hundred in one request.
Nobody knows beforehand how many reads will come, and a list may be much longer than the stack. So reads earn pages: the
first objects are read one by one, and every further read may fetch one more page. A stack of a thousand objects takes a
few pages. A stack of three never pages through an organization of ten thousand. No stack takes more than twice the
requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.json_types import JsonObject

ALONE = 2
"""Objects that are read one by one before the list: a refresh of one object, and one more."""

LIFETIME = 60.0
"""Seconds after which a long-lived process no longer believes the list."""


class Snapshot:
    """The objects of one kind that have been listed so far.

    Args:
        pages: starts the list, page by page.
        timing: clock.
    """

    def __init__(
        self,
        pages: Callable[[], AsyncIterator[list[JsonObject]]],
        timing: Timing,
    ) -> None:
        self._start = pages
        self._timing = timing
        self._lock = asyncio.Lock()
        self._written: set[str] = set()
        self._whole = False
        self._reads = 0
        self._begin()

    def _begin(self) -> None:
        self._pages: AsyncIterator[list[JsonObject]] | None = None
        self._fetched = 0
        self._more = True
        self._since = self._timing.monotonic()
        self._found: dict[str, JsonObject] = {}

    async def find(self, id: str) -> JsonObject | None:
        """The object with this id if the list has shown it; None if it has to be read by itself.

        Its absence from the list proves nothing: a list may hide objects that a plan no longer includes.
        """
        self._reads += 1
        if id in self._written:
            return None
        if self._whole:
            return self._found.get(id)
        if self._reads <= ALONE:
            return None
        async with self._lock:
            if self._timing.monotonic() - self._since > LIFETIME:
                self._begin()
            while id not in self._found and self._more and self._fetched < self._reads - ALONE:
                await self._next_page()
        # Written meanwhile: the page may be older than the write.
        return None if id in self._written else self._found.get(id)

    async def all(self) -> list[JsonObject]:
        """Everything, by reading the list to its end; from then on the list answers every read.

        Raises:
            SentryError: a page cannot be read.
        """
        async with self._lock:
            self._begin()
            async for page in self._start():
                self._found |= {str(item.get("id")): item for item in page}
            self._pages, self._more, self._whole = None, False, True
            return list(self._found.values())

    def written(self, id: str) -> None:
        """Never answer this object from a list again, after a change or deletion."""
        self._written.add(id)

    async def _next_page(self) -> None:
        if self._pages is None:
            self._pages = self._start()
        self._fetched += 1
        try:
            page = await anext(self._pages, None)
        except SentryError:
            # This token may still read one by one, and that error explains better.
            page = None
        if page is None:
            self._more = False
            return
        self._found |= {str(item.get("id")): item for item in page}
