"""Limits the requests at a time."""

from __future__ import annotations

from pulumi_sentry.api.http.pace.waiting_line import WaitingLine


class ConcurrencyGate:
    """Lets a number of requests run at a time; the others wait in line.

    It begins, and goes on after each pause, with one request alone, whose answer tells whether the others may follow.

    Args:
        ceiling: most requests at the same time, whatever Sentry allows.
    """

    def __init__(self, ceiling: int) -> None:
        self._ceiling = max(1, ceiling)
        self._allowed = self._ceiling
        self._one_goes_first = True
        self._running = 0
        self._line = WaitingLine()

    @property
    def is_full(self) -> bool:
        """Whether nobody may enter now."""
        return self._free <= 0

    @property
    def waiting(self) -> int:
        """Requests in line."""
        return len(self._line)

    async def turn(self) -> None:
        """Wait in line until a place may be free; somebody else may take it first."""
        await self._line.turn()

    def enter(self) -> None:
        """Take a place; it has to be free."""
        self._running += 1

    def leave(self) -> None:
        """Give the place back."""
        self._running -= 1
        self.pass_on()

    def pass_on(self) -> None:
        """Call as many of the line as there are places, after a called one did not enter."""
        self._line.call(self._free)

    def send_one_first(self) -> None:
        """Let one request run alone, until `open` is called."""
        self._one_goes_first = True

    def open(self) -> None:
        """Let the others follow the one that went first."""
        self._one_goes_first = False

    def allow(self, at_a_time: int) -> None:
        """Keep to Sentry's number of requests at the same time; it never raises the ceiling."""
        self._allowed = max(1, min(self._ceiling, at_a_time))

    @property
    def _free(self) -> int:
        return (1 if self._one_goes_first else self._allowed) - self._running
