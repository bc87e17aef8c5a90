"""Incoming data by outcome, as an organization's quota counts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, envelope, sentry_auth

PATH = "/organizations/sandbox/stats_v2/"
FIELD = "sum(quantity)"


@pytest.fixture
def project(sandbox: Local) -> Json:
    return sandbox.project()


def _send(sandbox: Local, project: Json, *items: tuple[str, Json]) -> int:
    return sandbox.send(project["id"], envelope(*items), sentry_auth(sandbox.key()["public"])).status_code


def _totals(sandbox: Local, query: str = "groupBy=category&groupBy=outcome") -> dict[tuple[Any, ...], int]:
    answer = sandbox.done("GET", f"{PATH}?field={FIELD}&statsPeriod=2h&{query}")
    return {tuple(each["by"].values()): each["totals"][FIELD] for each in answer["groups"]}


def test_each_kind_of_item_counts_as_its_category(sandbox: Local, project: Json) -> None:
    assert _send(sandbox, project, ("event", {"message": "x"})) == 200
    assert _send(sandbox, project, ("transaction", {"transaction": "/", "spans": [{}, {}]})) == 200
    assert _send(sandbox, project, ("replay_event", {"segment_id": 0})) == 200
    assert _send(sandbox, project, ("replay_event", {"segment_id": 1})) == 200
    assert _send(sandbox, project, ("check_in", {}), ("profile", {}), ("session", {})) == 200
    assert _totals(sandbox) == {
        ("error", "accepted"): 1,
        ("transaction", "accepted"): 1,
        ("span", "accepted"): 3,
        ("replay", "accepted"): 1,
        ("monitor", "accepted"): 1,
        ("profile", "accepted"): 1,
    }


def test_a_streamed_segment_is_a_transaction_and_each_span_counts(sandbox: Local, project: Json) -> None:
    assert (
        _send(sandbox, project, ("span", {"items": [{"is_segment": True}, {}, {"is_segment": False}]})) == 200
    )
    assert _totals(sandbox) == {("transaction", "accepted"): 1, ("span", "accepted"): 3}


def test_what_a_key_limit_turns_away_is_rate_limited(sandbox: Local, project: Json) -> None:
    path = f"/projects/sandbox/backend/keys/{sandbox.key()['public']}/"
    sandbox.done("PUT", path, {"rateLimit": {"count": 1, "window": 3600}})
    assert [_send(sandbox, project, ("event", {"message": "x"})) for _ in range(3)] == [200, 429, 429]
    assert _totals(sandbox) == {("error", "accepted"): 1, ("error", "rate_limited"): 2}


def test_a_client_report_counts_what_was_never_sent_or_filtered_and_an_empty_one_nothing(
    sandbox: Local, project: Json
) -> None:
    discarded = [
        {"reason": "sample_rate", "category": "transaction", "quantity": 9},
        {"reason": "before_send", "category": "error", "quantity": 2},
        {"reason": "odd", "category": "nothing", "quantity": 1},
        {"reason": "odd", "category": "error", "quantity": "1"},
        7,
    ]
    filtered = [{"reason": "web-crawlers", "category": "error", "quantity": 4}]
    report = {"discarded_events": discarded, "filtered_events": filtered, "rate_limited_events": 1}
    assert _send(sandbox, project, ("client_report", report)) == 200
    assert _send(sandbox, project, ("client_report", {"discarded_events": []})) == 200
    assert _totals(sandbox) == {
        ("transaction", "client_discard"): 9,
        ("error", "client_discard"): 2,
        ("error", "filtered"): 4,
    }


def test_a_day_is_a_bucket_and_the_whole_days_are_answered(sandbox: Local, project: Json) -> None:
    for day, quantity in ((1, 5), (2, 7), (4, 9)):
        at = f"2026-11-0{day}T23:59:00Z"
        body = {"project": project["slug"], "category": "error", "quantity": quantity, "at": at}
        sandbox.admin("POST", "usage", body)
    asked = "start=2026-11-01T10:00:00&end=2026-11-03T01:00:00&interval=1d"
    answer = sandbox.done("GET", f"{PATH}?field={FIELD}&groupBy=category&{asked}")
    assert (answer["start"], answer["end"]) == ("2026-11-01T00:00:00Z", "2026-11-04T00:00:00Z")
    assert answer["intervals"] == [f"2026-11-0{day}T00:00:00Z" for day in (1, 2, 3)]
    assert answer["groups"] == [
        {"by": {"category": "error"}, "totals": {FIELD: 12}, "series": {FIELD: [5, 7, 0]}}
    ]


def test_by_project_there_are_totals_only(sandbox: Local, project: Json) -> None:
    other = sandbox.project("web")
    now = datetime.now(UTC)
    for slug, quantity in (("backend", 3), ("web", 4)):
        body = {"project": slug, "category": "error", "quantity": quantity, "at": now.isoformat()}
        sandbox.admin("POST", "usage", body)
    answer = sandbox.done(
        "GET", f"{PATH}?field={FIELD}&groupBy=project&category=error&statsPeriod=1d&project=-1"
    )
    assert [(each["by"], each["totals"][FIELD], each["series"]) for each in answer["groups"]] == [
        ({"project": int(project["id"])}, 3, {}),
        ({"project": int(other["id"])}, 4, {}),
    ]
    assert answer["intervals"] == []
    assert _totals(sandbox, f"groupBy=category&project={other['id']}") == {("error",): 4}
    assert _totals(sandbox, "groupBy=category&category=transaction") == {}
    assert _totals(sandbox, "groupBy=category&outcome=accepted") == {("error",): 7}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("groupBy=category", 400),
        (f"field={FIELD}", 400),
        ("field=count()&groupBy=category", 400),
        (f"field={FIELD}&groupBy=key", 400),
        (f"field={FIELD}&groupBy=category&category=tea", 400),
        (f"field={FIELD}&groupBy=category&outcome=tea", 400),
        (f"field={FIELD}&groupBy=category&interval=7h", 400),
        (f"field={FIELD}&groupBy=category&interval=5m", 400),
        (f"field={FIELD}&groupBy=category&statsPeriod=99999w", 400),
        (f"field={FIELD}&groupBy=category&start=2026-11-02&end=2026-11-01", 400),
        (f"field={FIELD}&groupBy=category&project=999", 403),
    ],
)
def test_what_cannot_be_counted_is_refused(sandbox: Local, project: Json, query: str, status: int) -> None:
    assert project
    answer = sandbox.call("GET", f"{PATH}?{query}")
    assert (answer.status_code, "detail" in answer.json()) == (status, True)


def test_it_needs_a_scope_of_the_organization(sandbox: Local) -> None:
    path = f"{PATH}?field={FIELD}&groupBy=category"
    assert sandbox.call("GET", path, token=sandbox.token("project:read")).status_code == 403
    assert sandbox.call("GET", path, token=sandbox.token("org:read")).status_code == 200


def test_usage_outlives_a_restart_and_no_reset(sandbox: Local, project: Json) -> None:
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    body = {"project": project["slug"], "category": "error", "quantity": 1, "at": at}
    sandbox.admin("POST", "usage", body)
    assert _totals(sandbox) == {("error", "accepted"): 1}
    sandbox.admin("POST", "reset")
    assert _totals(sandbox) == {}
