"""The past of monitors and alerts, which only the admin API can make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, alert

PERIODS = "/organizations/sandbox/open-periods/"
NOON = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def monitor(sandbox: Local) -> str:
    """A monitor with an alert of id 1."""
    sandbox.project()
    made: Json = sandbox.monitor()
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]]))
    return str(made["id"])


def _opened(sandbox: Local, monitor: str, start: datetime, end: datetime | None = None) -> None:
    body = {"monitor": monitor, "start": start.isoformat()}
    sandbox.admin("POST", "openings", body if end is None else {**body, "end": end.isoformat()})


def _period(start: datetime, end: datetime) -> str:
    return f"start={start:%Y-%m-%dT%H:%M:%S}&end={end:%Y-%m-%dT%H:%M:%S}"


def test_a_monitor_without_a_past_has_no_issue(sandbox: Local, monitor: str) -> None:
    assert sandbox.done("GET", f"/organizations/sandbox/detectors/{monitor}/")["latestGroup"] is None
    assert sandbox.done("GET", f"{PERIODS}?detectorId={monitor}") == []


def test_open_periods_come_newest_first_and_tell_whether_they_still_are(sandbox: Local, monitor: str) -> None:
    _opened(sandbox, monitor, NOON - timedelta(days=2), NOON - timedelta(days=1))
    _opened(sandbox, monitor, NOON)
    found = sandbox.done("GET", f"{PERIODS}?detectorId={monitor}")
    assert [(each["start"], each["isOpen"]) for each in found] == [
        ("2026-11-20T12:30:00.000000Z", True),
        ("2026-11-18T12:30:00.000000Z", False),
    ]
    latest = sandbox.done("GET", f"/organizations/sandbox/detectors/{monitor}/")["latestGroup"]
    assert (latest["status"], latest["firstSeen"]) == ("unresolved", "2026-11-20T12:30:00.000000Z")


def test_a_time_leaves_out_what_does_not_touch_it(sandbox: Local, monitor: str) -> None:
    _opened(sandbox, monitor, NOON - timedelta(days=2), NOON - timedelta(days=1))
    for start, end, found in ((3, 1.5, 1), (1.5, 0, 1), (0.5, 0, 0), (4, 3, 0)):
        asked = _period(NOON - timedelta(days=start), NOON - timedelta(days=end))
        assert len(sandbox.done("GET", f"{PERIODS}?detectorId={monitor}&{asked}")) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", {"detail": "Must provide either detectorId or groupId"}),
        ("detectorId=1&groupId=1", {"detail": "Must provide only one of detectorId or groupId"}),
        ("detectorId=999", {"detectorId": "Detector not found"}),
        ("detectorId=1&start=2026-11-01", {"detail": "start and end are both required"}),
        ("detectorId=1&statsPeriod=long", {"detail": "Invalid date range"}),
    ],
)
def test_what_cannot_be_told_is_refused(sandbox: Local, monitor: str, query: str, said: Json) -> None:
    assert monitor
    answer = sandbox.call("GET", f"{PERIODS}?{query}")
    assert (answer.status_code, answer.json()) == (400, said)


def test_an_alert_tells_how_often_it_fired_by_the_hour_but_for_the_first(
    sandbox: Local, monitor: str
) -> None:
    assert monitor
    hours = [NOON, NOON + timedelta(minutes=10), NOON + timedelta(hours=2)]
    sandbox.admin("POST", "firings", {"alert": "1", "at": [each.isoformat() for each in hours]})
    path = "/organizations/sandbox/workflows/1/"
    asked = _period(NOON - timedelta(hours=1), NOON + timedelta(hours=2, minutes=5))
    answer = sandbox.done("GET", f"{path}stats/?{asked}")
    values = answer["timeSeries"][0]["values"]
    assert [each["value"] for each in values] == [2, 0, 1]
    assert values[0]["timestamp"] == datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000
    assert sandbox.done("GET", path)["lastTriggered"] == "2026-11-20T14:30:00.000000Z"
    sandbox.turn(alert_stats_as_list=True)
    assert sandbox.done("GET", f"{path}stats/?{asked}")[0] == {
        "date": "2026-11-20T12:00:00.000000Z",
        "count": 2,
    }


def test_the_history_of_an_alert_that_is_not_there_is_404(sandbox: Local) -> None:
    assert sandbox.call("GET", "/organizations/sandbox/workflows/9/stats/").status_code == 404


def test_both_need_a_scope(sandbox: Local, monitor: str) -> None:
    token = sandbox.token("project:read")
    for path in (f"{PERIODS}?detectorId={monitor}", "/organizations/sandbox/workflows/1/stats/"):
        assert sandbox.call("GET", path, token=token).status_code == 403
        assert sandbox.call("GET", path, token=sandbox.token("alerts:read")).status_code == 200


def test_a_past_goes_with_its_project(sandbox: Local, monitor: str) -> None:
    _opened(sandbox, monitor, NOON)
    sandbox.done("DELETE", "/projects/sandbox/backend/")
    assert sandbox.call("GET", f"{PERIODS}?detectorId={monitor}").status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("openings", {"monitor": "x", "start": "2026-11-01"}),
        ("openings", {"monitor": "9" * 30, "start": "2026-11-01"}),
        ("openings", {"monitor": "1", "start": "soon"}),
        ("openings", {"monitor": "1"}),
        ("firings", {"alert": "7", "at": []}),
        ("firings", {"alert": "1", "at": "now"}),
        ("firings", {"alert": "1", "at": [7]}),
        ("usage", {"project": "backend", "category": "x", "quantity": 1, "at": "2026-11-01"}),
        ("usage", {"project": "backend", "category": "error", "quantity": -1, "at": "2026-11-01"}),
        ("usage", {"project": "none", "category": "error", "quantity": 1, "at": "2026-11-01"}),
        (
            "usage",
            {"project": "backend", "category": "error", "outcome": "x", "quantity": 1, "at": "2026-11-01"},
        ),
    ],
)
def test_a_past_that_cannot_have_been_is_refused(sandbox: Local, monitor: str, path: str, body: Json) -> None:
    assert monitor
    answer = sandbox.ask_admin("POST", path, body)
    assert answer.status_code == 400
    assert answer.json()["error"]


# -- who is in a team -------------------------------------------------------------------------------------


def test_a_teams_members_are_all_with_their_role_there_invited_ones_too(sandbox: Local) -> None:
    sandbox.done("POST", "/organizations/sandbox/teams/", {"slug": "gvses"})
    for email in ("in@example.com", "invited@example.com"):
        body = {"email": email, "teamRoles": [{"teamSlug": "gvses", "role": None}]}
        sandbox.done("POST", "/organizations/sandbox/members/", body)
    sandbox.admin("POST", "members", {"email": "in@example.com", "accepted": True, "two_factor": True})
    found = sandbox.done("GET", "/teams/sandbox/gvses/members/")
    # Whoever makes a team with a user's token is in it.
    everybody = [(each["email"], each["pending"]) for each in found]
    assert everybody == [
        ("owner@example.com", False),
        ("in@example.com", False),
        ("invited@example.com", True),
    ]
    assert (found[1]["teamSlug"], found[1]["teamRole"], found[1]["pending"]) == ("gvses", None, False)
    assert found[1]["user"]["has2fa"] is True
    assert sandbox.call("GET", "/teams/sandbox/none/members/").status_code == 404
    assert (
        sandbox.call("GET", "/teams/sandbox/gvses/members/", token=sandbox.token("org:read")).status_code
        == 403
    )


# -- going back -------------------------------------------------------------------------------------------


def test_what_was_kept_comes_back_with_its_ids(sandbox: Local, monitor: str) -> None:
    before = sandbox.admin("GET", "state")
    sandbox.admin("POST", "keep")
    sandbox.done("DELETE", "/projects/sandbox/backend/")
    sandbox.project("other")
    sandbox.turn(alert_stats_as_list=True)
    sandbox.admin("POST", "reset", {"kept": True})
    assert sandbox.admin("GET", "state") == before
    assert sandbox.admin("GET", "quirks")["alert_stats_as_list"] is False
    # Ids that were given since `keep` are given again.
    assert int(sandbox.monitor()["id"]) == int(monitor) + 1


def test_where_nothing_was_kept_nothing_comes_back(untouched: Local) -> None:
    answer = untouched.ask_admin("POST", "reset", {"kept": True})
    assert (answer.status_code, answer.json()["error"]) == (400, "nothing was kept; POST keep does so")


# -- a month of it ----------------------------------------------------------------------------------------


def test_a_month_gives_every_project_usage_and_its_monitors_and_alerts_a_past(
    sandbox: Local, monitor: str
) -> None:
    sandbox.project("web", platform="javascript-react")
    sandbox.admin("POST", "month")
    asked = "field=sum(quantity)&groupBy=project&groupBy=category&statsPeriod=30d&outcome=accepted"
    groups = sandbox.done("GET", f"/organizations/sandbox/stats_v2/?{asked}")["groups"]
    sent = {
        (each["by"]["project"], each["by"]["category"]): each["totals"]["sum(quantity)"] for each in groups
    }
    assert {category for project, category in sent if project == 1} == {"error", "span", "transaction"}
    assert {category for project, category in sent if project == 2} == {
        "error",
        "span",
        "transaction",
        "replay",
    }
    assert min(sent.values()) > 30
    [opening] = sandbox.done("GET", f"{PERIODS}?detectorId={monitor}")
    assert opening["isOpen"] is False
    assert sandbox.done("GET", "/organizations/sandbox/workflows/1/")["lastTriggered"] > opening["start"]
