"""Rate limits: per caller and endpoint, by the second and by requests in flight."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sentry_sandbox.controls.quirks import RateLimit
from sentry_sandbox.http.errors import ApiError

_Bucket = tuple[str, str, str]


class RateLimits:
    """Counts requests and refuses what is above the limits.

    Args:
        rules: the limits, and whether they are enforced and announced.
        clock: epoch seconds; injectable.
    """

    def __init__(self, rules: RateLimit, clock: Callable[[], float] = time.time) -> None:
        self._rules = rules
        self._clock = clock
        self._second = 0
        self._used: Counter[_Bucket] = Counter()
        self._in_flight: Counter[_Bucket] = Counter()

    @contextmanager
    def slot(self, bucket: _Bucket) -> Iterator[dict[str, str]]:
        """Room for one request; yields the headers that announce the limits.

        Args:
            bucket: caller identity, method and endpoint.

        Raises:
            ApiError: 429.
        """
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._used.clear()
        self._used[bucket] += 1
        self._in_flight[bucket] += 1
        try:
            headers = self._headers(bucket)
            if self._rules.enforced:
                self._check(bucket, headers)
            yield headers
        finally:
            self._in_flight[bucket] -= 1
            if not self._in_flight[bucket]:
                del self._in_flight[bucket]

    def _check(self, bucket: _Bucket, headers: dict[str, str]) -> None:
        rules = self._rules
        text = None
        if self._in_flight[bucket] > rules.concurrent:
            text = (
                "You are attempting to go above the allowed concurrency for this endpoint. "
                f"Concurrency limit is {rules.concurrent}"
            )
        elif self._used[bucket] > rules.per_second:
            text = (
                "You are attempting to use this endpoint too frequently. "
                f"Limit is {rules.per_second} requests in 1 seconds"
            )
        if text is not None:
            raise ApiError(429, {"detail": text}, headers)

    def _headers(self, bucket: _Bucket) -> dict[str, str]:
        rules = self._rules
        if not rules.announced:
            return {}
        return {
            "X-Sentry-Rate-Limit-Limit": str(rules.per_second),
            "X-Sentry-Rate-Limit-Remaining": str(max(rules.per_second - self._used[bucket], 0)),
            "X-Sentry-Rate-Limit-Reset": str(self._second + 1),
            "X-Sentry-Rate-Limit-ConcurrentLimit": str(rules.concurrent),
            "X-Sentry-Rate-Limit-ConcurrentRemaining": str(
                max(rules.concurrent - self._in_flight[bucket], 0)
            ),
        }
