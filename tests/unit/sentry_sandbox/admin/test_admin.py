from __future__ import annotations

import asyncio
import os
from typing import Any

import httpx2
import pytest

from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import FIXED_TOKEN, Settings
from tests.unit.sentry_sandbox.support import Local, envelope, sentry_auth

TEAMS = "/organizations/sandbox/teams/"


def test_health_tells_which_process_answers_for_which_organization(sandbox: Local) -> None:
    health = sandbox.admin("GET", "health")

    assert (health["ok"], health["pid"], health["organization"]) == (True, os.getpid(), "sandbox")


def test_the_log_holds_every_request_in_order_with_its_answer(sandbox: Local) -> None:
    sandbox.call("GET", f"{TEAMS}?detailed=0")
    sandbox.call("POST", TEAMS, {"slug": "gvses"})
    sandbox.call("GET", "/teams/sandbox/nobody/")

    log = sandbox.admin("GET", "requests")

    assert [(one["method"], one["path"], one["query"], one["status"]) for one in log["requests"]] == [
        ("GET", f"/api/0{TEAMS}", "detailed=0", 200),
        ("POST", f"/api/0{TEAMS}", "", 201),
        ("GET", "/api/0/teams/sandbox/nobody/", "", 404),
    ]
    assert log["counts"] == {"GET": 2, "POST": 1}
    assert (log["total"], log["writes"], log["last"]) == (3, 1, 3)
    assert all(one["started"] <= one["ended"] for one in log["requests"])


def test_the_log_can_be_read_from_a_point_on_and_cleared(untouched: Local) -> None:
    for _ in range(3):
        untouched.call("GET", TEAMS)

    assert [one["seq"] for one in untouched.admin("GET", "requests?since=2")["requests"]] == [3]
    untouched.admin("DELETE", "requests")
    untouched.call("GET", TEAMS)
    assert [one["seq"] for one in untouched.admin("GET", "requests")["requests"]] == [4]


def test_the_log_tells_ingest_apart_and_keeps_no_key_and_no_token(sandbox: Local) -> None:
    sandbox.project()
    public = sandbox.key()["public"]
    sandbox.admin("DELETE", "requests")
    sandbox.send(1, envelope(), sentry_auth(public))
    sandbox.send(1, envelope(), {}, path=f"envelope/?sentry_key={public}")

    response = sandbox.ask_admin("GET", "requests")

    assert [one["kind"] for one in response.json()["requests"]] == ["ingest", "ingest"]
    assert (response.json()["total"], response.json()["ingest"]) == (0, 2)
    assert public not in response.text
    assert FIXED_TOKEN not in response.text


async def test_the_log_knows_how_many_requests_were_in_flight_at_once() -> None:
    app = create_app(Settings(latency_ms=20))
    headers = {"Authorization": f"Bearer {FIXED_TOKEN}"}
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://localhost", headers=headers
    ) as client:
        await asyncio.gather(*(client.get(f"/api/0{TEAMS}") for _ in range(5)))
        log = (await client.get("/_sandbox/requests")).json()

    assert log["maxInFlight"] == 5


def test_the_state_counts_and_shows_every_object(sandbox: Local) -> None:
    sandbox.project(default_rules=True)

    state = sandbox.admin("GET", "state")

    assert state["counts"] == {
        "organizations": 1,
        "teams": 1,
        "projects": 1,
        "keys": 1,
        "detectors": 2,
        "workflows": 1,
        "environments": 0,
        "integrations": 0,
        "members": 1,
        "events": 0,
        "issues": 0,
        "replays": 0,
        "replayJobs": 0,
        "releases": 0,
        "artifactBundles": 0,
    }
    assert state["projects"][0]["slug"] == "backend"
    assert state["workflows"][0]["detectorIds"] == ["2"]


def test_a_reset_is_like_a_new_start(sandbox: Local) -> None:
    sandbox.project()
    sandbox.turn(rate_limits_feature=False, rate_limit={"per_second": 1})
    sandbox.admin("POST", "faults", {"kind": "status", "path": "*"})
    sandbox.admin("POST", "deprecate", {"path": "*"})

    sandbox.admin("POST", "reset")

    state = sandbox.admin("GET", "state")["counts"]
    assert (state["organizations"], state["teams"], state["projects"]) == (1, 0, 0)
    quirks = sandbox.admin("GET", "quirks")
    assert (quirks["rate_limits_feature"], quirks["rate_limit"]["per_second"]) == (True, 40)
    assert sandbox.project()["id"] == "1"


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": True},
        {"shuffle_conditions": "no"},
        {"monitor_limit": True},
        {"rate_limit": 5},
        {"rate_limit": {"per_day": 5}},
        {"shuffle_conditions": False, "colour": True},
    ],
)
def test_a_switch_that_is_none_is_told_so_and_nothing_is_turned(
    sandbox: Local, changes: dict[str, Any]
) -> None:
    before = sandbox.admin("GET", "quirks")

    response = sandbox.ask_admin("POST", "quirks", changes)

    assert response.status_code == 400
    assert response.json()["error"]
    assert sandbox.admin("GET", "quirks") == before


def test_a_brownout_answers_410_with_the_deprecation_headers_until_it_ends(sandbox: Local) -> None:
    headers = {"X-Sentry-Deprecation-Date": "2026-05-14", "X-Sentry-Replacement-Endpoint": "/api/0/new/"}
    sandbox.admin("POST", "deprecate", {"path": "*/teams/", "headers": headers})
    response = sandbox.call("GET", TEAMS)

    assert (response.status_code, response.json()) == (410, {"message": "This API no longer exists."})
    assert {name: response.headers[name] for name in headers} == headers
    sandbox.admin("DELETE", "deprecate")
    assert sandbox.call("GET", TEAMS).status_code == 200


def test_a_deprecated_endpoint_may_go_on_working(sandbox: Local) -> None:
    sandbox.admin("POST", "deprecate", {"path": "*/teams/", "removed": False})

    response = sandbox.call("GET", TEAMS)

    assert response.status_code == 200
    assert "X-Sentry-Deprecation-Date" in response.headers


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tokens", {"kind": "root"}),
        ("tokens", {"scopes": ["everything"]}),
        ("organizations", {}),
        ("organizations", {"slug": "sandbox"}),
        ("environments", {"name": "x", "organization": "nobody"}),
        ("integrations", {"provider": "slack"}),
        ("deprecate", {}),
        ("deprecate", {"path": "*", "colour": "red"}),
    ],
)
def test_what_the_admin_api_cannot_do_is_told(sandbox: Local, path: str, body: dict[str, Any]) -> None:
    response = sandbox.ask_admin("POST", path, body)

    assert response.status_code == 400
    assert response.json()["error"]
