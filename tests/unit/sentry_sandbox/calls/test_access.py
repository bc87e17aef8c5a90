from __future__ import annotations

import pytest

from sentry_sandbox.settings import Settings
from tests.unit.sentry_sandbox.support import Json, Local, alert, monitor

ORGANIZATION = "/organizations/sandbox"
PROJECT = "/projects/sandbox/backend"


def test_no_token_and_a_wrong_token_are_401_in_different_words(sandbox: Local) -> None:
    wrong = sandbox.call("GET", f"{ORGANIZATION}/", token="sntryu_wrong")
    absent = sandbox.client.get(f"/api/0{ORGANIZATION}/")

    assert (wrong.status_code, wrong.json()) == (401, {"detail": "Invalid token"})
    assert absent.status_code == 401
    assert absent.json() == {"detail": "Authentication credentials were not provided."}


@pytest.mark.parametrize(
    ("method", "path", "enough", "too_little"),
    [
        ("GET", f"{ORGANIZATION}/", "org:read", "project:read"),
        ("PUT", f"{ORGANIZATION}/", "org:write", "org:read"),
        ("GET", f"{ORGANIZATION}/teams/", "org:read", "team:read"),
        ("POST", f"{ORGANIZATION}/teams/", "team:write", "org:read"),
        ("GET", "/teams/sandbox/gvses/", "team:read", "org:admin"),
        ("PUT", "/teams/sandbox/gvses/", "team:write", "team:read"),
        ("DELETE", "/teams/sandbox/gvses/", "team:admin", "team:write"),
        ("POST", "/teams/sandbox/gvses/projects/", "project:write", "project:read"),
        ("GET", f"{PROJECT}/", "project:read", "org:read"),
        ("DELETE", f"{PROJECT}/", "project:admin", "project:write"),
        ("GET", f"{PROJECT}/keys/", "project:read", "org:read"),
        ("POST", f"{PROJECT}/keys/", "project:write", "project:read"),
        ("POST", f"{PROJECT}/teams/gvses/", "project:write", "project:read"),
        ("GET", f"{ORGANIZATION}/members/", "member:read", "org:read"),
        ("POST", f"{ORGANIZATION}/members/", "member:invite", "member:read"),
        ("GET", f"{ORGANIZATION}/members/1/", "member:read", "org:read"),
        ("POST", f"{ORGANIZATION}/members/1/teams/gvses/", "team:write", "member:admin"),
        ("DELETE", f"{ORGANIZATION}/members/1/teams/gvses/", "team:admin", "org:read"),
        ("GET", f"{ORGANIZATION}/detectors/", "alerts:read", "project:read"),
        ("POST", f"{ORGANIZATION}/projects/backend/detectors/", "alerts:write", "alerts:read"),
        ("POST", f"{ORGANIZATION}/projects/backend/detectors/", "project:write", "org:write"),
        ("DELETE", f"{ORGANIZATION}/detectors/3/", "alerts:write", "alerts:read"),
        ("GET", f"{ORGANIZATION}/workflows/", "org:read", "project:admin"),
        ("POST", f"{ORGANIZATION}/workflows/", "org:write", "alerts:read"),
        ("DELETE", f"{ORGANIZATION}/workflows/1/", "alerts:write", "project:admin"),
    ],
)
def test_one_scope_of_the_list_is_enough_and_another_is_403(
    sandbox: Local, method: str, path: str, enough: str, too_little: str
) -> None:
    sandbox.project()
    body: Json | None = {} if method in ("POST", "PUT") else None

    refused = sandbox.call(method, path, body, token=sandbox.token(too_little))
    passed = sandbox.call(method, path, body, token=sandbox.token(enough))

    assert refused.status_code == 403
    assert refused.json() == {"detail": "You do not have permission to perform this action."}
    assert passed.status_code not in (401, 403)


def test_attaching_monitors_and_alerts_to_each_other_needs_alerts_write(sandbox: Local) -> None:
    sandbox.project()
    workflow = sandbox.done("POST", f"{ORGANIZATION}/workflows/", alert([]))
    token = sandbox.token("org:write", "project:write")

    attached_alert = sandbox.call("POST", f"{ORGANIZATION}/workflows/", alert([1]), token=token)
    body = monitor(workflowIds=[int(workflow["id"])])
    attached_monitor = sandbox.call("POST", f"{ORGANIZATION}/projects/backend/detectors/", body, token=token)

    assert (attached_alert.status_code, attached_monitor.status_code) == (403, 403)
    assert len(sandbox.done("GET", f"{ORGANIZATION}/workflows/")) == 1
    assert len(sandbox.done("GET", f"{ORGANIZATION}/detectors/")) == 2


