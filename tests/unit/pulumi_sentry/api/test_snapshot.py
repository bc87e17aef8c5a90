"""Reading many objects takes pages, reading few takes none of them, and nothing stale is ever shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sentry.api.errors import Forbidden
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.api.lists.snapshot import ALONE, LIFETIME, Snapshot


class Listed:
    """A list of objects, and how often a page of it was fetched."""

    def __init__(self, objects: int, per_page: int = 100) -> None:
        self.objects = [{"id": str(number), "value": "listed"} for number in range(objects)]
        self.per_page = per_page
        self.fetched = 0
        self.refused = False

    async def pages(self) -> AsyncIterator[list[JsonObject]]:
        for start in range(0, max(1, len(self.objects)), self.per_page):
            self.fetched += 1
            await asyncio.sleep(0)
            if self.refused:
                raise Forbidden("not allowed", method="GET", path="/", status=403)
            yield self.objects[start : start + self.per_page]


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def snapshot(listed: Listed, clock: Clock | None = None) -> Snapshot:
    return Snapshot(listed.pages, Timing(monotonic=clock or Clock()))


async def test_a_refresh_of_one_object_fetches_no_page() -> None:
    listed = Listed(10_000)
    reads = snapshot(listed)
    assert [await reads.find("5") for _ in range(ALONE)] == [None] * ALONE
    assert listed.fetched == 0


async def test_many_reads_at_once_share_each_page() -> None:
    listed = Listed(250)
    reads = snapshot(listed)
    found = await asyncio.gather(*(reads.find(str(number)) for number in range(250)))
    assert listed.fetched == 3
    assert sum(item is None for item in found) <= ALONE + 3


@given(
    objects=st.integers(0, 1500),
    asked=st.lists(st.integers(0, 1500), max_size=60),
    per_page=st.sampled_from([10, 100]),
)
def test_it_never_makes_more_than_twice_the_requests(objects: int, asked: list[int], per_page: int) -> None:
    listed = Listed(objects, per_page)

    async def run() -> int:
        reads = snapshot(listed)
        return sum([await reads.find(str(number)) is None for number in asked])

    alone = asyncio.run(run())
    assert listed.fetched + alone <= 2 * len(asked)


async def test_an_object_that_was_written_is_asked_for_by_itself() -> None:
    listed = Listed(50)
    reads = snapshot(listed)
    await asyncio.gather(*(reads.find(str(number)) for number in range(10)))
    assert await reads.find("20") is not None
    reads.written("20")
    assert await reads.find("20") is None


async def test_an_object_written_while_its_page_is_on_its_way_is_asked_for_by_itself() -> None:
    listed = Listed(50)
    reads = snapshot(listed)
    await asyncio.gather(*(reads.find("0") for _ in range(ALONE)))
    reading = asyncio.create_task(reads.find("20"))
    await asyncio.sleep(0)
    reads.written("20")
    assert await reading is None


async def test_a_list_that_may_not_be_read_leaves_the_single_reads() -> None:
    listed = Listed(50)
    listed.refused = True
    reads = snapshot(listed)
    assert [await reads.find(str(number)) for number in range(20)] == [None] * 20
    assert listed.fetched == 1


@pytest.mark.parametrize(("later", "fetched"), [(LIFETIME / 2, 1), (LIFETIME + 1, 2)])
async def test_an_old_list_is_not_believed(later: float, fetched: int) -> None:
    listed, clock = Listed(50), Clock()
    reads = snapshot(listed, clock)
    await asyncio.gather(*(reads.find(str(number)) for number in range(10)))
    clock.now += later
    assert await reads.find("30") is not None
    assert listed.fetched == fetched
