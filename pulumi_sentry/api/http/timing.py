"""Clock, sleep and randomness in one place, so that tests can replace them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """The client's clock, sleep and randomness.

    Args:
        sleep: waits for the given seconds.
        monotonic: seconds on a clock that never jumps; measures waits.
        wall: seconds since the epoch; used for server times only where an answer has no ``Date``.
        random: a number in [0, 1); spreads waits.
    """

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
