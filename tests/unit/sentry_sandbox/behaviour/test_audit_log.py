"""The audit log: changes by the API with their authors, newest first, for tokens that may read it."""

from __future__ import annotations

from tests.unit.sentry_sandbox.support import Json, Local, alert, monitor

PATH = "/organizations/sandbox/audit-logs/"


def rows(sandbox: Local, query: str = "") -> list[Json]:
    answer = sandbox.call("GET", f"{PATH}{query}")
    assert answer.status_code == 200
    found: list[Json] = answer.json()["rows"]
    return found


def test_each_change_is_one_entry_with_the_id_of_its_object(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.done("POST", "/organizations/sandbox/projects/backend/detectors/", monitor())
    path = f"/organizations/sandbox/detectors/{made['id']}/"
    sandbox.done("PUT", path, {"name": "slower"})
    sandbox.call("DELETE", path)

    newest = rows(sandbox)[:3]
    assert [entry["event"] for entry in newest] == ["detector.remove", "detector.edit", "detector.add"]
    assert {entry["targetObject"] for entry in newest} == {int(made["id"])}
    assert newest[1]["actor"]["email"] == "owner@example.com"
    assert newest[1]["data"] == {"name": "p95 latency"}
    assert newest[1]["dateCreated"].endswith("Z")


def test_who_did_it_is_the_user_behind_the_token(sandbox: Local) -> None:
    token = sandbox.token("alerts:write", kind="integration")
    sandbox.done("POST", "/organizations/sandbox/teams/", {"slug": "gvses"})
    sandbox.call("POST", "/organizations/sandbox/workflows/", alert([]), token=token)
    assert rows(sandbox)[0]["actor"]["name"] == "Sandbox Integration"


def test_a_key_is_in_the_note_and_its_secret_nowhere(sandbox: Local) -> None:
    sandbox.project()
    key = sandbox.done("GET", "/projects/sandbox/backend/keys/")[0]
    sandbox.done("PUT", f"/projects/sandbox/backend/keys/{key['id']}/", {"isActive": False})
    [entry] = rows(sandbox, "?event=projectkey.edit")
    assert entry["note"] == f"edited project key {key['id']}"
    assert key["secret"] not in str(entry)


def test_what_was_refused_is_no_change(sandbox: Local) -> None:
    before = rows(sandbox)
    assert sandbox.call("POST", "/organizations/sandbox/workflows/", {}).status_code == 400
    assert sandbox.call("DELETE", "/organizations/sandbox/workflows/99/").status_code == 404
    assert rows(sandbox) == before


def test_a_time_chooses_and_a_wrong_one_is_refused(sandbox: Local) -> None:
    sandbox.project()
    assert rows(sandbox, "?start=2020-01-01T00:00:00&end=2020-01-02T00:00:00") == []
    assert rows(sandbox, "?start=2020-01-01T00:00:00&end=2100-01-01T00:00:00") == rows(sandbox)
    assert sandbox.call("GET", f"{PATH}?start=soon").status_code == 400


def test_it_takes_org_write_to_read_it(sandbox: Local) -> None:
    assert sandbox.call("GET", PATH, token=sandbox.token("org:read", "org:admin")).status_code == 403
    assert sandbox.call("GET", PATH, token=sandbox.token("org:write")).status_code == 200
