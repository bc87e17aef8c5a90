"""The pause that Sentry asks for with a 429: all requests wait for the same moment."""

from __future__ import annotations

from pulumi_sentry.api.http.timing import Timing


class SharedPause:
    """A pause that all requests share. Pauses never shorten.

    Args:
        timing: clock.

    Attributes:
        round: counts pauses; an answer to a request of an earlier round says nothing about this one.
    """

    def __init__(self, timing: Timing) -> None:
        self.round = 0
        self._timing = timing
        self._ends_at: float | None = None

    @property
    def seconds_left(self) -> float:
        """How long it still takes; 0 if there is none."""
        return 0.0 if self._ends_at is None else max(0.0, self._ends_at - self._timing.monotonic())

    def ask(self, seconds: float, *, of_round: int) -> bool:
        """Pause from now on.

        Args:
            seconds: how long.
            of_round: the round of the request that was refused.

        Returns:
            Whether a new round begins. Of the requests that ran side by side only the first to be refused begins one.
        """
        ends_at = self._timing.monotonic() + seconds
        self._ends_at = ends_at if self._ends_at is None else max(self._ends_at, ends_at)
        if of_round != self.round:
            return False
        self.round += 1
        return True
