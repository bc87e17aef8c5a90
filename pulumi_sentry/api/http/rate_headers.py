"""Reads the pace from an answer: Sentry's rate-limit headers and Retry-After, as seconds from now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

_WHOLE = re.compile(r"[0-9]{1,12}\Z")


@dataclass(frozen=True, slots=True)
class RateHeaders:
    """The pace from one answer; None for missing or unusable parts.

    Args:
        limit: requests that a window allows.
        remaining: requests left in the current window.
        reset: when the window ends, in epoch seconds by the server's clock; it tells windows apart.
        concurrent_limit: requests that may run at the same time.
        seconds_to_reset: until the window ends, by the server's clock; never negative.
        retry_after: seconds of ``Retry-After``; never negative.
        server_time: the server's clock in epoch seconds, to the second.
    """

    limit: int | None = None
    remaining: int | None = None
    reset: int | None = None
    concurrent_limit: int | None = None
    seconds_to_reset: float | None = None
    retry_after: float | None = None
    server_time: float | None = None

    @classmethod
    def read(cls, headers: Mapping[str, str], *, now: float) -> RateHeaders:
        """Read the headers of an answer.

        Args:
            headers: any mapping that ignores case.
            now: this machine's time in epoch seconds; used only where the answer has no ``Date``, because
                the server's clock may be off by an hour and the reset is told by that clock.
        """
        server_time = _date(headers.get("Date"))
        server_now = now if server_time is None else server_time
        reset = _whole(headers.get("X-Sentry-Rate-Limit-Reset"))
        return cls(
            limit=_whole(headers.get("X-Sentry-Rate-Limit-Limit")),
            remaining=_whole(headers.get("X-Sentry-Rate-Limit-Remaining")),
            reset=reset,
            concurrent_limit=_whole(headers.get("X-Sentry-Rate-Limit-ConcurrentLimit")),
            seconds_to_reset=None if reset is None else max(0.0, reset - server_now),
            retry_after=_retry_after(headers.get("Retry-After"), server_now),
            server_time=server_time,
        )


def _whole(text: str | None) -> int | None:
    # Both strip, and not the same characters.
    digits = "" if text is None else text.strip()
    return int(digits) if _WHOLE.match(digits) else None


def _date(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" says that it is UTC and nothing of where the clock stands.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(text: str | None, server_now: float) -> float | None:
    seconds = _whole(text)
    if seconds is not None:
        return float(seconds)
    moment = _date(text)
    return None if moment is None else max(0.0, moment - server_now)
