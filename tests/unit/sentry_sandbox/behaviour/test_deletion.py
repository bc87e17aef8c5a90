"""Bulk deletion of issues and replays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Local

ISSUES = "/organizations/sandbox/issues/"
REPLAYS = "/organizations/sandbox/replays/"
JOBS = "/projects/sandbox/backend/replays/jobs/delete/"


def ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


@pytest.fixture
def issues(sandbox: Local) -> dict[str, str]:
    """Ids by name: old, resolved and young, of project backend."""
    sandbox.project()
    return {
        name: sandbox.admin("POST", "issues", {"project": "backend", **body})["id"]
        for name, body in {
            "old": {"lastSeen": ago(40)},
            "resolved": {"lastSeen": ago(50), "status": "resolved"},
            "young": {"lastSeen": ago(1)},
        }.items()
    }


def found(sandbox: Local, query: str) -> set[str]:
    return {issue["id"] for issue in sandbox.done("GET", f"{ISSUES}{query}")}


def test_issues_are_searched_by_status_and_by_when_they_were_seen(
    sandbox: Local, issues: dict[str, str]
) -> None:
    assert found(sandbox, "") == {issues["old"], issues["young"]}
    assert found(sandbox, "?query=") == set(issues.values())
    assert found(sandbox, "?query=lastSeen:%2B30d") == {issues["old"], issues["resolved"]}
    assert found(sandbox, "?query=lastSeen:-30d") == {issues["young"]}
    assert found(sandbox, f"?group={issues['young']}&group=999") == {issues["young"]}
    assert (
        found(sandbox, "?query=&project=-1")
        == found(sandbox, "?query=&project=backend")
        == set(issues.values())
    )
    assert sandbox.call("GET", f"{ISSUES}?query=&project=999").status_code == 403
    assert sandbox.call("GET", f"{ISSUES}?query=colour:red").status_code == 400


def test_a_bulk_delete_takes_ids_and_answers_204_whatever_it_found(
    sandbox: Local, issues: dict[str, str]
) -> None:
    assert sandbox.call("DELETE", f"{ISSUES}?id={issues['old']}&id=999").status_code == 204
    assert found(sandbox, "?query=") == {issues["resolved"], issues["young"]}


def test_a_bulk_delete_without_ids_takes_all_that_the_search_finds(
    sandbox: Local, issues: dict[str, str]
) -> None:
    sandbox.done("DELETE", ISSUES)
    assert found(sandbox, "?query=") == {issues["resolved"]}


def test_only_event_admin_may_delete_issues(sandbox: Local, issues: dict[str, str]) -> None:
    token = sandbox.token("event:read", "event:write")
    assert sandbox.call("DELETE", f"{ISSUES}?id={issues['old']}", token=token).status_code == 403


def job(sandbox: Local, start: str, end: str, **more: Any) -> Any:
    data = {"rangeStart": start, "rangeEnd": end, "environments": [], "query": "", **more}
    return sandbox.call("POST", JOBS, {"data": data})


def test_a_job_deletes_whole_replays_of_which_one_segment_is_inside(sandbox: Local) -> None:
    sandbox.project()
    for started, finished in ((40, 40), (31, 29), (2, 1)):
        body = {"project": "backend", "started": ago(started), "finished": ago(finished)}
        sandbox.admin("POST", "replays", body)
    made = job(sandbox, ago(400), ago(30))
    assert (made.status_code, made.json()["data"]["status"]) == (201, "pending")
    path = f"{JOBS}{made.json()['data']['id']}/"
    assert sandbox.done("GET", path)["data"]["status"] == "in-progress"
    done = sandbox.done("GET", path)["data"]
    assert (done["status"], done["countDeleted"]) == ("completed", 2)
    listed = sandbox.done("GET", f"{REPLAYS}?project=1")["data"]
    assert [replay["is_archived"] for replay in listed] == [True, True, False]
    assert sandbox.done("GET", JOBS)["data"][0] == done


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [(ago(1), ago(2), {}), ("yesterday", ago(2), {}), (ago(9), ago(2), {"environments": [""]})],
    ids=["it ends before it starts", "no time", "an environment without a name"],
)
def test_a_job_that_makes_no_sense_is_refused(
    sandbox: Local, start: str, end: str, more: dict[str, Any]
) -> None:
    sandbox.project()
    answer = job(sandbox, start, end, **more)
    assert (answer.status_code, list(answer.json())) == (400, ["data"])


def test_a_job_of_another_project_is_not_found(sandbox: Local) -> None:
    sandbox.project()
    sandbox.project("other")
    made = job(sandbox, ago(9), ago(2)).json()["data"]["id"]
    path = f"/projects/sandbox/other/replays/jobs/delete/{made}/"
    assert sandbox.call("GET", path).status_code == 404


def test_issues_and_replays_go_with_their_project(sandbox: Local, issues: dict[str, str]) -> None:
    sandbox.admin("POST", "replays", {"project": "backend", "started": ago(2), "finished": ago(2)})
    sandbox.done("DELETE", "/projects/sandbox/backend/")
    counts = sandbox.admin("GET", "state")["counts"]
    assert (counts["issues"], counts["replays"]) == (0, 0)
