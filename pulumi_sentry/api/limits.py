"""The pace of all requests of a client: few at a time, and one shared pause when Sentry asks for it.

Sentry limits requests a second and requests at a time, and tells both with every answer; a self-hosted Sentry
tells nothing. So the very first request runs alone to learn the limits. After a 429 everybody waits for the
same moment, and again one request goes first: only when it is answered do the others follow.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pulumi_sentry.api.rate_headers import RateHeaders
from pulumi_sentry.api.timing import Timing

DEFAULT_CONCURRENCY = 8
# A window that ends later belongs to one special endpoint (invitations, say): no reason to hold the rest.
_LONGEST_VOLUNTARY_PAUSE = 5.0


class WaitTooLong(Exception):
    """A signal, never shown: another ``pause`` seconds after ``waited`` would exceed a request's patience."""

    def __init__(self, *, pause: float, waited: float) -> None:
        super().__init__(f"{waited:.0f} s + {pause:.0f} s")
        self.pause = pause
        self.waited = waited


@dataclass(slots=True)
class Slot:
    """A request's permission to run.

    Args:
        waited: seconds spent in shared pauses to get it.
        round: counts pauses; an answer to a request of an earlier round says nothing about this one.
    """

    waited: float
    round: int


class Limiter:
    """Hands out slots. One limiter serves all requests that share a token.

    Args:
        concurrency: most requests at the same time; the server's own limit lowers it.
        timing: clock and sleep.
    """

    def __init__(self, *, concurrency: int = DEFAULT_CONCURRENCY, timing: Timing | None = None) -> None:
        self._ceiling = max(1, concurrency)
        self._concurrency = self._ceiling
        self._timing = timing or Timing()
        self._round = 0
        self._probing = True
        self._in_flight = 0
        self._resume_at = float("-inf")
        self._queue: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self, *, patience: float) -> AsyncIterator[Slot]:
        """Wait for a slot, hold it inside the block.

        Args:
            patience: most seconds to spend in shared pauses; waiting for a free slot does not count.

        Raises:
            WaitTooLong: the pauses would take longer.
        """
        waited = await self._enter(patience)
        try:
            yield Slot(waited=waited, round=self._round)
        finally:
            self._in_flight -= 1
            self._wake()

    def answered(self, slot: Slot, pace: RateHeaders) -> None:
        """Learn from an answer other than 429: the others may run, at the pace it tells."""
        if slot.round == self._round:
            self._probing = False
        if pace.concurrent_limit is not None:
            self._concurrency = max(1, min(self._ceiling, pace.concurrent_limit))
        wait = pace.seconds_to_reset
        if pace.remaining == 0 and wait is not None and wait <= _LONGEST_VOLUNTARY_PAUSE:
            self._hold(wait)
        self._wake()

    def pause(self, slot: Slot, seconds: float) -> None:
        """Stop all requests for ``seconds`` (a 429); afterwards one goes first. Pauses never shorten."""
        if slot.round == self._round:
            self._round += 1
            self._probing = True
        self._hold(seconds)

    def _hold(self, seconds: float) -> None:
        self._resume_at = max(self._resume_at, self._timing.monotonic() + seconds)

    @property
    def _free(self) -> int:
        return (1 if self._probing else self._concurrency) - self._in_flight

    async def _enter(self, patience: float) -> float:
        waited = 0.0
        entered = False
        try:
            while True:
                pause = self._resume_at - self._timing.monotonic()
                if pause > 0:
                    if waited + pause > patience:
                        raise WaitTooLong(pause=pause, waited=waited)
                    await self._timing.sleep(pause)
                    waited += pause
                elif self._free > 0:
                    self._in_flight += 1
                    entered = True
                    return waited
                else:
                    await self._turn()
        finally:
            if not entered:
                # Whoever gives up may have been woken for a free slot: pass it on.
                self._wake()

    async def _turn(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        finally:
            if turn in self._queue:
                self._queue.remove(turn)

    def _wake(self) -> None:
        for _ in range(min(self._free, len(self._queue))):
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
