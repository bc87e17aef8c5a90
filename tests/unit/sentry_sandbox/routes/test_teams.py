from __future__ import annotations

import pytest

from tests.unit.sentry_sandbox.support import Local

TEAMS = "/organizations/sandbox/teams/"


def test_a_team_is_made_read_changed_and_deleted(sandbox: Local) -> None:
    team = sandbox.done("POST", TEAMS, {"slug": "gvses"})
    assert (team["id"], team["slug"], team["name"]) == ("1", "gvses", "gvses")

    assert sandbox.done("PUT", "/teams/sandbox/gvses/", {"slug": "trading"})["id"] == "1"
    assert sandbox.call("GET", "/teams/sandbox/gvses/").status_code == 404
    assert sandbox.done("GET", "/teams/sandbox/1/")["organization"]["slug"] == "sandbox"
    assert "organization" not in sandbox.done("GET", "/teams/sandbox/1/?collapse=organization")

    assert sandbox.call("DELETE", "/teams/sandbox/trading/").status_code == 204
    assert sandbox.call("GET", "/teams/sandbox/1/").status_code == 404


def test_a_slug_is_free_as_soon_as_its_team_is_deleted_and_ids_are_never_reused(sandbox: Local) -> None:
    sandbox.done("POST", TEAMS, {"slug": "gvses"})
    sandbox.done("DELETE", "/teams/sandbox/gvses/")

    assert sandbox.done("POST", TEAMS, {"slug": "gvses"})["id"] == "2"


def test_a_taken_slug_is_409_with_both_shapes_in_one_body(sandbox: Local) -> None:
    sandbox.done("POST", TEAMS, {"slug": "gvses"})

    response = sandbox.call("POST", TEAMS, {"slug": "gvses"})

    text = "A team with this slug already exists."
    assert response.status_code == 409
    assert response.json() == {"non_field_errors": [text], "detail": text}


def test_a_slug_used_by_another_team_is_refused_on_change(sandbox: Local) -> None:
    sandbox.done("POST", TEAMS, {"slug": "gvses"})
    sandbox.done("POST", TEAMS, {"slug": "other"})

    response = sandbox.call("PUT", "/teams/sandbox/other/", {"slug": "gvses"})

    assert response.status_code == 400
    assert response.json() == {"slug": ['The slug "gvses" is already in use.']}


@pytest.mark.parametrize("slug", ["123", "With Space", "UPPER", "a" * 51])
def test_an_impossible_slug_is_refused(sandbox: Local, slug: str) -> None:
    response = sandbox.call("POST", TEAMS, {"slug": slug})

    assert response.status_code == 400
    assert list(response.json()) == ["slug"]


def test_neither_name_nor_slug_is_an_error_of_no_field(sandbox: Local) -> None:
    response = sandbox.call("POST", TEAMS, {})

    assert response.status_code == 400
    assert response.json() == {"non_field_errors": ["Name or slug is required"]}


def test_a_name_alone_gets_a_slug_that_is_free(sandbox: Local) -> None:
    first = sandbox.done("POST", TEAMS, {"name": "Market Data"})
    second = sandbox.done("POST", TEAMS, {"name": "Market Data"})

    assert first["slug"] == "market-data"
    assert second["slug"].startswith("market-data-")


def test_only_a_user_token_makes_its_user_a_member(sandbox: Local) -> None:
    integration = sandbox.token("team:write", kind="integration")

    assert sandbox.done("POST", TEAMS, {"slug": "mine"})["memberCount"] == 1
    assert sandbox.call("POST", TEAMS, {"slug": "bots"}, token=integration).json()["memberCount"] == 0


def test_the_list_is_by_slug_and_can_be_searched(sandbox: Local) -> None:
    for slug in ("zeta", "alpha"):
        sandbox.done("POST", TEAMS, {"slug": slug})

    assert [team["slug"] for team in sandbox.done("GET", TEAMS)] == ["alpha", "zeta"]
    assert [team["slug"] for team in sandbox.done("GET", f"{TEAMS}?detailed=0&query=slug:zeta")] == ["zeta"]


def test_what_a_deleted_team_owned_has_no_owner_and_projects_lose_it(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor(owner="team:1")
    assert made["owner"] == {"type": "team", "id": "1", "name": "gvses"}

    sandbox.done("DELETE", "/teams/sandbox/gvses/")

    assert sandbox.done("GET", f"/organizations/sandbox/detectors/{made['id']}/")["owner"] is None
    assert sandbox.done("GET", "/projects/sandbox/backend/")["teams"] == []
