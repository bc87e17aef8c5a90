"""The pace of all requests of a client: few at a time, no more than Sentry allows, and a pause when it asks for one.

Sentry limits requests a second and requests at a time, each endpoint by itself, and tells with every answer what is
left of both; a self-hosted Sentry tells nothing. So the very first request runs alone to learn the limits. What is
left of an endpoint's window is counted down here as well, since answers under way do not tell yet; once it is used
up, requests to that endpoint wait for the next window, and the others go on. After a 429 everybody waits for the
same moment, and again one request goes first: only when it is answered do the others follow.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pulumi_sentry.api.http.rate_headers import RateHeaders
from pulumi_sentry.api.http.timing import Timing

DEFAULT_CONCURRENCY = 8
# A window that ends later is no pace but a quota (of invitations, say): its 429 says best what is wrong.
_LONGEST_VOLUNTARY_PAUSE = 5.0
# A wait that ends this much later than the one that was told, which is not over, is told too.
_ANOTHER_WAIT = 0.5


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
        kind: what Sentry counts the request as.
    """

    waited: float
    round: int
    kind: Hashable = None


@dataclass(slots=True)
class _Window:
    """What one endpoint has left.

    Args:
        reset: its name: the moment of its end by the server's clock.
        ends_at: that moment on our own clock, or a little later.
        remaining: the least that an answer said is left in it; answers overtake each other.
    """

    reset: int
    ends_at: float
    remaining: int


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait for Sentry's rate limit, however many requests share it.

    Args:
        seconds: how long it takes.
        answered: requests that were answered so far.
        waiting: requests that wait for their turn.
    """

    seconds: float
    answered: int
    waiting: int


class Limiter:
    """Hands out slots. One limiter serves all requests that share a token.

    Args:
        concurrency: most requests at the same time; the server's own limit lowers it.
        timing: clock and sleep.
        on_wait: told of each wait once, in the task that is the first to wait.
    """

    def __init__(
        self,
        *,
        concurrency: int = DEFAULT_CONCURRENCY,
        timing: Timing | None = None,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> None:
        self._ceiling = max(1, concurrency)
        self._concurrency = self._ceiling
        self._timing = timing or Timing()
        self._on_wait = on_wait
        self._round = 0
        self._probing = True
        self._in_flight = 0
        self._resume_at = float("-inf")
        self._queue: deque[asyncio.Future[None]] = deque()
        self._windows: dict[Hashable, _Window] = {}
        self._limits: dict[Hashable, int] = {}
        self._usual_limit: int | None = None
        self._under_way: Counter[Hashable] = Counter()
        self._held: defaultdict[Hashable, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._server_ahead = float("-inf")
        self._answered = 0
        self._sleeping = 0
        self._told_until = float("-inf")

    @asynccontextmanager
    async def slot(self, *, patience: float, kind: Hashable = None) -> AsyncIterator[Slot]:
        """Wait for a slot, hold it inside the block.

        Args:
            patience: most seconds to spend in shared pauses; waiting for a free slot does not count.
            kind: what Sentry counts the request as: its endpoint.

        Raises:
            WaitTooLong: the pauses would take longer.
        """
        waited = await self._enter(kind, patience)
        try:
            yield Slot(waited=waited, round=self._round, kind=kind)
        finally:
            self._in_flight -= 1
            self._under_way[kind] -= 1
            self._let_go(self._held.pop(kind, deque()))
            self._wake()

    def answered(self, slot: Slot, pace: RateHeaders) -> None:
        """Learn from an answer other than 429: the others may run, at the pace it tells."""
        self._answered += 1
        if slot.round == self._round:
            self._probing = False
        if pace.concurrent_limit is not None:
            self._concurrency = max(1, min(self._ceiling, pace.concurrent_limit))
        self._learn(slot.kind, pace)
        self._wake()

    def pause(self, slot: Slot, seconds: float) -> None:
        """Stop all requests for ``seconds`` (a 429); afterwards one goes first. Pauses never shorten."""
        if slot.round == self._round:
            self._round += 1
            self._probing = True
        self._resume_at = max(self._resume_at, self._timing.monotonic() + seconds)

    def _learn(self, kind: Hashable, pace: RateHeaders) -> None:
        now = self._timing.monotonic()
        if pace.server_time is not None:
            # It comes as whole seconds, cut off, and a little late: the greatest difference is nearest to the truth.
            self._server_ahead = max(self._server_ahead, pace.server_time - now)
        if pace.limit is not None:
            self._usual_limit = self._limits[kind] = max(1, pace.limit)
        if pace.remaining is None or pace.reset is None or pace.seconds_to_reset is None:
            return
        known = self._windows.get(kind)
        if pace.seconds_to_reset > _LONGEST_VOLUNTARY_PAUSE or (known and pace.reset < known.reset):
            return
        ends_at = now + pace.seconds_to_reset
        if pace.server_time is not None:
            ends_at = min(ends_at, pace.reset - self._server_ahead)
        remaining = pace.remaining
        if known and known.reset == pace.reset:
            remaining = min(remaining, known.remaining)
        self._windows[kind] = _Window(pace.reset, ends_at, remaining)

    @property
    def _free(self) -> int:
        return (1 if self._probing else self._concurrency) - self._in_flight

    def _left(self, kind: Hashable) -> tuple[float, float]:
        """Requests of a kind that may be under way now, and the moment after which more may be."""
        window = self._windows.get(kind)
        if window is not None and window.ends_at > self._timing.monotonic():
            return window.remaining, window.ends_at
        # What is left of a new window is not known until somebody is answered in it.
        limit = self._limits.get(kind, self._usual_limit)
        return float("inf") if limit is None else limit, float("-inf")

    async def _enter(self, kind: Hashable, patience: float) -> float:
        waited = 0.0
        entered = False
        try:
            while True:
                now = self._timing.monotonic()
                left, ends_at = self._left(kind)
                pause = (self._resume_at if left > 0 else max(self._resume_at, ends_at)) - now
                if pause > 0:
                    if waited + pause > patience:
                        raise WaitTooLong(pause=pause, waited=waited)
                    await self._rest(pause)
                    waited += pause
                elif left <= self._under_way[kind]:
                    # What is under way may use up the rest: its answers tell.
                    await self._turn(self._held[kind])
                elif self._free > 0:
                    self._in_flight += 1
                    self._under_way[kind] += 1
                    entered = True
                    return waited
                else:
                    await self._turn(self._queue)
        finally:
            if not entered:
                # Whoever gives up may have been woken for a free slot: pass it on.
                self._wake()

    async def _rest(self, seconds: float) -> None:
        self._wake()  # this one may have been woken for a free slot
        self._sleeping += 1
        try:
            self._tell(seconds)
            await self._timing.sleep(seconds)
        finally:
            self._sleeping -= 1

    def _tell(self, seconds: float) -> None:
        now = self._timing.monotonic()
        until = now + seconds
        if self._on_wait is None or now < self._told_until > until - _ANOTHER_WAIT:
            return
        self._told_until = until
        held = sum(map(len, self._held.values()))
        self._on_wait(Wait(seconds, self._answered, self._sleeping + held + len(self._queue)))

    async def _turn(self, queue: deque[asyncio.Future[None]]) -> None:
        if queue is not self._queue:
            self._wake()  # this one may have been woken for a free slot
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        finally:
            if turn in queue:
                queue.remove(turn)

    def _wake(self) -> None:
        for _ in range(min(self._free, len(self._queue))):
            self._let_go(deque([self._queue.popleft()]))

    @staticmethod
    def _let_go(queue: deque[asyncio.Future[None]]) -> None:
        while queue:
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
