"""Questions that are asked at the same time share a list, and no answer is older than its question."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from pulumi_sentry.api.errors import Forbidden, ServerError, Stopped
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.json_types import JsonObjects
from pulumi_sentry.api.lists.gathering import AT_ONCE, LONGEST_QUIET, QUIET, Answers, Gathering


class Lists:
    """A Sentry with projects that hold what was put there, and a clock that only tests move."""

    def __init__(self) -> None:
        self.held: dict[str, JsonObjects] = {}
        self.together: list[set[str]] = []
        self.alone: list[str] = []
        self.slept: list[float] = []
        self.now = 1000.0
        self.error: Exception | None = None
        self.answering = asyncio.Event()
        self.answering.set()
        self.lingered = asyncio.Event()
        self.gathering = Gathering(
            self._ask, self._ask_one, Timing(sleep=self._sleep, monotonic=lambda: self.now)
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds > LONGEST_QUIET:
            await self.lingered.wait()
        else:
            await turns(20)

    async def _ask(self, projects: Iterable[str]) -> Answers:
        shown = {project: self.held[project] for project in projects if project in self.held}
        self.together.append(set(projects))
        await self.answering.wait()
        if self.error is not None:
            raise self.error
        return shown

    async def _ask_one(self, project: str) -> JsonObjects:
        self.alone.append(project)
        return self.held.get(project, [])

    async def create(self, project: str, made: asyncio.Event | None = None) -> JsonObjects:
        with self.gathering.coming():
            await (asyncio.sleep(0) if made is None else made.wait())
            self.held[project] = [{"id": f"in {project}"}]
            return await self.gathering.of(project)


async def turns(number: int = 100) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_what_is_created_side_by_side_is_looked_up_with_one_list() -> None:
    lists = Lists()
    names = [str(number) for number in range(20)]
    found = await asyncio.gather(*(lists.create(name) for name in names))
    assert found == [[{"id": f"in {name}"}] for name in names]
    assert lists.together == [set(names)]
    assert lists.alone == []


async def test_one_question_is_asked_by_itself() -> None:
    lists = Lists()
    assert await lists.create("1") == [{"id": "in 1"}]
    assert (lists.together, lists.alone) == ([], ["1"])


async def test_a_list_waits_for_the_creation_that_is_still_under_way() -> None:
    lists = Lists()
    made = asyncio.Event()
    slow = asyncio.create_task(lists.create("slow", made))
    quick = asyncio.create_task(lists.create("quick"))
    await turns()
    assert lists.together == []
    made.set()
    await asyncio.gather(slow, quick)
    assert lists.together == [{"slow", "quick"}]


@pytest.mark.parametrize(
    ("apart", "waits"),
    [(0.0, QUIET), (0.2, 0.4), (0.9, LONGEST_QUIET), (60.0, QUIET)],
    ids=["at once", "slowly", "very slowly", "by chance"],
)
async def test_the_moment_follows_the_pace_at_which_they_come(apart: float, waits: float) -> None:
    lists = Lists()
    for number in range(12):
        await lists.create(str(number))
        lists.now += apart
    assert lists.slept[0] == QUIET
    assert lists.slept[-1] == pytest.approx(waits, rel=0.05)


async def test_a_question_asked_from_a_task_that_was_started_counts_as_asked() -> None:
    lists = Lists()

    async def create(name: str) -> JsonObjects:
        with lists.gathering.coming():
            await asyncio.sleep(0)
            return await asyncio.create_task(lists.gathering.of(name))

    await asyncio.gather(create("1"), create("2"))
    assert lists.together == [{"1", "2"}]


async def test_a_list_waits_no_longer_than_people_would() -> None:
    lists = Lists()
    stuck = asyncio.create_task(lists.create("stuck", asyncio.Event()))
    quick = [asyncio.create_task(lists.create(name)) for name in ("1", "2")]
    await turns()
    assert lists.together == []
    lists.lingered.set()
    await asyncio.gather(*quick)
    assert lists.together == [{"1", "2"}]
    stuck.cancel()


async def test_a_creation_that_fails_holds_nobody() -> None:
    lists = Lists()

    async def fail() -> None:
        with lists.gathering.coming():
            await asyncio.sleep(0)
            raise ValueError

    failing = asyncio.create_task(fail())
    await asyncio.gather(lists.create("1"), lists.create("2"))
    assert lists.together == [{"1", "2"}]
    with pytest.raises(ValueError):  # noqa: PT011  # our own
        await failing


async def test_a_list_under_way_answers_no_later_question() -> None:
    lists = Lists()
    lists.answering.clear()
    early = [asyncio.create_task(lists.create(name)) for name in ("1", "2")]
    await turns()
    assert lists.together == [{"1", "2"}]
    late = [asyncio.create_task(lists.create(name)) for name in ("3", "4")]
    await turns()
    lists.answering.set()
    await asyncio.gather(*early, *late)
    assert lists.together == [{"1", "2"}, {"3", "4"}]


async def test_what_a_list_leaves_out_is_asked_for_by_itself() -> None:
    lists = Lists()
    found = await asyncio.gather(lists.gathering.of("1"), lists.create("2"), lists.create("3"))
    assert list(found) == [[], [{"id": "in 2"}], [{"id": "in 3"}]]
    assert lists.alone == ["1"]


async def test_a_list_that_may_not_be_read_leaves_the_single_ones() -> None:
    lists = Lists()
    lists.error = Forbidden("not allowed", method="GET", path="/", status=403)
    assert len(await asyncio.gather(lists.create("1"), lists.create("2"))) == 2
    assert sorted(lists.alone) == ["1", "2"]


async def test_a_sentry_that_is_down_is_asked_once_and_everybody_learns_of_it() -> None:
    lists = Lists()
    lists.error = ServerError("down", method="GET", path="/", status=500)
    outcomes = await asyncio.gather(lists.create("1"), lists.create("2"), return_exceptions=True)
    assert list(outcomes) == [lists.error, lists.error]
    assert lists.alone == []


async def test_a_list_names_a_bounded_number_of_projects() -> None:
    lists = Lists()
    await asyncio.gather(*(lists.create(str(number)) for number in range(AT_ONCE + 2)))
    assert sorted(map(len, lists.together)) == [2, AT_ONCE]


async def test_who_gives_up_takes_nobody_with_them() -> None:
    lists = Lists()
    lists.answering.clear()
    first, second = (asyncio.create_task(lists.create(name)) for name in ("1", "2"))
    await turns()
    first.cancel()
    await turns()
    lists.answering.set()
    assert await second == [{"id": "in 2"}]


async def test_being_told_to_stop_ends_the_wait_for_others() -> None:
    async def stopped(seconds: float) -> None:
        raise Stopped("stopped")

    lists = Lists()
    lists.gathering = Gathering(lists._ask, lists._ask_one, Timing(sleep=stopped))
    stuck = asyncio.create_task(lists.create("stuck", asyncio.Event()))
    await asyncio.gather(lists.create("1"), lists.create("2"))
    assert lists.together == [{"1", "2"}]
    stuck.cancel()
