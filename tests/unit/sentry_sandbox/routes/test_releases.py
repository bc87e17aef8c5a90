from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Local

RELEASES = "/organizations/sandbox/releases/"
RELEASE = f"{RELEASES}gvses-dashboard%401.4.2/"
NEW = {"version": "gvses-dashboard@1.4.2", "projects": ["backend"]}


def test_a_release_is_made_once_for_each_project_that_has_it(sandbox: Local) -> None:
    first, second = sandbox.project(), sandbox.project("web")

    made = sandbox.call("POST", RELEASES, NEW)
    again = sandbox.call("POST", RELEASES, NEW)
    # A project may be named by its id, too.
    widened = sandbox.call("POST", RELEASES, {**NEW, "projects": [second["id"]]})

    assert [made.status_code, again.status_code, widened.status_code] == [201, 208, 201]
    assert {one.json()["id"] for one in (made, again, widened)} == {1}
    assert [project["slug"] for project in widened.json()["projects"]] == [first["slug"], second["slug"]]
    assert made.json()["versionInfo"]["package"] == "gvses-dashboard"
    assert made.json()["dateReleased"] is None


def test_a_release_is_finished_by_its_version(sandbox: Local) -> None:
    sandbox.project()
    sandbox.done("POST", RELEASES, {**NEW, "ref": "abc123"})

    finished = sandbox.done("PUT", RELEASE, {"dateReleased": "2026-11-25T05:00:00Z"})

    assert finished["dateReleased"] == "2026-11-25T05:00:00.000000Z"
    assert finished["ref"] == "abc123"
    state = sandbox.admin("GET", "state")["releases"]
    assert [(one["version"], one["dateReleased"]) for one in state] == [
        ("gvses-dashboard@1.4.2", finished["dateReleased"])
    ]


def test_a_build_in_a_checkout_finds_no_repository_to_take_commits_from(sandbox: Local) -> None:
    token = sandbox.token("org:ci", kind="org")
    answer = sandbox.call("GET", "/organizations/sandbox/repos/?per_page=100", token=token)

    assert (answer.status_code, answer.json()) == (200, [])


def test_a_release_that_nobody_made_cannot_be_finished(sandbox: Local) -> None:
    assert sandbox.call("PUT", RELEASE, {}).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": ""}, "version"),
        ({"version": "latest"}, "version"),
        ({"version": "web/1.0"}, "version"),
        ({"version": "1.0\n2.0"}, "version"),
        ({"version": "x" * 201}, "version"),
        ({"projects": "backend"}, "projects"),
        ({"projects": ["nobody"]}, "projects"),
        ({"dateReleased": "yesterday"}, "dateReleased"),
    ],
)
def test_a_release_that_makes_no_sense_is_refused_by_field(
    sandbox: Local, change: dict[str, Any], field: str
) -> None:
    sandbox.project()

    answer = sandbox.call("POST", RELEASES, {**NEW, **change})

    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert sandbox.admin("GET", "state")["releases"] == []
