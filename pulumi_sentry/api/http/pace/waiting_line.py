"""Tasks that wait for their turn."""

from __future__ import annotations

import asyncio
from collections import deque


class WaitingLine:
    """First come, first served. Each called task checks again whether its turn has really come."""

    def __init__(self) -> None:
        self._turns: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        return len(self._turns)

    async def turn(self) -> None:
        """Wait until called; a cancelled task leaves the line."""
        turn = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await turn
        finally:
            if turn in self._turns:
                self._turns.remove(turn)

    def call(self, most: int) -> None:
        """Call at most so many from the head of the line; one that has just been cancelled counts."""
        for _ in range(min(most, len(self._turns))):
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(None)

    def call_all(self) -> None:
        """Call everybody."""
        self.call(len(self._turns))
