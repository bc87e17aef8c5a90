from __future__ import annotations

import re

from sentry_sandbox.settings import Settings
from tests.unit.sentry_sandbox.support import Local


def test_a_new_organization_has_no_team_no_project_and_no_environment(sandbox: Local) -> None:
    body = sandbox.done("GET", "/organizations/sandbox/")

    assert (body["slug"], body["name"]) == ("sandbox", "Sandbox")
    assert (body["teams"], body["projects"]) == ([], [])
    assert sandbox.done("GET", "/organizations/sandbox/environments/") == []


def test_a_seeded_organization_has_a_team_an_environment_and_integrations() -> None:
    seeded = Local(Settings(seed=True))

    assert [team["slug"] for team in seeded.done("GET", "/organizations/sandbox/teams/")] == ["default-team"]
    assert [one["name"] for one in seeded.done("GET", "/organizations/sandbox/environments/")] == [
        "production"
    ]
    slack = seeded.done("GET", "/organizations/sandbox/integrations/?provider_key=slack")
    assert [one["provider"]["key"] for one in slack] == ["slack"]


def test_the_short_body_leaves_teams_and_projects_out_and_names_region_and_scopes(sandbox: Local) -> None:
    body = sandbox.done("GET", "/organizations/sandbox/?detailed=0")

    assert "teams" not in body
    assert "projects" not in body
    assert body["links"]["regionUrl"].startswith("http://127.0.0.1:")
    assert "alerts:write" in body["access"]
    assert "incidents" in body["features"]


def test_an_organization_is_found_by_id_and_by_slug(sandbox: Local) -> None:
    identity = sandbox.done("GET", "/organizations/sandbox/")["id"]

    assert sandbox.done("GET", f"/organizations/{identity}/")["slug"] == "sandbox"


def test_an_unknown_organization_is_404(sandbox: Local) -> None:
    response = sandbox.call("GET", "/organizations/nobody/")

    assert response.status_code == 404
    assert response.json() == {"detail": "The requested resource does not exist"}


def test_settings_are_changed_one_by_one_and_unknown_names_are_ignored(sandbox: Local) -> None:
    body = sandbox.done("PUT", "/organizations/sandbox/", {"scrubIPAddresses": True, "retentionDays": 7})

    assert body["scrubIPAddresses"] is True
    assert body["openMembership"] is True
    assert "retentionDays" not in body


def test_the_slug_of_another_organization_is_refused(sandbox: Local) -> None:
    sandbox.admin("POST", "organizations", {"slug": "other"})

    response = sandbox.call("PUT", "/organizations/sandbox/", {"slug": "other"})

    assert response.status_code == 400
    assert response.json() == {"slug": ['The slug "other" is in use by another organization.']}


def test_a_default_role_without_org_admin_is_dropped_without_a_word(sandbox: Local) -> None:
    token = sandbox.token("org:read", "org:write")

    body = sandbox.call("PUT", "/organizations/sandbox/", {"defaultRole": "owner"}, token=token).json()

    assert body["defaultRole"] == "member"


def test_times_are_iso_with_microseconds_in_utc(sandbox: Local) -> None:
    created = sandbox.done("GET", "/organizations/sandbox/")["dateCreated"]

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", created)


def test_regions_and_the_callers_own_record_can_be_read(sandbox: Local) -> None:
    assert sandbox.done("GET", "/auth/")["email"] == "owner@example.com"
    assert [one["name"] for one in sandbox.done("GET", "/users/me/regions/")["regions"]] == ["us"]
    assert [one["email"] for one in sandbox.done("GET", "/organizations/sandbox/members/")] == [
        "owner@example.com"
    ]
