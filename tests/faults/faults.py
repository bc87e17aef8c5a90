"""Faults of the sandbox: switch one on, see it strike, clear it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.sentry_api import SentryByHand

HELD_MS = 400
"""Milliseconds that an answer is held back after its request was carried out, so that a kill comes in between."""

_POLL = 0.01
_LONGEST = 60.0


def strike(hand: SentryByHand, kind: str, **more: Any) -> None:
    """Switch a fault on that strikes once, at any path unless one is given."""
    hand.admin("POST", "faults", {"kind": kind, "path": "*", "times": 1, **more})


def hold_answer(hand: SentryByHand, **more: Any) -> None:
    """Carry a request out and keep its answer for a moment."""
    strike(hand, "late_answer", delay_ms=HELD_MS, **more)


def struck(hand: SentryByHand) -> bool:
    """Whether a fault has struck."""
    return any(fault["struck"] for fault in hand.admin("GET", "faults"))


def clear(hand: SentryByHand) -> None:
    """Remove the faults, and wait until no request is under way at Sentry."""
    hand.admin("DELETE", "faults")
    until(lambda: all(entry["ended"] for entry in hand.admin("GET", "requests")["requests"]))
    hand.admin("DELETE", "requests")


def until(condition: Callable[[], bool], longest: float = _LONGEST) -> None:
    """Wait for a condition, so many seconds at most; one that never comes true fails the test."""
    deadline = time.monotonic() + longest
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(_POLL)
