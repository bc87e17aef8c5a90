"""What the limiter is made of, each by itself."""

from __future__ import annotations

import asyncio

from pulumi_sentry.api.http.pace.concurrency_gate import ConcurrencyGate
from pulumi_sentry.api.http.pace.endpoint_window import EndpointWindows
from pulumi_sentry.api.http.pace.shared_pause import SharedPause
from pulumi_sentry.api.http.pace.waiting_line import WaitingLine
from pulumi_sentry.api.http.rate_headers import RateHeaders
from tests.unit.pulumi_sentry.api.support import FakeTime


async def _let_run() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_line_is_called_in_its_order_and_forgets_who_left_it() -> None:
    line, called = WaitingLine(), list[int]()

    async def wait(number: int) -> None:
        await line.turn()
        called.append(number)

    tasks = [asyncio.create_task(wait(number)) for number in range(4)]
    await _let_run()
    tasks[0].cancel()
    await _let_run()
    assert len(line) == 3
    line.call(2)
    await _let_run()
    assert called == [1, 2]
    line.call_all()
    await _let_run()
    assert called == [1, 2, 3]


def test_a_gate_lets_one_go_first_and_then_as_many_as_are_allowed() -> None:
    gate = ConcurrencyGate(8)
    gate.enter()
    assert gate.is_full
    gate.open()
    assert not gate.is_full
    gate.allow(1)
    assert gate.is_full
    gate.leave()
    gate.allow(100)
    for _ in range(8):
        assert not gate.is_full
        gate.enter()
    assert gate.is_full


def test_only_the_first_refusal_of_a_round_begins_another_and_no_pause_gets_shorter() -> None:
    time = FakeTime()
    pause = SharedPause(time.timing)
    assert pause.seconds_left == 0
    assert pause.ask(10, of_round=0)
    assert not pause.ask(3, of_round=0)
    assert (pause.round, pause.seconds_left) == (1, 10)
    time.now += 11
    assert pause.seconds_left == 0


def test_an_endpoint_that_says_nothing_is_held_to_the_limit_of_the_others() -> None:
    windows = EndpointWindows(FakeTime().timing)
    alerts, monitors = windows.of("alerts"), windows.of("monitors")
    monitors.enter()
    assert not monitors.may_be_used_up
    alerts.learn(RateHeaders(limit=1))
    assert monitors.may_be_used_up
    monitors.leave()
    assert not monitors.may_be_used_up
    assert windows.of("alerts") is alerts


def test_a_window_counts_what_is_under_way_and_ends() -> None:
    time = FakeTime()
    window = EndpointWindows(time.timing).of("alerts")
    window.learn(RateHeaders(limit=9, remaining=1, reset=100, seconds_to_reset=2.0))
    window.enter()
    assert window.may_be_used_up
    assert window.seconds_to_next == 0
    window.learn(RateHeaders(remaining=0, reset=100, seconds_to_reset=2.0))
    window.learn(RateHeaders(remaining=5, reset=100, seconds_to_reset=2.0))  # an answer that was overtaken
    assert window.seconds_to_next == 2.0
    time.now += 3
    assert window.seconds_to_next == 0
    assert not window.may_be_used_up
