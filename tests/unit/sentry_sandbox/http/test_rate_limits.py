from __future__ import annotations

import pytest

from sentry_sandbox.controls.quirks import RateLimit
from sentry_sandbox.controls.rate_limits import RateLimits
from sentry_sandbox.http.errors import ApiError
from tests.unit.sentry_sandbox.support import Local

BUCKET = ("caller", "GET", "/organizations/")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_answers_announce_the_limits_and_count_down() -> None:
    limits = RateLimits(RateLimit(), Clock())

    with limits.slot(BUCKET):
        pass
    with limits.slot(BUCKET) as headers:
        assert headers == {
            "X-Sentry-Rate-Limit-Limit": "40",
            "X-Sentry-Rate-Limit-Remaining": "38",
            "X-Sentry-Rate-Limit-Reset": "1001",
            "X-Sentry-Rate-Limit-ConcurrentLimit": "25",
            "X-Sentry-Rate-Limit-ConcurrentRemaining": "24",
        }


def test_one_too_many_in_a_second_is_429_until_the_next_second() -> None:
    clock = Clock()
    limits = RateLimits(RateLimit(per_second=1, enforced=True), clock)
    with limits.slot(BUCKET):
        pass

    with pytest.raises(ApiError) as refused, limits.slot(BUCKET):
        pass

    assert refused.value.status == 429
    assert refused.value.body == {
        "detail": "You are attempting to use this endpoint too frequently. Limit is 1 requests in 1 seconds"
    }
    assert refused.value.headers["X-Sentry-Rate-Limit-Remaining"] == "0"
    assert "Retry-After" not in refused.value.headers
    clock.now += 1
    with limits.slot(BUCKET):
        pass


def test_one_too_many_at_a_time_is_429_until_another_ends() -> None:
    limits = RateLimits(RateLimit(concurrent=1, enforced=True), Clock())

    with limits.slot(BUCKET), pytest.raises(ApiError) as refused, limits.slot(BUCKET):
        pass

    assert "Concurrency limit is 1" in refused.value.body["detail"]
    with limits.slot(BUCKET):
        pass


def test_callers_and_endpoints_have_limits_of_their_own() -> None:
    limits = RateLimits(RateLimit(per_second=1, concurrent=1, enforced=True), Clock())

    with (
        limits.slot(BUCKET),
        limits.slot(("other", "GET", BUCKET[2])),
        limits.slot(("caller", "PUT", BUCKET[2])),
    ):
        pass


def test_unless_enforced_the_limits_are_only_announced() -> None:
    limits = RateLimits(RateLimit(per_second=1), Clock())

    for _ in range(3):
        with limits.slot(BUCKET) as headers:
            assert headers["X-Sentry-Rate-Limit-Remaining"] == "0"


def test_over_http_every_answer_announces_them_errors_included(sandbox: Local) -> None:
    for path in ("/organizations/sandbox/", "/organizations/nobody/"):
        assert sandbox.call("GET", path).headers["X-Sentry-Rate-Limit-Limit"] == "40"


def test_over_http_the_switch_enforces_and_silences_them(sandbox: Local) -> None:
    sandbox.turn(rate_limit={"per_second": 0, "enforced": True})
    refused = sandbox.call("GET", "/organizations/sandbox/")
    sandbox.turn(rate_limit={"enforced": False, "announced": False})
    silent = sandbox.call("GET", "/organizations/sandbox/")

    assert refused.status_code == 429
    assert refused.headers["X-Sentry-Rate-Limit-Limit"] == "0"
    assert silent.status_code == 200
    assert "X-Sentry-Rate-Limit-Limit" not in silent.headers
