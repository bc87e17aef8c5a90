"""The rate limit of a client key: a number of error events in a number of seconds."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from sentry_sandbox.store import Record


class KeyLimits:
    """Remembers when each key was used.

    Args:
        clock: epoch seconds; injectable.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._uses: dict[str, deque[float]] = {}

    def wait(self, key: Record) -> int | None:
        """Count one error event of a key.

        Returns:
            `None` where it may pass; otherwise the whole seconds until the next event may pass, at least 1.
        """
        if key.body["rateLimit"] is None:
            return None
        count, window = int(key.body["rateLimit"]["count"]), int(key.body["rateLimit"]["window"])
        now = self._clock()
        uses = self._uses.setdefault(key.slug, deque())
        while uses and uses[0] <= now - window:
            uses.popleft()
        if len(uses) >= count:
            return max(math.ceil(uses[0] + window - now), 1)
        uses.append(now)
        return None
