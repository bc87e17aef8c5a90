"""A DSN counts as proven when ingest has accepted it twice in a row, and nothing secret is said where it has not."""

from __future__ import annotations

import json

import httpx2
import pytest

from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.ingest import DsnNotProven, Ingest

KEY = "ab" * 16
DSN = f"https://{KEY}@o1.ingest.us.sentry.io/42"


class Relay(httpx2.AsyncBaseTransport):
    """Answers with these statuses in turn, the last one for ever; None is no answer."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.requests: list[httpx2.Request] = []
        self.pauses: list[float] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        self.requests.append(request)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            raise httpx2.ConnectError("refused")
        return httpx2.Response(status, json={"detail": f"because of {KEY}"})

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def prove(self, dsn: str = DSN) -> None:
        await Ingest(user_agent="pulumi-sentry/1", timing=Timing(sleep=self.sleep), transport=self).prove(dsn)


async def test_two_answers_some_seconds_apart_must_agree() -> None:
    relay = Relay(200)
    await relay.prove()
    assert len(relay.requests) == 2
    assert relay.pauses == [3.0]


@pytest.mark.parametrize(
    ("statuses", "asked"),
    [((200, 403, 200, 200), 4), ((403, 200, 200), 3), ((None, 503, 200, 429, 200, 200), 6)],
)
async def test_an_answer_that_disagrees_starts_the_count_again(
    statuses: tuple[int | None, ...], asked: int
) -> None:
    relay = Relay(*statuses)
    await relay.prove()
    assert len(relay.requests) == asked


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((403,), "is rejected by ingest"),
        ((200, 403), "is rejected by ingest"),
        ((302,), "could not be proven"),
        ((429,), "could not be proven"),
        ((None,), r"no answer \(ConnectError\)"),
    ],
)
async def test_a_dsn_that_is_not_accepted_is_an_error_without_the_key_in_it(
    statuses: tuple[int | None, ...], said: str
) -> None:
    with pytest.raises(DsnNotProven, match=said) as refused:
        await Relay(*statuses).prove()
    assert KEY not in str(refused.value)


async def test_the_question_stores_no_event_and_carries_no_token() -> None:
    relay = Relay(200)
    await relay.prove(f"https://{KEY}@sentry.example.com:9000/prefix/42")
    [request, _] = relay.requests
    assert str(request.url) == "https://sentry.example.com:9000/prefix/api/42/envelope/"
    assert "Authorization" not in request.headers
    assert f"sentry_key={KEY}" in request.headers["X-Sentry-Auth"]
    header, item, report = (json.loads(line) for line in request.content.splitlines())
    assert header == {}
    # Relay answers an envelope without an item that it knows before it looks at the key.
    assert (item["type"], report) == ("client_report", {"discarded_events": []})


@pytest.mark.parametrize(
    "dsn", ["", "nothing", "https://sentry.example.com/42", "https://k@sentry.example.com"]
)
async def test_what_is_no_dsn_is_not_asked_for(dsn: str) -> None:
    relay = Relay(200)
    with pytest.raises(DsnNotProven, match="without a usable DSN"):
        await relay.prove(dsn)
    assert relay.requests == []
