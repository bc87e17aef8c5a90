from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Local

PROJECT = "/projects/sandbox/backend/"


def test_creation_answers_the_summary_without_settings(sandbox: Local) -> None:
    created = sandbox.project()

    assert (created["id"], created["slug"], created["platform"]) == ("1", "backend", "python-fastapi")
    assert [team["slug"] for team in created["teams"]] == ["gvses"]
    assert "resolveAge" not in created
    assert sandbox.done("GET", PROJECT)["resolveAge"] == 0


def test_sentry_adds_a_default_key_and_two_monitors(sandbox: Local) -> None:
    sandbox.project()

    keys = sandbox.done("GET", f"{PROJECT}keys/")
    detectors = sandbox.done("GET", "/organizations/sandbox/detectors/?project=backend")
    assert [key["name"] for key in keys] == ["Default"]
    assert [one["type"] for one in detectors] == ["error", "issue_stream"]
    assert sandbox.done("GET", "/organizations/sandbox/workflows/") == []


def test_unless_told_otherwise_it_adds_an_alert_that_outlives_the_project(sandbox: Local) -> None:
    sandbox.project(default_rules=True)
    sandbox.done("DELETE", PROJECT)

    workflows = sandbox.done("GET", "/organizations/sandbox/workflows/")
    assert [one["name"] for one in workflows] == ["Send a notification for high priority issues"]
    assert workflows[0]["detectorIds"] == []


def test_a_taken_slug_is_409(sandbox: Local) -> None:
    sandbox.project()

    response = sandbox.call("POST", "/teams/sandbox/gvses/projects/", {"name": "x", "slug": "backend"})

    assert response.status_code == 409
    assert response.json() == {"detail": "A project with this slug already exists."}


def test_without_a_slug_a_second_project_of_the_name_gets_a_suffix(sandbox: Local) -> None:
    sandbox.project()

    created = sandbox.done("POST", "/teams/sandbox/gvses/projects/", {"name": "backend"})

    assert created["slug"].startswith("backend-")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "slug": "x", "platform": "fastapi"}, "platform"),
        ({"name": "x", "slug": "settings"}, "slug"),
        ({"name": "x" * 51, "slug": "x"}, "name"),
        ({"slug": "x"}, "name"),
    ],
)
def test_a_bad_field_is_named(sandbox: Local, body: dict[str, Any], field: str) -> None:
    sandbox.project()

    response = sandbox.call("POST", "/teams/sandbox/gvses/projects/", body)

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_a_project_below_an_unknown_team_is_404(sandbox: Local) -> None:
    assert sandbox.call("POST", "/teams/sandbox/nobody/projects/", {"name": "x"}).status_code == 404


def test_settings_are_changed_partially(sandbox: Local) -> None:
    sandbox.project()

    body = sandbox.done(
        "PUT", PROJECT, {"resolveAge": 720, "subjectPrefix": "[x] ", "sensitiveFields": ["iban"]}
    )

    assert (body["resolveAge"], body["sensitiveFields"]) == (720, ["iban"])
    assert body["digestsMinDelay"] == 300


def test_falsy_values_of_some_fields_are_ignored_and_of_others_clear(sandbox: Local) -> None:
    sandbox.project()
    rules = "type:Timeout -> timeouts"
    sandbox.done("PUT", PROJECT, {"subjectPrefix": "x", "fingerprintingRules": rules})
    assert sandbox.done("PUT", PROJECT, {"fingerprintingRules": None})["fingerprintingRules"] == rules

    body = sandbox.done(
        "PUT",
        PROJECT,
        {"subjectPrefix": "", "fingerprintingRules": "", "platform": None},
    )

    assert (body["subjectPrefix"], body["fingerprintingRules"]) == ("", "")
    assert body["platform"] == "python-fastapi"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"digestsMinDelay": 600, "digestsMaxDelay": 300}, "digestsMinDelay"),
        ({"digestsMaxDelay": 10}, "digestsMaxDelay"),
        ({"allowedDomains": []}, "allowedDomains"),
        ({"groupingConfig": "newer"}, "groupingConfig"),
        ({"storeCrashReports": 101}, "storeCrashReports"),
        ({"securityToken": "ü"}, "securityToken"),
        ({"sensitiveFields": ["x" * 4001]}, "sensitiveFields"),
        ({"scrubIPAddresses": "maybe"}, "scrubIPAddresses"),
    ],
)
def test_a_bad_setting_is_named_and_changes_nothing(sandbox: Local, body: dict[str, Any], field: str) -> None:
    sandbox.project()
    before = sandbox.done("GET", PROJECT)

    response = sandbox.call("PUT", PROJECT, {"resolveAge": 5, **body})

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert sandbox.done("GET", PROJECT) == before


def test_put_does_not_change_teams(sandbox: Local) -> None:
    sandbox.project()

    assert [one["slug"] for one in sandbox.done("PUT", PROJECT, {"teams": [], "team": "x"})["teams"]] == [
        "gvses"
    ]


