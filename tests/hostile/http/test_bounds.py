"""No server keeps the client for ever or fills its memory: each misbehaviour ends in one sentence."""

from __future__ import annotations

import asyncio

import pytest

from pulumi_sentry.api import AnswerLost, NotSentry, SentryClient, SentryError
from pulumi_sentry.api.http.bounds import Bounds
from pulumi_sentry.api.http.timing import Timing
from tests.hostile.http import server
from tests.hostile.http.server import Misbehaviour, serving
from tests.unit.pulumi_sentry.bodies import TOKEN

TIGHT = Bounds(size=1_000_000, list_size=2_000_000, seconds=10.0, pages=50, depth=100)
IMPATIENT = Bounds(seconds=0.2)

MISBEHAVIOURS: list[tuple[Misbehaviour, Bounds, type[SentryError], str]] = [
    (server.ten_gigabytes, TIGHT, NotSentry, "answered 200 with more than 1,000,000 bytes"),
    (server.endless_pieces, TIGHT, NotSentry, "answered 200 with more than 1,000,000 bytes"),
    (server.packed_bomb, TIGHT, NotSentry, "answered 200 with more than 1,000,000 bytes"),
    (server.packed_twice, TIGHT, NotSentry, "answered 200 with more than 1,000,000 bytes"),
    (server.huge_error, TIGHT, NotSentry, "answered 400 with more than 1,000,000 bytes"),
    (server.byte_by_byte, IMPATIENT, AnswerLost, r"the answer was lost \(it was not whole after 0.2 s\)"),
    (server.silence, IMPATIENT, AnswerLost, r"the answer was lost \(it was not whole after 0.2 s\)"),
    (server.pages_without_end, TIGHT, NotSentry, "answered 200 with a list of more than 50 pages"),
    (server.large_pages_without_end, TIGHT, NotSentry, "with a list of more than 2,000,000 bytes"),
    (server.pages_in_a_circle, TIGHT, NotSentry, "answered 200 with pages that go round in a circle"),
    (server.deep_json, TIGHT, NotSentry, "answered 200 with JSON of more than 100 levels"),
    (server.bottomless_json, TIGHT, NotSentry, "answered 200 with something that is not JSON"),
    (server.not_packed_at_all, TIGHT, AnswerLost, r"the answer was lost \("),
]


def client(url: str, bounds: Bounds) -> SentryClient:
    return SentryClient(
        organization="acme",
        token=TOKEN,
        base_url=url,
        bounds=bounds,
        timing=Timing(sleep=lambda _: asyncio.sleep(0)),  # no wait between two tries
    )


@pytest.mark.parametrize(
    ("misbehaviour", "bounds", "kind", "sentence"),
    MISBEHAVIOURS,
    ids=[misbehaviour.__name__ for misbehaviour, *_ in MISBEHAVIOURS],
)
async def test_each_misbehaviour_ends_in_a_sentence(
    misbehaviour: Misbehaviour, bounds: Bounds, kind: type[SentryError], sentence: str
) -> None:
    async with serving(misbehaviour) as url, client(url, bounds) as sentry:
        with pytest.raises(kind, match=sentence) as refused:
            await asyncio.wait_for(sentry.teams.list(), 30)
    assert str(refused.value).startswith("GET /organizations/acme/teams/: ")
    assert TOKEN not in str(refused.value)


async def test_a_creation_whose_answer_never_ends_may_have_happened() -> None:
    async with serving(server.byte_by_byte) as url, client(url, IMPATIENT) as sentry:
        with pytest.raises(AnswerLost) as lost:
            await sentry.teams.create({"slug": "web"})
    assert lost.value.outcome_unknown
