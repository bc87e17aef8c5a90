"""Against a Sentry that counts requests by the second: no refusal of our own making, and little time lost."""

from __future__ import annotations

import asyncio
import heapq
import math
import random
from collections import Counter
from email.utils import formatdate
from itertools import count
from typing import Any

import httpx2
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.limits import Limiter, Wait
from pulumi_sentry.api.http.timing import Timing
from tests.fuzzing import examples
from tests.unit.pulumi_sentry.api.support import ORGANIZATION, FakeSentry

START = 1_800_000_000.3


class VirtualTime:
    """A clock that jumps to the next moment somebody sleeps until, once nobody has anything else to do."""

    def __init__(self) -> None:
        self.now = START
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._number), woken))
        await woken

    async def run(self, work: asyncio.Future[list[Any]]) -> None:
        while not work.done():
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleepers:
                at, _, woken = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                if not woken.done():
                    woken.set_result(None)


class CountingSentry:
    """Counts requests to each endpoint by its own second, which began at another moment than ours."""

    def __init__(self, time: VirtualTime, per_second: int, latency: float, skew: float) -> None:
        self.refused = 0
        self.answered = 0
        self._time = time
        self._limit = per_second
        self._latency = latency
        self._skew = skew
        self._used: Counter[tuple[int, str, str]] = Counter()
        self._dice = random.Random(7)  # noqa: S311  # latencies, no secrets

    def preflight(self) -> httpx2.Response:
        """The answer about the organization: an endpoint of its own, that announces the same limit."""
        return httpx2.Response(
            200, json=ORGANIZATION, headers={"X-Sentry-Rate-Limit-Limit": str(self._limit)}
        )

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        await self._time.sleep(self._latency * self._dice.random())
        here = self._time.now + self._skew
        second = math.floor(here)
        endpoint = (second, request.method, request.url.path.split("/")[3])
        self._used[endpoint] += 1
        headers = {
            "Date": formatdate(here, usegmt=True),
            "X-Sentry-Rate-Limit-Limit": str(self._limit),
            "X-Sentry-Rate-Limit-Remaining": str(max(0, self._limit - self._used[endpoint])),
            "X-Sentry-Rate-Limit-Reset": str(second + 1),
        }
        refused = self._used[endpoint] > self._limit
        self.refused += refused
        self.answered += not refused
        await self._time.sleep(self._latency * self._dice.random())
        return httpx2.Response(429 if refused else 200, json={}, headers=headers)


def _client(sentry: CountingSentry, time: VirtualTime, waits: list[Wait]) -> SentryClient:
    timing = Timing(
        sleep=time.sleep, monotonic=lambda: time.now, wall=lambda: time.now + 77, random=lambda: 0.5
    )
    return SentryClient(
        organization="acme",
        token="a-token",
        base_url="https://sentry.example.com",
        transport=FakeSentry(sentry.handle, preflight=sentry.preflight()),
        timing=timing,
        limiter=Limiter(timing=timing, on_wait=waits.append),
    )


@settings(max_examples=examples(15), deadline=None)
@given(
    per_second=st.integers(1, 60),
    latency=st.sampled_from([0.001, 0.02, 0.1, 0.4]),
    skew=st.floats(-3600, 3600),
    calls=st.integers(1, 120),
)
async def test_no_request_is_sent_that_would_be_refused(
    per_second: int, latency: float, skew: float, calls: int
) -> None:
    time, waits = VirtualTime(), list[Wait]()
    sentry = CountingSentry(time, per_second, latency, skew)
    async with _client(sentry, time, waits) as api:
        work = asyncio.gather(*(api.projects.get(str(number)) for number in range(calls)))
        await time.run(work)
    assert sentry.refused == 0
    assert sentry.answered == calls
    took = time.now - START
    # By the limit, or by eight at a time: whichever is slower; and a second until the server's clock is known.
    assert took <= 2 * max(calls / per_second, calls * latency / 8) + 2 * latency + 2.5
    assert len(waits) <= took + 1  # one for each window at most, however many requests wait


async def test_an_endpoint_that_is_used_up_holds_no_other() -> None:
    time, waits = VirtualTime(), list[Wait]()
    sentry = CountingSentry(time, per_second=10, latency=0.01, skew=0.0)
    finished: dict[str, float] = {}

    async with _client(sentry, time, waits) as api:

        async def call(kind: str, number: int) -> None:
            await (api.projects.get(str(number)) if kind == "projects" else api.teams.get(str(number)))
            finished[kind] = time.now

        calls = [call("projects", number) for number in range(60)] + [call("teams", n) for n in range(8)]
        await time.run(asyncio.gather(*calls))
    assert sentry.refused == 0
    assert finished["teams"] - START < 1.5
    assert finished["projects"] - START > 4


async def test_a_wait_is_told_with_what_was_done_and_what_is_left() -> None:
    time, waits = VirtualTime(), list[Wait]()
    sentry = CountingSentry(time, per_second=10, latency=0.01, skew=0.0)
    async with _client(sentry, time, waits) as api:
        await time.run(asyncio.gather(*(api.projects.get(str(number)) for number in range(40))))
    assert len(waits) == 3
    assert all(0 < wait.seconds <= 1.1 for wait in waits)
    assert [wait.answered for wait in waits] == sorted(wait.answered for wait in waits)
    assert all(wait.waiting > 0 for wait in waits)