def test_gated_options_need_their_feature(sandbox: Local) -> None:
    sandbox.project()
    options = {"options": {"filters:releases": "1.*\n2.*", "no:such": True}}
    assert sandbox.done("PUT", PROJECT, options)["options"]["filters:releases"] == "1.*\n2.*"
    assert "no:such" not in sandbox.done("GET", PROJECT)["options"]

    sandbox.turn(custom_inbound_filters=False)

    response = sandbox.call("PUT", PROJECT, options)
    assert response.status_code == 400
    assert response.json() == {"detail": "You do not have that feature enabled"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_former_slug_answers_302_with_the_new_path_and_changes_nothing(sandbox: Local, method: str) -> None:
    sandbox.project()
    sandbox.done("PUT", PROJECT, {"slug": "api"})

    response = sandbox.call(method, f"{PROJECT}?a=b", {} if method == "PUT" else None)

    assert response.status_code == 302
    assert response.headers["Location"] == "/api/0/projects/sandbox/api/?a=b"
    assert response.json()["detail"]["code"] == "resource-moved"
    assert response.json()["slug"] == "api"
    assert sandbox.call("GET", "/projects/sandbox/api/").status_code == 200


def test_a_former_slug_leads_on_below_the_project_too(sandbox: Local) -> None:
    sandbox.project()
    sandbox.done("PUT", PROJECT, {"slug": "api"})

    keys = sandbox.call("POST", f"{PROJECT}keys/", {"name": "x"})
    detectors = sandbox.call("POST", "/organizations/sandbox/projects/backend/detectors/", {})

    assert keys.headers["Location"] == "/api/0/projects/sandbox/api/keys/"
    assert detectors.headers["Location"] == "/api/0/organizations/sandbox/projects/api/detectors/"


def test_a_former_slug_that_equals_the_organizations_leads_to_the_project(sandbox: Local) -> None:
    sandbox.project("sandbox")
    sandbox.done("PUT", "/projects/sandbox/sandbox/", {"slug": "api"})

    moved = sandbox.call("GET", "/projects/sandbox/sandbox/keys/")

    assert moved.headers["Location"] == "/api/0/projects/sandbox/api/keys/"


def test_a_former_slug_can_be_taken_by_another_project(sandbox: Local) -> None:
    sandbox.project()
    sandbox.done("PUT", PROJECT, {"slug": "api"})

    second = sandbox.project()

    assert sandbox.done("GET", PROJECT)["id"] == second["id"]


def test_a_slug_of_another_project_is_refused_and_its_name_told(sandbox: Local) -> None:
    sandbox.project()
    sandbox.project("frontend", name="Front")

    response = sandbox.call("PUT", PROJECT, {"slug": "frontend"})

    assert response.status_code == 400
    assert response.json() == {"slug": ["Another project (Front) is already using that slug"]}


def test_deletion_hides_the_project_at_once_and_frees_its_slug(sandbox: Local) -> None:
    first = sandbox.project()
    key = sandbox.key()

    assert sandbox.call("DELETE", PROJECT).status_code == 204

    assert sandbox.call("GET", PROJECT).status_code == 404
    assert sandbox.call("GET", f"/projects/sandbox/{first['id']}/").status_code == 404
    assert sandbox.call("DELETE", PROJECT).status_code == 404
    assert sandbox.done("GET", "/organizations/sandbox/detectors/") == []
    assert sandbox.done("GET", "/organizations/sandbox/project-keys/") == []
    assert sandbox.project()["id"] == "2"
    assert sandbox.key()["id"] != key["id"]


def test_teams_come_and_go_by_their_own_endpoint(sandbox: Local) -> None:
    sandbox.project()
    sandbox.done("POST", "/organizations/sandbox/teams/", {"slug": "ops"})

    added = sandbox.call("POST", f"{PROJECT}teams/ops/")
    again = sandbox.call("POST", f"{PROJECT}teams/ops/")
    removed = sandbox.call("DELETE", f"{PROJECT}teams/gvses/")

    assert (added.status_code, again.status_code, removed.status_code) == (201, 201, 200)
    assert [one["slug"] for one in removed.json()["teams"]] == ["ops"]
    assert [one["slug"] for one in sandbox.done("GET", f"{PROJECT}teams/")] == ["ops"]
    assert sandbox.call("POST", f"{PROJECT}teams/nobody/").status_code == 404


def test_a_reader_may_change_a_few_fields_only(sandbox: Local) -> None:
    sandbox.project()
    reader = sandbox.token("project:read")

    assert sandbox.call("PUT", PROJECT, {"isBookmarked": True}, token=reader).status_code == 200
    assert sandbox.call("PUT", PROJECT, {"resolveAge": 1}, token=reader).status_code == 403


def test_member_creation_can_be_switched_off(sandbox: Local) -> None:
    sandbox.project()
    sandbox.turn(member_project_creation=False)
    token = sandbox.token("project:write")

    response = sandbox.call("POST", "/teams/sandbox/gvses/projects/", {"name": "x", "slug": "x"}, token=token)

    assert response.status_code == 403
    assert response.json() == {"detail": "Your organization has disabled this feature for members."}


def test_the_default_monitors_can_lag_or_stay_away(sandbox: Local) -> None:
    sandbox.turn(default_detectors_delay_ms=3_600_000)
    sandbox.project("late")
    sandbox.turn(default_detectors_delay_ms=0, default_detectors_missing=True)
    sandbox.project("never")

    assert sandbox.done("GET", "/organizations/sandbox/detectors/") == []


def test_the_organization_path_makes_a_team_of_its_own(sandbox: Local) -> None:
    body = sandbox.done("POST", "/organizations/sandbox/projects/", {"name": "Stray", "slug": "stray"})

    assert body["team_slug"] == "team-owner"
