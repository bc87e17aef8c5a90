"""The pace of all requests of a client: few at a time, no more than Sentry allows, and a pause when it asks for one.

Sentry limits requests a second and requests at a time, for each endpoint. Every answer tells how many of both are left;
a self-hosted Sentry tells nothing. So the very first request runs alone to learn the limits. Once an endpoint's window
is used up, its requests wait for the next window, and the others go on. After a 429 all requests wait for the same
moment. Then one goes first, and the others follow its answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pulumi_sentry.api.http.pace.concurrency_gate import ConcurrencyGate
from pulumi_sentry.api.http.pace.endpoint_window import EndpointWindow, EndpointWindows
from pulumi_sentry.api.http.pace.shared_pause import SharedPause
from pulumi_sentry.api.http.rate_headers import RateHeaders
from pulumi_sentry.api.http.timing import Timing

DEFAULT_CONCURRENCY = 8

_ANOTHER_WAIT = 0.5
"""Report another wait only if it ends so many seconds after the last reported one."""


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
        waited: seconds spent in pauses to get it.
        round: counts pauses; an answer to a request of an earlier round says nothing about this one.
        endpoint: where the request goes; Sentry counts by it.
    """

    waited: float
    round: int
    endpoint: Hashable = None


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
        on_wait: told of each wait once, in the first waiting task.
    """

    def __init__(
        self,
        *,
        concurrency: int = DEFAULT_CONCURRENCY,
        timing: Timing | None = None,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> None:
        self._timing = timing or Timing()
        self._gate = ConcurrencyGate(concurrency)
        self._windows = EndpointWindows(self._timing)
        self._pause = SharedPause(self._timing)
        self._on_wait = on_wait
        self._answered = 0
        self._sleeping = 0
        self._told_until: float | None = None

    @asynccontextmanager
    async def slot(self, *, patience: float, endpoint: Hashable = None) -> AsyncIterator[Slot]:
        """Wait for a slot, hold it inside the block.

        Args:
            patience: most seconds to spend in pauses; waiting for a free slot does not count.
            endpoint: where the request goes; Sentry counts by it.

        Raises:
            WaitTooLong: the pauses would take longer.
        """
        window = self._windows.of(endpoint)
        waited = await self._wait_for_turn(window, patience)
        self._gate.enter()
        window.enter()
        try:
            yield Slot(waited=waited, round=self._pause.round, endpoint=endpoint)
        finally:
            window.leave()
            self._gate.leave()

    def answered(self, slot: Slot, pace: RateHeaders) -> None:
        """Learn from an answer other than 429: the others may run, at its pace."""
        self._answered += 1
        if slot.round == self._pause.round:
            self._gate.open()
        if pace.concurrent_limit is not None:
            self._gate.allow(pace.concurrent_limit)
        self._windows.of(slot.endpoint).learn(pace)
        self._gate.pass_on()

    def pause(self, slot: Slot, seconds: float) -> None:
        """Stop all requests for ``seconds`` (a 429); afterwards one goes first."""
        if self._pause.ask(seconds, of_round=slot.round):
            self._gate.send_one_first()

    async def _wait_for_turn(self, window: EndpointWindow, patience: float) -> float:
        """Wait until a request may run, and return the seconds spent in pauses."""
        waited = 0.0
        try:
            while True:
                pause = max(self._pause.seconds_left, window.seconds_to_next)
                if pause > 0:
                    waited += await self._rest(pause, waited=waited, patience=patience)
                elif window.may_be_used_up:
                    self._gate.pass_on()  # somebody may have called this one to the gate
                    await window.turn()
                elif self._gate.is_full:
                    await self._gate.turn()
                else:
                    return waited
        except BaseException:
            self._gate.pass_on()  # somebody may have called the one that gives up to the gate
            raise

    async def _rest(self, seconds: float, *, waited: float, patience: float) -> float:
        if waited + seconds > patience:
            raise WaitTooLong(pause=seconds, waited=waited)
        self._gate.pass_on()  # somebody may have called this one to the gate
        self._sleeping += 1
        try:
            self._tell(seconds)
            await self._timing.sleep(seconds)
        finally:
            self._sleeping -= 1
        return seconds

    def _tell(self, seconds: float) -> None:
        now = self._timing.monotonic()
        ends_at = now + seconds
        told_until = self._told_until
        is_told = told_until is not None and now < told_until and ends_at < told_until + _ANOTHER_WAIT
        if self._on_wait is None or is_told:
            return
        self._told_until = ends_at
        waiting = self._sleeping + self._windows.waiting + self._gate.waiting
        self._on_wait(Wait(seconds, self._answered, waiting))
