"""What is sent again after a fault, how often, and after which wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import AnswerLost, ConnectionFailed, NotFound, SentryClient, SentryError, ServerError
from pulumi_sentry.api.http.retry import EVERY, backoff, may_retry
from tests.unit.pulumi_sentry.api.support import FakeSentry, FakeTime, client

Operation = Callable[[SentryClient], Awaitable[Any]]
OK = httpx2.Response(200, json={})
NOT_SENT = [
    httpx2.ConnectError("refused"),
    httpx2.ConnectTimeout(""),
    httpx2.PoolTimeout(""),
    httpx2.ProxyError("no"),
]
LOST = [
    httpx2.ReadTimeout(""),
    httpx2.ReadError("reset"),
    httpx2.WriteError("pipe"),
    httpx2.WriteTimeout(""),
    httpx2.RemoteProtocolError("closed"),
    httpx2.CloseError("x"),
    httpx2.DecodingError("bad gzip"),
]


def read(api: SentryClient) -> Awaitable[Any]:
    return api.projects.get("5")


def replace(api: SentryClient) -> Awaitable[Any]:
    return api.projects.update("5", {"name": "x"})


def delete(api: SentryClient) -> Awaitable[Any]:
    return api.projects.delete("5")


def create(api: SentryClient) -> Awaitable[Any]:
    return api.teams.create({"slug": "x"})


@pytest.mark.parametrize("operation", [read, replace, delete, create])
@pytest.mark.parametrize("failure", NOT_SENT, ids=repr)
async def test_a_request_that_was_never_sent_is_repeated_whatever_its_method(
    operation: Operation, failure: Exception
) -> None:
    sentry, time = FakeSentry([failure, failure, OK]), FakeTime()
    async with client(sentry, time) as api:
        await operation(api)
    assert len(sentry.requests) == 3
    assert time.slept == [0.375, 0.75]


@pytest.mark.parametrize("operation", [read, replace, delete])
@pytest.mark.parametrize("failure", LOST, ids=repr)
async def test_a_read_a_full_update_and_a_delete_are_repeated_when_the_answer_is_lost(
    operation: Operation, failure: Exception
) -> None:
    sentry = FakeSentry([failure, OK])
    async with client(sentry) as api:
        await operation(api)
    assert len(sentry.requests) == 2


@pytest.mark.parametrize("failure", LOST, ids=repr)
async def test_a_post_whose_answer_is_lost_goes_out_once(failure: Exception) -> None:
    sentry = FakeSentry([failure])
    async with client(sentry) as api:
        with pytest.raises(
            AnswerLost, match=r"POST /organizations/acme/teams/: .* may have carried it out"
        ) as caught:
            await create(api)
    assert caught.value.outcome_unknown
    assert len(sentry.requests) == 1


@pytest.mark.parametrize("operation", [read, replace, delete])
@pytest.mark.parametrize("status", [502, 503, 504])
async def test_gateway_errors_are_repeated_for_what_may_be_repeated(
    operation: Operation, status: int
) -> None:
    bad = httpx2.Response(status, html="<h1>Bad Gateway</h1>")
    sentry = FakeSentry([bad, bad, OK])
    async with client(sentry) as api:
        await operation(api)
    assert len(sentry.requests) == 3


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_post_that_met_a_gateway_error_goes_out_once_and_counts_as_lost(status: int) -> None:
    sentry = FakeSentry([httpx2.Response(status)])
    async with client(sentry) as api:
        with pytest.raises(AnswerLost) as caught:
            await create(api)
    assert caught.value.status == status
    assert len(sentry.requests) == 1


async def test_a_post_that_was_turned_away_with_a_time_to_come_back_is_repeated_then() -> None:
    sentry, time = FakeSentry([httpx2.Response(503, headers={"Retry-After": "7"}), OK]), FakeTime()
    async with client(sentry, time) as api:
        await create(api)
    assert time.slept == [7.0]


@pytest.mark.parametrize("operation", [read, replace, delete, create])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 500, 501])
async def test_an_answer_that_would_be_the_same_again_is_not_repeated(
    operation: Operation, status: int
) -> None:
    sentry = FakeSentry([httpx2.Response(status, json={"detail": "x"})])
    async with client(sentry) as api:
        with pytest.raises(SentryError) as caught:
            await operation(api)
    assert caught.value.status == status
    assert len(sentry.requests) == 1


async def test_a_delete_repeated_after_a_lost_answer_says_not_found_when_the_first_one_worked() -> None:
    gone = httpx2.Response(404, json={"detail": "The requested resource does not exist"})
    async with client(FakeSentry([httpx2.ReadTimeout(""), gone])) as api:
        with pytest.raises(NotFound):
            await delete(api)


@pytest.mark.parametrize(
    ("failure", "error", "tries"),
    [
        (httpx2.ConnectError("refused"), ConnectionFailed, 4),
        (httpx2.ReadTimeout(""), AnswerLost, 3),
        (httpx2.Response(502), ServerError, 5),
    ],
    ids=["not sent", "lost", "502"],
)
async def test_retries_come_to_an_end(
    failure: httpx2.Response | Exception, error: type[SentryError], tries: int
) -> None:
    sentry = FakeSentry([failure] * 10)
    async with client(sentry) as api:
        with pytest.raises(error):
            await read(api)
    assert len(sentry.requests) == tries


async def test_a_call_never_waits_longer_than_its_patience() -> None:
    time = FakeTime()
    sentry = FakeSentry([httpx2.Response(503, headers={"Retry-After": "40"})] * 10)
    async with client(sentry, time, patience=100) as api:
        with pytest.raises(ServerError):
            await read(api)
    assert sum(time.slept) == 80
    assert len(sentry.requests) == 3


async def test_a_connection_that_fails_names_the_host_and_what_to_check() -> None:
    async with client(FakeSentry([httpx2.ConnectError("Name or service not known")] * 4)) as api:
        with pytest.raises(ConnectionFailed) as caught:
            await read(api)
    assert "cannot reach https://sentry.example.com (Name or service not known)" in str(caught.value)
    assert "SENTRY_URL" in str(caught.value)
    assert not caught.value.outcome_unknown


def test_the_table_lets_a_post_go_again_only_where_sentry_did_not_act() -> None:
    outcomes = [*range(200, 600)]
    again = {n for n in outcomes if may_retry("POST", n, tries_made=1, retry_after=None)}
    assert again == {429}
    assert {n for n in outcomes if may_retry("POST", n, tries_made=1, retry_after=1.0)} == {429, 503}
    assert all(may_retry(method, 429, tries_made=99, retry_after=None) for method in EVERY)
    assert not any(may_retry("PATCH", n, tries_made=1, retry_after=1.0) for n in outcomes)


def test_waits_double_are_capped_and_spread() -> None:
    assert [backoff(n, random=0.0) for n in (1, 2, 3, 4, 5, 6, 50)] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert backoff(6, random=0.999) < 16.0
