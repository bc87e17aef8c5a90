from __future__ import annotations

import asyncio
from collections.abc import Mapping
from email.utils import formatdate

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sentry.api import RateLimited
from pulumi_sentry.api.http.limits import Limiter, WaitTooLong
from pulumi_sentry.api.http.rate_headers import RateHeaders
from tests.unit.pulumi_sentry.api.support import FakeSentry, FakeTime, client

NOW = 1_800_000_000.0
RESET = "X-Sentry-Rate-Limit-Reset"
REMAINING = "X-Sentry-Rate-Limit-Remaining"
CONCURRENT = "X-Sentry-Rate-Limit-ConcurrentLimit"


def _read(headers: Mapping[str, str]) -> RateHeaders:
    return RateHeaders.read(httpx2.Headers(headers), now=NOW)


def _limited(**headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(429, json={"detail": "Too frequently."}, headers=named)


def _ok() -> httpx2.Response:
    return httpx2.Response(200, json={})


def test_the_reset_is_told_by_the_servers_clock_even_when_it_is_an_hour_off() -> None:
    for skew in (-3600, 0, 3600):
        server = NOW + skew
        headers = {RESET: str(int(server) + 3), "Date": formatdate(server, usegmt=True)}
        assert _read(headers).seconds_to_reset == 3.0


def test_without_a_date_the_reset_is_told_by_this_machines_clock() -> None:
    assert _read({RESET: str(int(NOW) + 3)}).seconds_to_reset == 3.0


def test_a_reset_in_the_past_means_no_wait() -> None:
    assert _read({RESET: "5"}).seconds_to_reset == 0.0


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert _read({"Retry-After": "12"}).retry_after == 12.0
    assert _read({"Retry-After": formatdate(NOW + 9, usegmt=True)}).retry_after == 9.0
    assert _read({"Retry-After": formatdate(NOW - 9, usegmt=True)}).retry_after == 0.0


def test_a_self_hosted_sentry_that_tells_nothing_is_understood() -> None:
    assert _read({}) == RateHeaders()


@given(st.dictionaries(st.sampled_from([RESET, REMAINING, CONCURRENT, "Retry-After", "Date"]), st.text()))
def test_headers_of_any_content_are_read_or_ignored(headers: dict[str, str]) -> None:
    pace = RateHeaders.read(dict(headers), now=NOW)
    for value in (pace.remaining, pace.concurrent_limit, pace.seconds_to_reset, pace.retry_after):
        assert value is None or value >= 0


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_429_waits_for_the_reset_with_a_little_spread_whatever_the_method(method: str) -> None:
    time = FakeTime()
    limited = _limited(**{RESET: str(int(time.now) + 3)})
    sentry = FakeSentry([limited, _ok()])
    async with client(sentry, time) as api:
        await (api.projects.get("5") if method == "GET" else api.teams.create({}))
    assert time.slept == [3.375]


async def test_retry_after_counts_more_than_the_reset() -> None:
    time = FakeTime()
    sentry = FakeSentry([_limited(Retry_After="2", **{RESET: str(int(time.now) + 9)}), _ok()])
    async with client(sentry, time) as api:
        await api.projects.get("5")
    assert time.slept == [2.375]


async def test_a_429_without_a_usable_time_waits_longer_each_time() -> None:
    time = FakeTime()
    sentry = FakeSentry([_limited(), _limited(**{RESET: "5"}), _limited(Retry_After="0"), _ok()])
    async with client(sentry, time) as api:
        await api.projects.get("5")
    assert time.slept == [0.375, 0.75, 1.5]


async def test_a_429_that_does_not_end_becomes_an_error_that_names_the_wait() -> None:
    time = FakeTime()
    sentry = FakeSentry(lambda _: _limited(Retry_After="50"))
    async with client(sentry, time, patience=120) as api:
        with pytest.raises(RateLimited, match=r"asks to wait 51 s .* after 101 s of waiting") as caught:
            await api.projects.get("5")
    assert sum(time.slept) == pytest.approx(101.125)
    assert caught.value.wait_seconds == pytest.approx(51)
    assert caught.value.status == 429


async def test_a_far_reset_of_one_endpoint_does_not_hold_up_the_others() -> None:
    time = FakeTime()
    sentry = FakeSentry([_limited(Retry_After="3600"), _ok()])
    async with client(sentry, time) as api:
        with pytest.raises(RateLimited):
            await api.projects.get("5")
        await api.projects.get("6")
    assert time.slept == []


class Crowd:
    """Answers when told to, and knows how many requests are under way."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self.under_way: list[asyncio.Future[httpx2.Response]] = []
        self.most = 0
        self.headers = dict(headers or {})

    async def handle(self, _: httpx2.Request) -> httpx2.Response:
        answer: asyncio.Future[httpx2.Response] = asyncio.get_running_loop().create_future()
        self.under_way.append(answer)
        self.most = max(self.most, len(self.under_way))
        try:
            return await answer
        finally:
            self.under_way.remove(answer)

    async def arrive(self) -> int:
        for _ in range(200):
            await asyncio.sleep(0)
        return len(self.under_way)

    def answer(self, response: httpx2.Response | None = None) -> None:
        for waiting in list(self.under_way):
            waiting.set_result(response or httpx2.Response(200, json={}, headers=self.headers))


async def _serve_all(crowd: Crowd, calls: list[asyncio.Task[object]]) -> None:
    while await crowd.arrive():
        crowd.answer()
    await asyncio.gather(*calls)


async def test_at_most_eight_requests_run_at_a_time() -> None:
    crowd = Crowd()
    async with client(FakeSentry(crowd.handle)) as api:
        calls = [asyncio.create_task(api.projects.get(str(n))) for n in range(40)]
        assert await crowd.arrive() == 8
        await _serve_all(crowd, list(calls))
    assert crowd.most == 8


async def test_the_servers_own_limit_lowers_the_number_but_never_raises_it() -> None:
    for told, used in (("3", 3), ("25", 8), ("0", 1), ("x", 8)):
        crowd = Crowd({CONCURRENT: told})
        async with client(FakeSentry(crowd.handle)) as api:
            calls = [asyncio.create_task(api.projects.get(str(n))) for n in range(30)]
            assert await crowd.arrive() == 8
            crowd.answer()
            assert await crowd.arrive() == used
            await _serve_all(crowd, list(calls))


async def test_after_a_429_everybody_waits_for_the_same_moment_and_one_goes_first() -> None:
    crowd, time = Crowd(), FakeTime()
    async with client(FakeSentry(crowd.handle), time) as api:
        calls = [asyncio.create_task(api.projects.get(str(n))) for n in range(20)]
        assert await crowd.arrive() == 8
        started = time.now
        crowd.answer(_limited(Retry_After="10"))
        assert await crowd.arrive() == 1
        assert time.now - started == pytest.approx(10.375)
        crowd.answer(_limited(Retry_After="10"))
        assert await crowd.arrive() == 1
        crowd.answer()
        assert await crowd.arrive() == 8
        await _serve_all(crowd, list(calls))


async def test_an_answer_from_before_the_429_does_not_open_the_gate() -> None:
    crowd, time = Crowd(), FakeTime()
    async with client(FakeSentry(crowd.handle), time) as api:
        calls = [asyncio.create_task(api.projects.get(str(n))) for n in range(4)]
        assert await crowd.arrive() == 4
        crowd.under_way[0].set_result(_limited(Retry_After="10"))
        assert await crowd.arrive() == 3
        crowd.under_way[0].set_result(_ok())
        assert await crowd.arrive() == 2
        crowd.answer()
        assert await crowd.arrive() == 1
        await _serve_all(crowd, list(calls))


async def test_when_a_window_is_used_up_the_rest_waits_for_the_next_one_without_a_429() -> None:
    time = FakeTime()
    used_up = httpx2.Response(200, json={}, headers={REMAINING: "0", RESET: str(int(time.now) + 1)})
    async with client(FakeSentry([used_up, _ok()]), time) as api:
        await api.projects.get("5")
        await api.projects.get("6")
    assert time.slept == [1.0]


async def test_a_window_that_ends_much_later_does_not_hold_anybody() -> None:
    time = FakeTime()
    used_up = httpx2.Response(200, json={}, headers={REMAINING: "0", RESET: str(int(time.now) + 900)})
    async with client(FakeSentry([used_up, _ok()]), time) as api:
        await api.projects.get("5")
        await api.projects.get("6")
    assert time.slept == []


async def test_the_very_first_request_runs_alone() -> None:
    limiter = Limiter(timing=FakeTime().timing)
    entered: list[int] = []
    leave = asyncio.Event()

    async def run(number: int) -> None:
        async with limiter.slot(patience=1) as slot:
            entered.append(number)
            await leave.wait()
            limiter.answered(slot, RateHeaders())

    tasks = [asyncio.create_task(run(n)) for n in range(5)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert entered == [0]
    leave.set()
    await asyncio.gather(*tasks)
    assert entered == [0, 1, 2, 3, 4]


async def test_a_request_that_fails_or_is_given_up_makes_room_for_the_next() -> None:
    limiter = Limiter(concurrency=1, timing=FakeTime().timing)
    entered = asyncio.Event()
    done: list[int] = []

    async def hold() -> None:
        async with limiter.slot(patience=1):
            entered.set()
            await asyncio.get_running_loop().create_future()

    async def run(number: int) -> None:
        async with limiter.slot(patience=1):
            done.append(number)

    holder = asyncio.create_task(hold())
    await entered.wait()
    waiting = [asyncio.create_task(run(n)) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    holder.cancel()
    await asyncio.gather(holder, *waiting, return_exceptions=True)
    assert done == [1, 2]


async def test_nobody_waits_in_a_shared_pause_longer_than_its_patience() -> None:
    time = FakeTime()
    limiter = Limiter(timing=time.timing)
    async with limiter.slot(patience=1) as slot:
        limiter.pause(slot, 30)
    with pytest.raises(WaitTooLong):
        async with limiter.slot(patience=20):
            pass
    async with limiter.slot(patience=40) as later:
        assert later.waited == 30
    assert time.slept == [30]


@settings(deadline=None)
@given(st.lists(st.sampled_from([200, 404, 429, 502, 0]), max_size=30), st.integers(1, 4), st.integers(1, 12))
async def test_whatever_is_answered_every_call_ends_and_no_slot_is_lost(
    outcomes: list[int], concurrency: int, calls: int
) -> None:
    script = list(outcomes)

    async def handle(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0)
        outcome = script.pop() if script else 200
        if outcome == 0:
            raise httpx2.ReadError("cut")
        return httpx2.Response(outcome, json={"detail": "x"})

    async with client(FakeSentry(handle), concurrency=concurrency) as api:
        await asyncio.gather(*(api.projects.get(str(n)) for n in range(calls)), return_exceptions=True)
        script.clear()
        assert await api.projects.get("last") == {"detail": "x"}


async def test_a_request_given_up_in_the_moment_of_its_turn_passes_the_turn_on() -> None:
    limiter = Limiter(concurrency=1, timing=FakeTime().timing)
    done: list[int] = []

    async def run(number: int) -> None:
        async with limiter.slot(patience=1):
            done.append(number)

    async with limiter.slot(patience=1):
        waiting = [asyncio.create_task(run(n)) for n in range(2)]
        await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), timeout=5)
    assert done == [1]