def test_an_organization_token_has_no_user_and_meets_the_odd_refusals(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor()
    token = sandbox.admin("POST", "tokens", {"kind": "org"})["token"]
    one = f"{ORGANIZATION}/detectors/{made['id']}/"

    detectors = [
        sandbox.call("GET", f"{ORGANIZATION}/detectors/", token=token),
        sandbox.call("GET", one, token=token),
        sandbox.call("PUT", one, {}, token=token),
    ]
    project = sandbox.call("PUT", f"{PROJECT}/", {"resolveAge": 1}, token=token)
    creation = sandbox.call("POST", f"{ORGANIZATION}/projects/", {"name": "x"}, token=token)

    assert [(one.status_code, one.content) for one in detectors] == [(401, b"")] * 3
    assert (project.status_code, project.content) == (400, b"")
    assert creation.status_code == 401
    sandbox.turn(anonymous_org_token=False)
    assert sandbox.call("GET", one, token=token).status_code == 200


def test_a_path_without_its_trailing_slash_is_404(sandbox: Local) -> None:
    assert sandbox.call("GET", ORGANIZATION).status_code == 404


def test_a_method_an_endpoint_lacks_is_405(sandbox: Local) -> None:
    assert sandbox.call("DELETE", f"{ORGANIZATION}/").status_code == 405


def test_a_base_url_without_the_api_prefix_answers_html(sandbox: Local) -> None:
    read = sandbox.client.get(f"{ORGANIZATION}/")
    written = sandbox.client.post(f"{ORGANIZATION}/teams/", json={"slug": "x"})

    assert (read.status_code, written.status_code) == (200, 403)
    assert read.headers["Content-Type"].startswith("text/html")
    assert written.headers["Content-Type"].startswith("text/html")
    assert "CSRF Verification Failed" in written.text


@pytest.mark.parametrize(
    "path",
    [
        f"{PROJECT}/rules/",
        f"{PROJECT}/rules/7/",
        f"{ORGANIZATION}/alert-rules/",
        f"{ORGANIZATION}/alert-rules/7/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_the_retired_alert_endpoints_are_410(sandbox: Local, method: str, path: str) -> None:
    response = sandbox.call(method, path)

    assert (response.status_code, response.json()) == (410, {"detail": "This API no longer exists."})


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'"text"', b"\xff"])
def test_a_body_that_is_no_object_is_400(sandbox: Local, raw: bytes) -> None:
    headers = {"Authorization": "Bearer sandbox-token"}

    response = sandbox.client.post(f"/api/0{ORGANIZATION}/teams/", content=raw, headers=headers)

    assert response.status_code == 400
    assert response.json()


def test_what_a_token_made_names_its_user_or_the_integrations_proxy_user(sandbox: Local) -> None:
    sandbox.project()
    path = f"{ORGANIZATION}/projects/backend/detectors/"
    made_by = {
        kind: sandbox.call("POST", path, monitor(), token=sandbox.token("alerts:write", kind=kind)).json()[
            "createdBy"
        ]
        for kind in ("user", "integration", "org")
    }

    assert made_by == {"user": "1", "integration": "2", "org": None}


def test_two_organizations_do_not_see_each_other(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor()
    sandbox.admin("POST", "organizations", {"slug": "other", "name": "Other"})

    assert sandbox.call("GET", "/projects/other/1/").status_code == 404
    assert sandbox.call("GET", "/teams/other/1/").status_code == 404
    assert sandbox.call("GET", f"/organizations/other/detectors/{made['id']}/").status_code == 404
    assert sandbox.done("GET", "/organizations/other/detectors/") == []
    assert [one["slug"] for one in sandbox.done("GET", "/organizations/")] == ["sandbox", "other"]


def test_the_settings_never_show_the_token() -> None:
    assert "canary" not in repr(Settings(token="canary"))
