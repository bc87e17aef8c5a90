"""The rest of each endpoint's window: Sentry counts requests to each endpoint, mostly by the second.

Every answer tells the limit, the rest and the end of the window. Requests under way have no answer yet, so this module
counts them as well, and allows no more of them than the rest.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from pulumi_sentry.api.http.pace.waiting_line import WaitingLine
from pulumi_sentry.api.http.rate_headers import RateHeaders
from pulumi_sentry.api.http.timing import Timing

# A later end means a quota (of invitations, say) instead of a pace: its 429 explains best.
_LONGEST_VOLUNTARY_PAUSE = 5.0


@dataclass(slots=True)
class _Told:
    """A window, as known from answers.

    Attributes:
        reset: its name: the moment of its end by the server's clock.
        ends_at: that moment on our own clock, or a little later.
        remaining: the smallest rest that an answer told; answers overtake each other.
    """

    reset: int
    ends_at: float
    remaining: int


@dataclass(slots=True)
class _ToldByAll:
    """Facts from an answer of one endpoint that hold for all.

    Attributes:
        limit: requests a window for an endpoint that has not told its own limit yet.
        server_ahead: how many seconds the server's clock is ahead of ours.
    """

    limit: int | None = None
    server_ahead: float | None = None


class EndpointWindow:
    """The current window of one endpoint.

    Args:
        of_all: what the endpoints share.
        timing: clock.
    """

    def __init__(self, of_all: _ToldByAll, timing: Timing) -> None:
        self._of_all = of_all
        self._timing = timing
        self._told: _Told | None = None
        self._limit: int | None = None
        self._under_way = 0
        self._line = WaitingLine()

    @property
    def seconds_to_next(self) -> float:
        """How long to wait for the next window if nothing is left of this one; otherwise 0."""
        current = self._current
        return current.ends_at - self._timing.monotonic() if current and current.remaining <= 0 else 0.0

    @property
    def may_be_used_up(self) -> bool:
        """Whether requests under way may use up the rest; their answers will tell."""
        left = self._left
        return left is not None and left <= self._under_way

    @property
    def waiting(self) -> int:
        """Requests that wait for an answer to one that is under way."""
        return len(self._line)

    async def turn(self) -> None:
        """Wait for the end of a request that is under way."""
        await self._line.turn()

    def enter(self) -> None:
        """Count a request as under way."""
        self._under_way += 1

    def leave(self) -> None:
        """Stop counting a request; waiting ones look again."""
        self._under_way -= 1
        self._line.call_all()

    def learn(self, pace: RateHeaders) -> None:
        """Learn from an answer of this endpoint."""
        now = self._timing.monotonic()
        if pace.server_time is not None:
            # It comes as whole seconds, cut off, and a little late: the greatest difference is nearest to the truth.
            ahead, known = pace.server_time - now, self._of_all.server_ahead
            self._of_all.server_ahead = ahead if known is None else max(known, ahead)
        if pace.limit is not None:
            self._of_all.limit = self._limit = max(1, pace.limit)
        if pace.remaining is None or pace.reset is None or pace.seconds_to_reset is None:
            return
        former = self._told
        if pace.seconds_to_reset > _LONGEST_VOLUNTARY_PAUSE or (former and pace.reset < former.reset):
            return
        ends_at = now + pace.seconds_to_reset
        if pace.server_time is not None and self._of_all.server_ahead is not None:
            ends_at = min(ends_at, pace.reset - self._of_all.server_ahead)
        remaining = pace.remaining
        if former and former.reset == pace.reset:
            remaining = min(remaining, former.remaining)
        self._told = _Told(pace.reset, ends_at, remaining)

    @property
    def _current(self) -> _Told | None:
        """The rest of the present window, from the answers."""
        return self._told if self._told and self._told.ends_at > self._timing.monotonic() else None

    @property
    def _left(self) -> int | None:
        """The number of requests that may be under way now; None if Sentry tells no limit."""
        if self._current is not None:
            return self._current.remaining
        # The rest of a new window is unknown until its first answer.
        return self._of_all.limit if self._limit is None else self._limit


class EndpointWindows:
    """The windows of all endpoints.

    Args:
        timing: clock.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._of_all = _ToldByAll()
        self._windows: dict[Hashable, EndpointWindow] = {}

    def of(self, endpoint: Hashable) -> EndpointWindow:
        """The window of one endpoint."""
        if endpoint not in self._windows:
            self._windows[endpoint] = EndpointWindow(self._of_all, self._timing)
        return self._windows[endpoint]

    @property
    def waiting(self) -> int:
        """Requests that wait for others under way, at any endpoint."""
        return sum(window.waiting for window in self._windows.values())
