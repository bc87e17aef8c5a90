"""The sandbox answers as a real Sentry did, request by request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.real_answers import ANSWERS, Answer
from tests.unit.sentry_sandbox.support import Local, alert, monitor


def shown(answer: Any, part: Any) -> Any:
    """As much of an answer as a row is about."""
    if isinstance(answer, dict) and isinstance(part, dict):
        return {name: shown(answer.get(name), value) for name, value in part.items()}
    return answer


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row.method} {row.path} {row.body}")
def test_a_request_is_answered_as_a_real_sentry_answered_it(sandbox: Local, row: Answer) -> None:
    sandbox.project()
    got = sandbox.call(row.method, row.path, row.body)
    assert got.status_code == row.status, got.text
    if row.shows is not None:
        assert (got.text if isinstance(row.shows, str) else shown(got.json(), row.shows)) == row.shows


def test_a_new_project_drops_hydration_and_chunk_errors_whatever_its_platform(sandbox: Local) -> None:
    sandbox.project()
    options = sandbox.done("GET", "/projects/sandbox/backend/")["options"]
    assert options["filters:react-hydration-errors"] is True
    assert options["filters:chunk-load-error"] is True


@pytest.mark.parametrize(
    ("platform", "on"),
    [
        ("python-fastapi", {"filtered-transaction"}),
        (
            "javascript-react",
            {"filtered-transaction", "browser-extensions", "web-crawlers", "legacy-browsers"},
        ),
    ],
)
def test_a_new_project_starts_with_the_filters_of_its_platform(
    sandbox: Local, platform: str, on: set[str]
) -> None:
    sandbox.project(platform=platform)
    filters = sandbox.done("GET", "/projects/sandbox/backend/filters/")
    assert {each["id"] for each in filters if each["active"]} == on


def test_the_former_slug_of_a_deleted_project_is_403_until_sentrys_job_has_run(sandbox: Local) -> None:
    for slug, minutes, status in (("first", 15, 403), ("second", 0, 404)):
        sandbox.turn(deletion_minutes=minutes)
        sandbox.project(slug)
        sandbox.done("PUT", f"/projects/sandbox/{slug}/", {"slug": f"{slug}-renamed"})
        sandbox.done("DELETE", f"/projects/sandbox/{slug}-renamed/")
        assert sandbox.call("GET", f"/projects/sandbox/{slug}/").status_code == status
        assert sandbox.call("GET", f"/projects/sandbox/{slug}-renamed/").status_code == 404
    assert sandbox.project("first")["slug"] == "first"
    assert sandbox.call("GET", "/projects/sandbox/first/").status_code == 200


def test_a_user_with_two_factors_may_require_them_and_an_integration_may_not(sandbox: Local) -> None:
    sandbox.admin("POST", "members", {"email": "owner@example.com", "two_factor": True})
    assert sandbox.done("GET", "/auth/")["has2fa"] is True
    integration = sandbox.token("org:admin", kind="integration")
    wanted = {"require2FA": True}
    assert sandbox.call("PUT", "/organizations/sandbox/", wanted, token=integration).status_code == 400
    assert sandbox.done("PUT", "/organizations/sandbox/", wanted)["require2FA"] is True


def test_the_role_admin_is_given_to_nobody_who_does_not_have_it(sandbox: Local) -> None:
    member = sandbox.done("POST", "/organizations/sandbox/members/", {"email": "dev@example.com"})
    path = f"/organizations/sandbox/members/{member['id']}/"
    refused = sandbox.call("PUT", path, {"orgRole": "admin"})
    assert (refused.status_code, refused.json()) == (
        400,
        {"detail": "The role 'admin' is deprecated and may no longer be assigned."},
    )
    sandbox.turn(team_roles_feature=False)
    sandbox.done("PUT", path, {"orgRole": "admin"})
    sandbox.turn(team_roles_feature=True)
    assert sandbox.done("PUT", path, {"orgRole": "admin"})["orgRole"] == "admin"


def test_a_list_of_projects_shows_the_options_that_are_asked_for(sandbox: Local) -> None:
    sandbox.project()
    name = "quotas:spike-protection-disabled"
    assert sandbox.done("GET", f"/organizations/sandbox/projects/?options={name}")[0]["options"] == {
        name: False
    }
    assert "options" not in sandbox.done("GET", "/organizations/sandbox/projects/")[0]


def test_an_organization_lists_its_roles(sandbox: Local) -> None:
    organization = sandbox.done("GET", "/organizations/sandbox/")
    assert [each["id"] for each in organization["orgRoleList"]][-1] == "owner"
    assert {each["id"]: each["isMinimumRoleFor"] for each in organization["teamRoleList"]} == {
        "contributor": None,
        "admin": "admin",
    }


def test_project_slug_narrows_lists_and_changes_of_many(sandbox: Local) -> None:
    one, two = sandbox.project(), sandbox.project("web")
    sandbox.done("POST", f"/organizations/sandbox/projects/{one['id']}/detectors/", monitor(name="of one"))
    of_two = sandbox.done(
        "POST", f"/organizations/sandbox/projects/{two['id']}/detectors/", monitor(name="of two")
    )
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([int(of_two["id"])], name="tells of two"))

    found = sandbox.done("GET", "/organizations/sandbox/detectors/?projectSlug=web&query=type:metric")
    assert [each["name"] for each in found] == ["of two"]
    changed = sandbox.done(
        "PUT", "/organizations/sandbox/detectors/?projectSlug=web&query=of", {"enabled": False}
    )
    assert [each["name"] for each in changed] == ["of two"]
    named = {
        each["name"] for each in sandbox.done("GET", "/organizations/sandbox/workflows/?projectSlug=backend")
    }
    assert "tells of two" not in named
    assert sandbox.call("DELETE", "/organizations/sandbox/workflows/?projectSlug=web").status_code == 204


@pytest.mark.parametrize(
    ("wanted", "found"), [("*high*", 1), ("send*", 1), ("*issues", 1), ("*send", 0), ("issues*", 0)]
)
def test_a_name_is_searched_with_wildcards(sandbox: Local, wanted: str, found: int) -> None:
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([], name="Send high priority issues"))
    answer = sandbox.done("GET", f'/organizations/sandbox/workflows/?query=name:"{wanted}"')
    assert len(answer) == found


def test_a_monitor_is_changed_in_part_down_to_its_data_source(sandbox: Local) -> None:
    project = sandbox.project()
    made = sandbox.done("POST", f"/organizations/sandbox/projects/{project['id']}/detectors/", monitor())
    source = made["dataSources"][0]["queryObj"]["snubaQuery"]
    part = {"dataSources": [{"timeWindow": 600}], "name": "renamed", "type": "metric_issue"}
    changed = sandbox.done("PUT", f"/organizations/sandbox/detectors/{made['id']}/", part)
    after = changed["dataSources"][0]["queryObj"]["snubaQuery"]
    assert changed["name"] == "renamed"
    assert (after["timeWindow"], after["query"], after["aggregate"]) == (
        600,
        source["query"],
        source["aggregate"],
    )
