"""A bound for the time that reading takes.

The readers bound what they follow, one kind of input at a time. This is the bound for the input that nobody has
thought of.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from sentry_iac.source.unreadable import Unreadable

_SECONDS: Final = 120.0
_LEAST: Final = 1.0


class Patience:
    """The time that all reading of one audit may take together.

    Args:
        seconds: that time.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._left = seconds

    @contextmanager
    def limit(self) -> Iterator[None]:
        """End what runs inside when the time is over; only the main thread of a Unix can be interrupted.

        Whoever comes late has a second all the same, so that what takes no time is read whatever came before.

        Raises:
            Unreadable: the time is over.
        """
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            yield
            return
        began = time.monotonic()
        before = signal.signal(signal.SIGALRM, self._end)
        # Again and again: a reader may take the first one for a file that cannot be read, and go on.
        signal.setitimer(signal.ITIMER_REAL, max(self._left, _LEAST), _LEAST)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            self._left -= time.monotonic() - began

    def _end(self, number: int, frame: FrameType | None) -> None:
        raise Unreadable(
            f"this takes longer to read than the {self._seconds:g} s that an audit has for all source",
            fix="name the folder of the applications with --app",
        )
