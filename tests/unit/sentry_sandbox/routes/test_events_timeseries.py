"""The past of a project, computed from its transactions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, envelope, sentry_auth

PATH = "/organizations/sandbox/events-timeseries/"
NOON = 1_790_000_100  # a multiple of 300
SPAN = "start=2026-09-21T14:15:00&end=2026-09-21T14:25:00&interval=5m"


@pytest.fixture
def project(sandbox: Local) -> Json:
    """A project with three transactions in two windows of five minutes."""
    made = sandbox.project()
    key = sandbox.key()["public"]
    for at, seconds, environment in ((0, 1, "production"), (10, 3, "production"), (310, 2, "staging")):
        payload = {
            "type": "transaction",
            "transaction": "/orders",
            "environment": environment,
            "start_timestamp": NOON + at - seconds,
            "timestamp": NOON + at,
        }
        sent = sandbox.send(made["id"], envelope(("transaction", payload)), sentry_auth(key))
        assert sent.status_code == 200
    return made


def values(sandbox: Local, project: Json, query: str, axis: str = "count(span.duration)") -> list[Any]:
    path = f"{PATH}?dataset=spans&project={project['id']}&yAxis={axis}&query={query}&{SPAN}"
    [series] = sandbox.done("GET", path)["timeSeries"]
    assert series["yAxis"] == axis
    return [(row["value"], row["sampleCount"]) for row in series["values"]]


def test_a_row_a_bucket_says_what_was_measured_and_how_much_there_was(sandbox: Local, project: Json) -> None:
    assert values(sandbox, project, "is_transaction:true") == [(2, 2), (1, 1)]
    assert values(sandbox, project, "", "p95(span.duration)") == [(3000, 2), (2000, 1)]


def test_a_search_narrows_and_one_for_what_is_not_kept_finds_nothing(sandbox: Local, project: Json) -> None:
    assert values(sandbox, project, "is_transaction:true environment:production") == [(2, 2), (0, 0)]
    assert values(sandbox, project, "span.status_code:5*") == [(0, 0), (0, 0)]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("dataset=nothing&yAxis=count()", 400),
        (f"dataset=spans&yAxis=failure_rate()&{SPAN}", 400),
        ("dataset=spans&start=yesterday&end=today", 400),
        ("dataset=spans&start=2020-01-01T00:00:00&end=2026-01-01T00:00:00&interval=1m", 400),
    ],
)
def test_what_cannot_be_computed_is_refused(sandbox: Local, project: Json, query: str, status: int) -> None:
    assert sandbox.call("GET", f"{PATH}?project={project['id']}&{query}").status_code == status


def test_it_takes_a_scope_and_a_project_of_the_organization(sandbox: Local, project: Json) -> None:
    path = f"{PATH}?dataset=spans&project={project['id']}&{SPAN}"
    assert sandbox.call("GET", path, token=sandbox.token("org:read")).status_code == 403
    assert sandbox.call("GET", path, token=sandbox.token("event:read")).status_code == 200
    assert sandbox.call("GET", f"{PATH}?dataset=spans&project=999&{SPAN}").status_code == 403
