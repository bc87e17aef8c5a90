from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from sentry_sandbox.server import SandboxServer
from tests.unit.sentry_sandbox.support import Local

TEAMS = "/organizations/sandbox/teams/"
PATH = f"/api/0{TEAMS}"


@pytest.fixture
def client(server: SandboxServer) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {server.token}"}
    with httpx2.Client(base_url=server.url, headers=headers, trust_env=False) as client:
        yield client


def slugs(client: httpx2.Client) -> list[str]:
    return [team["slug"] for team in client.get(PATH).json()]


def fault(client: httpx2.Client, **wanted: Any) -> None:
    client.post("/_sandbox/faults", json={"path": PATH, "times": 1, **wanted}).raise_for_status()


@pytest.mark.parametrize(("kind", "left_behind"), [("cut", []), ("lost_answer", ["gvses"])])
def test_a_raw_socket_sees_the_connection_end_without_a_byte(
    server: SandboxServer, client: httpx2.Client, kind: str, left_behind: list[str]
) -> None:
    fault(client, kind=kind, method="POST")
    body = json.dumps({"slug": "gvses"}).encode()
    request = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    address = urlsplit(server.url)

    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as raw:
        raw.sendall(request)
        answer = raw.recv(1000)

    assert answer == b""
    assert slugs(client) == left_behind


@pytest.mark.parametrize(("kind", "left_behind"), [("cut", []), ("lost_answer", ["gvses"])])
def test_an_http_client_sees_a_connection_error_and_can_go_on(
    client: httpx2.Client, kind: str, left_behind: list[str]
) -> None:
    fault(client, kind=kind, method="POST")

    with pytest.raises(httpx2.RemoteProtocolError):
        client.post(PATH, json={"slug": "gvses"})

    assert slugs(client) == left_behind
    log = client.get("/_sandbox/requests").json()["requests"]
    assert (log[0]["status"], log[0]["ended"] is not None) == (None, True)


def test_a_client_that_leaves_in_the_middle_of_its_request_leaves_nothing_behind(
    server: SandboxServer, client: httpx2.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    request = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.token}\r\n"
        "Content-Length: 99\r\n\r\n{"
    )
    address = urlsplit(server.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as raw:
        raw.sendall(request.encode())

    assert slugs(client) == []
    server.stop()
    assert capfd.readouterr().err == ""


def test_a_late_answer_comes_after_the_commit(client: httpx2.Client) -> None:
    fault(client, kind="late_answer", method="POST", delay_ms=60_000)

    with pytest.raises(httpx2.ReadTimeout):
        client.post(PATH, json={"slug": "gvses"}, timeout=0.2)

    # On a busy machine the client may have given up before the server got to it.
    assert any(slugs(client) == ["gvses"] for _ in range(1000))


def test_a_delay_changes_nothing_but_the_time(client: httpx2.Client) -> None:
    fault(client, kind="delay", method="POST", delay_ms=1)

    assert client.post(PATH, json={"slug": "gvses"}).status_code == 201
    assert client.get("/_sandbox/faults").json()[0]["struck"] == 1


def test_a_status_comes_with_its_body_and_headers_and_nothing_is_done(sandbox: Local) -> None:
    wanted = {
        "kind": "status",
        "path": PATH,
        "status": 503,
        "headers": {"Retry-After": "7"},
        "body": {"detail": "down"},
    }
    sandbox.admin("POST", "faults", wanted)

    response = sandbox.call("POST", TEAMS, {"slug": "gvses"})

    assert (response.status_code, response.json()) == (503, {"detail": "down"})
    assert response.headers["Retry-After"] == "7"
    sandbox.admin("DELETE", "faults")
    assert sandbox.done("GET", TEAMS) == []


def test_html_takes_the_place_of_json(sandbox: Local) -> None:
    sandbox.admin("POST", "faults", {"kind": "html", "path": PATH})

    response = sandbox.call("GET", TEAMS)

    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html; charset=utf-8")


def test_malformed_json_comes_after_the_commit(sandbox: Local) -> None:
    sandbox.admin("POST", "faults", {"kind": "malformed", "path": PATH, "times": 1})

    response = sandbox.call("POST", TEAMS, {"slug": "gvses"})

    assert response.status_code == 201
    with pytest.raises(ValueError, match=r".+"):
        response.json()
    assert [team["slug"] for team in sandbox.done("GET", TEAMS)] == ["gvses"]


def test_an_answer_without_a_body_has_nothing_to_be_malformed(sandbox: Local) -> None:
    sandbox.done("POST", TEAMS, {"slug": "gvses"})
    sandbox.admin("POST", "faults", {"kind": "malformed", "path": "*", "times": 1})

    response = sandbox.call("DELETE", "/teams/sandbox/gvses/")

    assert (response.status_code, response.content) == (204, b"")


def test_a_fault_strikes_its_method_and_path_only_after_and_for_as_often_as_told(sandbox: Local) -> None:
    wanted = {
        "kind": "status",
        "path": "/api/0/organizations/*/teams/",
        "method": "get",
        "after": 1,
        "times": 2,
    }
    made = sandbox.admin("POST", "faults", wanted)

    statuses = [sandbox.call("GET", TEAMS).status_code for _ in range(4)]

    assert statuses == [200, 500, 500, 200]
    assert sandbox.call("POST", TEAMS, {"slug": "x"}).status_code == 201
    assert sandbox.call("GET", "/organizations/sandbox/projects/").status_code == 200
    shown = sandbox.admin("GET", "faults")
    assert [(one["id"], one["seen"], one["struck"]) for one in shown] == [(made["id"], 4, 2)]


def test_a_path_may_be_a_regular_expression_and_one_fault_can_be_removed(sandbox: Local) -> None:
    first = sandbox.admin("POST", "faults", {"kind": "status", "path": "^.*/teams/$", "status": 500})
    sandbox.admin("POST", "faults", {"kind": "status", "path": "^.*/teams/$", "status": 502})

    before = sandbox.call("GET", TEAMS).status_code
    sandbox.admin("DELETE", f"faults/{first['id']}")

    assert (before, sandbox.call("GET", TEAMS).status_code) == (500, 502)


def test_ingest_can_be_struck_and_the_admin_api_and_the_page_cannot(sandbox: Local) -> None:
    sandbox.admin("POST", "faults", {"kind": "status", "path": "*", "status": 503})

    assert sandbox.send(1, b"", {}).status_code == 503
    assert sandbox.client.get("/").status_code == 200
    assert sandbox.ask_admin("GET", "health").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"kind": "explode"},
        {"kind": "status", "colour": "red"},
        {"kind": "status", "times": -1},
        {"kind": "status", "status": "500"},
        {"kind": "status", "path": "^("},
        {"kind": "status", "path": 7},
        {"kind": "status", "headers": []},
    ],
)
def test_a_fault_that_makes_no_sense_is_told_so(sandbox: Local, wanted: dict[str, Any]) -> None:
    response = sandbox.ask_admin("POST", "faults", wanted)

    assert response.status_code == 400
    assert response.json()["error"]
    assert sandbox.admin("GET", "faults") == []
