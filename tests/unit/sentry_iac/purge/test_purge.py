"""A purge deletes what is old enough, all of it in the end, and nothing else, ever."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import Forbidden, SentryClient, SentryError
from pulumi_sentry.api.http.timing import Timing
from sentry_iac.errors import CommandError
from sentry_iac.estate import PurgeSpec
from sentry_iac.purge import Due, PurgeOutcome, PurgeReport, carry_out, find_due
from sentry_iac.purge.due import agreed_time, old_enough
from sentry_sandbox.server import SandboxServer
from tests.unit.sentry_iac.purge.conftest import Past

THIRTY = PurgeSpec(issues=30, replays=30)
SHOP = {"shop": "shop"}


class Run:
    """One purge: what was due, and its report."""

    def __init__(self, due: Due) -> None:
        self.texts: list[str] = []
        self.lines: list[str] = []
        self.due = due
        self.report = PurgeReport("dev", due, self.texts.append)

    @property
    def written(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.texts[-1])
        return found

    @property
    def shop(self) -> dict[str, Any]:
        found: dict[str, Any] = self.written["projects"][0]
        return found


async def purge(client: SentryClient, spec: PurgeSpec = THIRTY) -> Run:
    run = Run(await find_due(client, spec, SHOP))
    await carry_out(client, spec, run.due, run.report, say=run.lines.append)
    return run


async def test_what_is_due_is_only_looked_up(client: SentryClient, past: Past) -> None:
    past.issue(days=40)
    past.replay(days=40)
    due = await find_due(client, THIRTY, SHOP)
    assert (due.issue_count, due.replay_count) == (1, 1)
    assert past.writes == 0


async def test_old_issues_and_replays_go_and_younger_ones_stay(client: SentryClient, past: Past) -> None:
    old = {
        past.issue(days=31),
        past.issue(days=400, status="resolved"),
        past.issue(days=31, status="ignored"),
    }
    young = {past.issue(days=29.99), past.issue(days=0)}
    past.replay(days=31)
    past.replay(days=29.9)
    run = await purge(client)
    assert past.issues == young
    assert past.replays == 1
    assert set(run.shop["issuesDeleted"]) == old
    assert (run.shop["replaysDeleted"], run.shop["replayJobStatus"]) == (1, "completed")
    assert run.report.outcome is PurgeOutcome.DONE


async def test_a_recording_with_one_segment_that_is_younger_than_asked_stays(
    client: SentryClient, past: Past
) -> None:
    past.replay(days=40)
    past.replay(days=29.99, minutes=60)  # it began before the limit
    past.replay(days=30 + 0.01, minutes=5)  # so close to it that a longer one could reach over
    await purge(client)
    assert past.replays == 2


async def test_an_issue_that_is_seen_again_after_the_look_stays(client: SentryClient, past: Past) -> None:
    again, gone = past.issue(days=40), past.issue(days=41)
    run = Run(await find_due(client, THIRTY, SHOP))
    # The sandbox has no way to see an issue again: another takes its place in what was due.
    recent = past.issue(days=0)
    past.hand.call("DELETE", f"organizations/{{org}}/issues/?id={again}&project={past.project}")
    project = run.due.projects[0]
    swapped = tuple(
        type(issue)(recent if issue.id == again else issue.id, "", issue.last_seen)
        for issue in project.issues
    )
    due = Due(
        run.due.organization,
        run.due.now,
        run.due.issues_before,
        None,
        (type(project)(project.name, project.slug, project.id, swapped),),
    )
    run = Run(due)
    await carry_out(client, THIRTY, due, run.report, say=run.lines.append)
    assert past.issues == {recent}
    assert (run.shop["issuesDeleted"], run.shop["issuesKept"]) == ([gone], [recent])


async def test_projects_of_others_are_never_looked_at(client: SentryClient, past: Past) -> None:
    theirs = past.issue(days=400, project="theirs")
    past.replay(days=400, project="theirs")
    past.issue(days=400)
    await purge(client)
    assert past.issues == {theirs}
    assert past.replays == 1


async def test_hundreds_of_issues_go_in_pages_by_id(client: SentryClient, past: Past) -> None:
    for _ in range(230):
        past.issue(days=40)
    past.hand.admin("DELETE", "requests")
    run = await purge(client, PurgeSpec(issues=30))
    assert past.issues == set()
    assert past.writes == 3
    assert len(run.shop["issuesDeleted"]) == 230
    assert "shop: 100 of 230 issues deleted" in run.lines


async def test_a_deletion_without_ids_never_leaves_this_process(client: SentryClient, past: Past) -> None:
    past.issue(days=0)
    for ids in ([], ["1 OR 2"], [str(number) for number in range(101)]):
        with pytest.raises(ValueError, match="numeric ids are needed"):
            await client.issues.delete(past.project, ids)
    assert past.writes == 0


async def test_what_sentry_takes_in_parts_is_asked_for_again_until_all_is_gone(
    client: SentryClient, past: Past
) -> None:
    for _ in range(7):
        past.issue(days=40)
    past.hand.admin("POST", "quirks", {"issue_delete_is_partial": 3})
    run = await purge(client, PurgeSpec(issues=30))
    assert past.issues == set()
    assert run.report.outcome is PurgeOutcome.DONE


async def test_stopped_half_way_and_run_again_it_goes_on(client: SentryClient, past: Past) -> None:
    for _ in range(150):
        past.issue(days=40)
    past.hand.admin(
        "POST",
        "faults",
        {"kind": "status", "method": "DELETE", "path": "*/issues/", "status": 403, "after": 1},
    )
    run = Run(await find_due(client, PurgeSpec(issues=30), SHOP))
    with pytest.raises(Forbidden):
        await carry_out(client, PurgeSpec(issues=30), run.due, run.report, say=run.lines.append)
    assert len(past.issues) == 50
    assert len(run.shop["issuesDeleted"]) == 100
    past.hand.admin("DELETE", "faults")
    again = await purge(client, PurgeSpec(issues=30))
    assert past.issues == set()
    assert len(again.shop["issuesDeleted"]) == 50


async def test_a_replay_job_that_runs_already_is_taken_up_and_none_is_started_beside_it(
    client: SentryClient, past: Past
) -> None:
    past.replay(days=40)
    end = (datetime.now(UTC) - timedelta(days=35)).isoformat()
    data = {"rangeStart": "2022-01-01T00:00:00Z", "rangeEnd": end, "environments": [], "query": ""}
    past.hand.call("POST", f"projects/{{org}}/{past.project}/replays/jobs/delete/", {"data": data})
    run = await purge(client)
    assert past.replays == 0
    assert len(past.hand.admin("GET", "state")["replayJobs"]) == 1
    assert "going on with job 1" in run.lines[0]


async def test_a_job_whose_answer_was_lost_is_found_again(client: SentryClient, past: Past) -> None:
    past.replay(days=40)
    past.hand.admin(
        "POST", "faults", {"kind": "lost_answer", "method": "POST", "path": "*/jobs/delete/", "times": 1}
    )
    await purge(client)
    assert past.replays == 0
    assert len(past.hand.admin("GET", "state")["replayJobs"]) == 1


async def test_a_job_that_takes_longer_than_the_patience_is_no_failure(
    client: SentryClient, past: Past
) -> None:
    past.replay(days=40)
    past.hand.admin("POST", "quirks", {"replay_job_polls": 50})
    run = Run(await find_due(client, THIRTY, SHOP))
    await carry_out(client, THIRTY, run.due, run.report, say=run.lines.append, patience=5)
    assert run.report.outcome is PurgeOutcome.INCOMPLETE
    assert "run it again" in run.lines[-1]
    past.hand.admin("POST", "quirks", {"replay_job_polls": 2})
    assert (await purge(client)).report.outcome is PurgeOutcome.DONE
    assert past.replays == 0


async def test_a_job_that_sentry_gives_up_is_an_error(client: SentryClient, past: Past) -> None:
    past.replay(days=40)
    past.hand.admin("POST", "quirks", {"replay_job_fails": True})
    with pytest.raises(
        SentryError, match="Sentry ended replay deletion job 1 as failed, with 0 replays deleted"
    ):
        await purge(client)


async def test_only_what_is_asked_for_is_purged(client: SentryClient, past: Past) -> None:
    past.issue(days=400)
    past.replay(days=400)
    await purge(client, PurgeSpec(replays=30))
    assert (len(past.issues), past.replays) == (1, 0)
    await purge(client, PurgeSpec(issues=30))
    assert past.issues == set()


async def test_a_declared_project_that_is_not_there_yet_is_left_out(client: SentryClient, past: Past) -> None:
    due = await find_due(client, THIRTY, {"shop": "shop", "new": "new-one"})
    assert [project.name for project in due.projects] == ["shop"]
    assert due.missing == ("new",)


class Gateway(httpx2.AsyncBaseTransport):
    """Stands before a Sentry and tells the time in its own way; None: it takes the header away."""

    def __init__(self, date: str | None) -> None:
        self._date = date
        self._behind = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._behind.handle_async_request(request)
        headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() != "date"]
        told = [] if self._date is None else [("Date", self._date)]
        return httpx2.Response(answer.status_code, headers=headers + told, stream=answer.stream)

    async def aclose(self) -> None:
        await self._behind.aclose()


async def purged(sandbox: SandboxServer, date: str | None) -> None:
    """Purge by way of a gateway."""
    async with SentryClient(
        organization=sandbox.organization,
        token=sandbox.token,
        base_url=sandbox.url,
        transport=Gateway(date),
    ) as client:
        await purge(client)


def date(*, seconds: float) -> str:
    return formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize("days", [40, -40])
async def test_a_gateway_whose_clock_is_wrong_deletes_nothing(
    sandbox: SandboxServer, past: Past, days: int
) -> None:
    past.replay(days=5)
    past.replay(days=50)
    past.issue(days=50)
    told = date(seconds=days * 86400)
    with pytest.raises(CommandError, match=r"more than 5 minutes apart.* Nothing was deleted") as refused:
        await purged(sandbox, told)
    theirs = parsedate_to_datetime(told)
    assert f"it is {theirs:%Y-%m-%d %H:%M:%S} UTC by Sentry's clock" in str(refused.value)
    assert f"{datetime.now(UTC):%Y-%m-%d %H:}" in str(refused.value)
    assert (len(past.issues), past.replays) == (1, 2)
    assert past.writes == 0


async def test_a_machine_whose_clock_is_wrong_deletes_nothing(sandbox: SandboxServer, past: Past) -> None:
    past.issue(days=29)
    fast = Timing(wall=lambda: time.time() + 5 * 86400)
    async with SentryClient(
        organization=sandbox.organization, token=sandbox.token, base_url=sandbox.url, timing=fast
    ) as client:
        with pytest.raises(CommandError, match="more than 5 minutes apart"):
            await purge(client)
    assert past.writes == 0


@pytest.mark.parametrize(
    "told",
    [None, "", "yesterday", "Sat, 32 Nov 2026 99:00:00 GMT", "-1", "2026-11-28T10:00:00Z"],
)
async def test_a_sentry_that_does_not_tell_the_time_deletes_nothing(
    sandbox: SandboxServer, past: Past, told: str | None
) -> None:
    past.issue(days=50)
    with pytest.raises(CommandError, match=r"no Date header that can be read.* Nothing was deleted"):
        await purged(sandbox, told)
    assert past.writes == 0


@pytest.mark.parametrize("told", ["Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 0001 00:00:00 GMT"])
async def test_a_time_at_the_end_of_all_calendars_is_one_sentence(
    sandbox: SandboxServer, past: Past, told: str
) -> None:
    with pytest.raises(CommandError, match=r"5 minutes apart|no Date header that can be read"):
        await purged(sandbox, told)


@pytest.mark.parametrize(
    ("theirs", "ours", "earlier"),
    [(1000.0, 1000.0, 1000), (1300.0, 1000.0, 1000), (1000.0, 1300.0, 1000), (1000.0, 1000.4, 1000)],
)
def test_of_two_clocks_that_agree_the_earlier_one_counts(theirs: float, ours: float, earlier: float) -> None:
    assert agreed_time((theirs, ours)).timestamp() == earlier


@pytest.mark.parametrize("clocks", [(1301.0, 1000.0), (1000.0, 1301.0), (1e30, 0.0), (-1e30, 0.0)])
def test_two_clocks_that_do_not_agree_are_refused(clocks: tuple[float, float]) -> None:
    with pytest.raises(CommandError, match="5 minutes apart"):
        agreed_time(clocks)


async def test_a_few_minutes_are_no_reason_and_what_is_young_by_either_clock_stays(
    sandbox: SandboxServer, past: Past
) -> None:
    four = 4 / 60 / 24
    young, old = past.issue(days=30 - four / 2), past.issue(days=30 + 2 * four)
    await purged(sandbox, date(seconds=240))
    assert past.issues == {young}
    assert old not in past.issues
    # Here Sentry's clock is the earlier one.
    late = past.issue(days=30 + four / 2)
    await purged(sandbox, date(seconds=-240))
    assert past.issues == {young, late}


async def test_a_time_without_a_zone_is_universal(sandbox: SandboxServer, past: Past) -> None:
    past.issue(days=50)
    with time_zone("Asia/Tokyo"):
        await purged(sandbox, date(seconds=0).replace("GMT", "-0000"))
    assert past.issues == set()


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    """Let this process be elsewhere."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.parametrize("seen", [None, "", "yesterday", 5])
def test_an_issue_whose_time_nobody_can_read_is_not_old_enough(seen: object) -> None:
    assert old_enough([{"id": "1", "lastSeen": seen}], datetime.now(UTC)) == ()
