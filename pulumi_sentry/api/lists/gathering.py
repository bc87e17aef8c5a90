"""Answers questions about several projects, asked at the same time, from one list.

Sentry makes a client key and two monitors with a project. The provider has to look them up after each creation, and a
first `up` creates many projects side by side. A list shows a project only if the request came after the creation, so no
list can be kept. Instead the questions wait until all announced ones are asked and no other has come for a moment. Then
one list answers them all, younger than each. The moment follows the pace of the questions: an engine that writes its
state between two creations begins the next one half a second later, another engine at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from pulumi_sentry.api.errors import Forbidden, NotFound, Stopped
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.json_types import JsonObjects

LINGER = 2.0
"""Most seconds that a question waits for others."""

QUIET = 0.025
"""Seconds without another question before a list starts, at least."""

LONGEST_QUIET = 1.0
"""Most seconds without another question. A question that comes so late belongs to no group."""

AT_ONCE = 50
"""Most projects in one list: their ids stand in its address."""

Answers = Mapping[str, JsonObjects]
"""The listed objects, by project."""


class _Batch:
    """Questions that one list will answer."""

    task: asyncio.Task[Answers]

    def __init__(self) -> None:
        self.projects: set[str] = set()
        self.changed = asyncio.Event()
        self.full = False


class Gathering:
    """The questions of one kind that wait for an answer.

    Args:
        ask: lists for several projects at once; a project that it leaves out is asked for by itself.
        ask_one: lists for one project.
        timing: clock and sleep.
    """

    def __init__(
        self,
        ask: Callable[[set[str]], Awaitable[Answers]],
        ask_one: Callable[[str], Awaitable[JsonObjects]],
        timing: Timing,
    ) -> None:
        self._ask = ask
        self._ask_one = ask_one
        self._timing = timing
        self._last = float("-inf")
        self._gap = 0.0
        self._coming: set[object] = set()
        self._me: ContextVar[object] = ContextVar("me", default=None)
        self._open: _Batch | None = None

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Announce a question: the others wait for it, or for the end of the block.

        A task that the block starts may ask it.
        """
        self._note_pace()
        me = object()
        token = self._me.set(me)
        self._coming.add(me)
        try:
            yield
        finally:
            self._me.reset(token)
            self._came(me)

    async def of(self, project: str) -> JsonObjects:
        """Ask for a list that begins from now on, and return its part for a project.

        Args:
            project: numeric id.

        Raises:
            SentryError: as the list did.
        """
        if self._me.get() is None:
            self._note_pace()
        batch = self._open
        if batch is None:
            batch = self._open = _Batch()
            batch.task = asyncio.create_task(self._collect(batch))
        batch.projects.add(project)
        if len(batch.projects) >= AT_ONCE:
            batch.full = True
            self._close(batch)
        self._came(self._me.get())
        # A caller that gives up must not cancel the answer of the others.
        found = await asyncio.shield(batch.task)
        return found[project] if project in found else await self._ask_one(project)

    def _note_pace(self) -> None:
        now = self._timing.monotonic()
        gap, self._last = now - self._last, now
        if gap <= LONGEST_QUIET:
            self._gap = (self._gap + gap) / 2

    def _came(self, me: object) -> None:
        self._coming.discard(me)
        if self._open is not None:
            self._open.changed.set()

    def _close(self, batch: _Batch) -> None:
        # A later question may need a younger list.
        batch.changed.set()
        if self._open is batch:
            self._open = None

    async def _collect(self, batch: _Batch) -> Answers:
        with suppress(Stopped):  # after a stop nobody comes any more
            await self._for_the_others(batch)
        self._close(batch)
        if len(batch.projects) == 1:
            return {}
        try:
            return await self._ask(batch.projects)
        except (Forbidden, NotFound):
            # One of them is gone, or this token may not list them: asked one by one, each gives its own error.
            return {}

    async def _for_the_others(self, batch: _Batch) -> None:
        give_up_at = self._timing.monotonic() + LINGER
        while not batch.full and (left := give_up_at - self._timing.monotonic()) > 0:
            batch.changed.clear()
            if not await self._happens(batch.changed, left if self._coming else min(left, self._quiet)):
                return

    async def _happens(self, event: asyncio.Event, seconds: float) -> bool:
        """Whether it does so within that time."""
        happening = asyncio.ensure_future(event.wait())
        sleeping = asyncio.ensure_future(self._timing.sleep(seconds))
        try:
            await asyncio.wait({happening, sleeping}, return_when=asyncio.FIRST_COMPLETED)
            if sleeping.done():
                await sleeping
            return happening.done()
        finally:
            happening.cancel()
            sleeping.cancel()

    @property
    def _quiet(self) -> float:
        return min(LONGEST_QUIET, max(QUIET, 2 * self._gap))
