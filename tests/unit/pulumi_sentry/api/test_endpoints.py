"""Every method of the client: its endpoint, what it sends and what it returns."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import ConfigurationError, Forbidden, NotSentry, SentryClient
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

BODY = {"name": "x"}
KEY = "0123456789abcdef0123456789abcdef"
ORG = "/organizations/acme"
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
Operation = Callable[[SentryClient], Awaitable[Any]]

OBJECTS: list[tuple[str, str, Operation]] = [
    ("PUT", f"{ORG}/", lambda c: c.organizations.update(BODY)),
    ("POST", f"{ORG}/teams/", lambda c: c.teams.create(BODY)),
    ("GET", "/teams/acme/3/?collapse=organization", lambda c: c.teams.get("3")),
    ("PUT", "/teams/acme/3/", lambda c: c.teams.update("3", BODY)),
    ("POST", "/teams/acme/3/projects/", lambda c: c.projects.create("3", BODY)),
    ("GET", "/projects/acme/5/", lambda c: c.projects.get("5")),
    ("PUT", "/projects/acme/5/", lambda c: c.projects.update("5", BODY)),
    ("POST", "/projects/acme/5/teams/3/", lambda c: c.projects.add_team("5", "3")),
    ("POST", "/projects/acme/5/keys/", lambda c: c.keys.create("5", BODY)),
    ("GET", f"/projects/acme/5/keys/{KEY}/", lambda c: c.keys.get("5", KEY)),
    ("PUT", f"/projects/acme/5/keys/{KEY}/", lambda c: c.keys.update("5", KEY, BODY)),
    ("POST", f"{ORG}/members/", lambda c: c.members.invite(BODY)),
    ("GET", f"{ORG}/members/8/", lambda c: c.members.get("8")),
    ("PUT", f"{ORG}/members/8/", lambda c: c.members.update("8", BODY)),
    ("POST", f"{ORG}/projects/5/detectors/", lambda c: c.monitors.create("5", BODY)),
    ("GET", f"{ORG}/detectors/9/", lambda c: c.monitors.get("9")),
    ("PUT", f"{ORG}/detectors/9/", lambda c: c.monitors.update("9", BODY)),
    ("GET", "/projects/acme/5/ownership/", lambda c: c.ownership.get("5")),
    ("PUT", "/projects/acme/5/ownership/", lambda c: c.ownership.update("5", BODY)),
    ("POST", f"{ORG}/workflows/", lambda c: c.alerts.create(BODY)),
    ("GET", f"{ORG}/workflows/9/", lambda c: c.alerts.get("9")),
    (
        "GET",
        f"{ORG}/stats_v2/?field=sum%28quantity%29&groupBy=category&groupBy=outcome"
        "&start=2026-11-01T00%3A00%3A00&end=2026-11-24T10%3A30%3A00&interval=1d&project=-1",
        lambda c: c.usage.stats(start=START, end=END, group_by=("category", "outcome")),
    ),
    ("PUT", f"{ORG}/workflows/9/", lambda c: c.alerts.update("9", BODY)),
]
NOTHINGS: list[tuple[str, str, Operation]] = [
    ("DELETE", "/teams/acme/3/", lambda c: c.teams.delete("3")),
    ("DELETE", "/projects/acme/5/", lambda c: c.projects.delete("5")),
    ("DELETE", "/projects/acme/5/teams/3/", lambda c: c.projects.remove_team("5", "3")),
    ("DELETE", f"/projects/acme/5/keys/{KEY}/", lambda c: c.keys.delete("5", KEY)),
    ("DELETE", f"{ORG}/members/8/", lambda c: c.members.delete("8")),
    ("DELETE", f"{ORG}/members/8/teams/3/", lambda c: c.members.leave_team("8", "3")),
    ("DELETE", f"{ORG}/detectors/9/", lambda c: c.monitors.delete("9")),
    ("DELETE", f"{ORG}/workflows/9/", lambda c: c.alerts.delete("9")),
    ("DELETE", f"{ORG}/issues/?project=5&id=1&id=2", lambda c: c.issues.delete("5", ["1", "2"])),
    (
        "PUT",
        "/projects/acme/5/filters/localhost/",
        lambda c: c.inbound_filters.update("5", "localhost", BODY),
    ),
]
PAGE = "per_page=100"
LISTS: list[tuple[str, str, Operation]] = [
    ("GET", f"{ORG}/teams/?{PAGE}&detailed=0", lambda c: c.teams.list()),
    ("GET", f"{ORG}/teams/?{PAGE}&detailed=0&query=slug%3Aa", lambda c: c.teams.list("slug:a")),
    ("GET", f"{ORG}/projects/?{PAGE}", lambda c: c.projects.list()),
    ("GET", f"/projects/acme/5/keys/?{PAGE}", lambda c: c.keys.list("5")),
    ("GET", f"{ORG}/project-keys/?{PAGE}", lambda c: c.keys.list_all()),
    ("GET", f"{ORG}/detectors/?{PAGE}", lambda c: c.monitors.list()),
    (
        "GET",
        f"{ORG}/detectors/?{PAGE}&project=5&query=type%3Aerror",
        lambda c: c.monitors.list("5", "type:error"),
    ),
    ("GET", f"{ORG}/detectors/?{PAGE}&project=5", lambda c: c.monitors.of_project("5")),
    ("GET", f"/projects/acme/5/keys/?{PAGE}", lambda c: c.keys.of_new_project("5")),
    ("GET", f"{ORG}/workflows/?{PAGE}", lambda c: c.alerts.list()),
    ("GET", f"/teams/acme/3/members/?{PAGE}", lambda c: c.teams.members("3")),
    (
        "GET",
        f"{ORG}/open-periods/?{PAGE}&detectorId=9&start=2026-11-01T00%3A00%3A00&end=2026-11-24T10%3A30%3A00",
        lambda c: c.history.open_periods("9", start=START, end=END),
    ),
    (
        "GET",
        f"{ORG}/issues/?{PAGE}&project=5&query=lastSeen%3A%2B30d&limit=100&sort=date",
        lambda c: c.issues.list("5", "lastSeen:+30d"),
    ),
    ("GET", f"{ORG}/issues/?project=5&group=1&group=2", lambda c: c.issues.by_ids("5", ["1", "2"])),
    ("GET", "/projects/acme/5/filters/", lambda c: c.inbound_filters.list("5")),
    ("GET", f"{ORG}/workflows/?{PAGE}&project=5&detector=9", lambda c: c.alerts.list("5", detector="9")),
    ("GET", f"{ORG}/environments/?{PAGE}", lambda c: c.environments.list()),
    ("GET", f"{ORG}/integrations/?{PAGE}&provider_key=slack", lambda c: c.integrations.list("slack")),
    (
        "GET",
        f"{ORG}/members/?{PAGE}&query=email%3Aa%40b.example",
        lambda c: c.members.list("email:a@b.example"),
    ),
    (
        "GET",
        f"/projects/acme/5/keys/{KEY}/stats/?since=1&until=2&resolution=1h",
        lambda c: c.keys.stats("5", KEY, since=1, until=2, resolution="1h"),
    ),
]


def _sent(request: httpx2.Request) -> tuple[str, str]:
    return request.method, request.url.raw_path.decode().removeprefix("/api/0")


@pytest.mark.parametrize(("method", "path", "operation"), OBJECTS)
async def test_a_call_for_an_object_uses_its_endpoint_and_returns_the_object(
    method: str, path: str, operation: Operation
) -> None:
    sentry = FakeSentry([httpx2.Response(200, json={"id": "7"})])
    async with client(sentry) as api:
        assert await operation(api) == {"id": "7"}
    assert _sent(sentry.requests[0]) == (method, path)
    has_body = method in {"POST", "PUT"} and "/teams/3/" not in path
    assert sentry.requests[0].content == (b'{"name":"x"}' if has_body else b"")


@pytest.mark.parametrize(("method", "path", "operation"), NOTHINGS)
@pytest.mark.parametrize("answer", [httpx2.Response(204), httpx2.Response(202, json={"id": "7"})])
async def test_a_delete_uses_its_endpoint_and_takes_any_success(
    method: str, path: str, operation: Operation, answer: httpx2.Response
) -> None:
    sentry = FakeSentry([answer])
    async with client(sentry) as api:
        assert await operation(api) is None
    assert _sent(sentry.requests[0]) == (method, path)


@pytest.mark.parametrize(("method", "path", "operation"), LISTS)
async def test_a_list_uses_its_endpoint_and_returns_all_objects(
    method: str, path: str, operation: Operation
) -> None:
    sentry = FakeSentry([httpx2.Response(200, json=[{"id": "1"}, {"id": "2"}])])
    async with client(sentry) as api:
        assert await operation(api) == [{"id": "1"}, {"id": "2"}]
    assert _sent(sentry.requests[0]) == (method, path)


@pytest.mark.parametrize(("method", "path", "operation"), OBJECTS + NOTHINGS + LISTS)
async def test_a_403_names_the_scopes_that_would_be_enough(
    method: str, path: str, operation: Operation
) -> None:
    answer = httpx2.Response(403, json={"detail": "You do not have permission to perform this action."})
    async with client(FakeSentry([answer])) as api:
        with pytest.raises(Forbidden) as caught:
            await operation(api)
    assert caught.value.scopes
    assert all(scope in str(caught.value) for scope in caught.value.scopes)
    assert caught.value.method == method


@pytest.mark.parametrize("status", [201, 202, 204])
async def test_joining_a_team_tells_done_from_asked_for_and_from_done_before(status: int) -> None:
    sentry = FakeSentry([httpx2.Response(status)])
    async with client(sentry) as api:
        assert await api.members.join_team("8", "3") == status
    assert _sent(sentry.requests[0]) == ("POST", f"{ORG}/members/8/teams/3/")


async def test_a_team_role_is_set_under_its_own_name() -> None:
    sentry = FakeSentry([httpx2.Response(200, json={"isActive": True, "teamRole": "admin"})])
    async with client(sentry) as api:
        assert (await api.members.set_team_role("8", "3", "admin"))["teamRole"] == "admin"
    assert _sent(sentry.requests[0]) == ("PUT", f"{ORG}/members/8/teams/3/")
    assert json.loads(sentry.requests[0].content) == {"teamRole": "admin"}


@pytest.mark.parametrize(
    ("email", "id"),
    [("DEV@example.com", "1"), ("second@example.com", "2"), ("v@example.com", None)],
)
async def test_somebody_is_found_by_a_whole_address_in_any_case(email: str, id: str | None) -> None:
    found = [
        {"id": "1", "email": "dev@example.com", "user": None},
        {"id": "2", "email": "first@example.com", "user": {"emails": [{"email": "second@example.com"}]}},
    ]
    sentry = FakeSentry([httpx2.Response(200, json=found), httpx2.Response(200, json=found)])
    async with client(sentry) as api:
        member = await api.members.find(email)
    assert (member or {}).get("id") == id


async def test_an_invitation_is_found_in_other_letters_than_it_was_written_in() -> None:
    invited = [{"id": "1", "email": "Dev@Example.com", "user": None}]
    sentry = FakeSentry([httpx2.Response(200, json=[]), httpx2.Response(200, json=invited)])
    async with client(sentry) as api:
        assert (await api.members.find("dev@example.com") or {}).get("id") == "1"
    assert [request.url.params["query"] for request in sentry.requests] == [
        "email:dev@example.com",
        "dev@example.com",
    ]


async def test_a_403_that_names_fields_keeps_them_apart() -> None:
    answer = httpx2.Response(403, json={"organization": "not allowed to invite members"})
    async with client(FakeSentry([answer])) as api:
        with pytest.raises(Forbidden) as caught:
            await api.members.invite(BODY)
    assert caught.value.fields == {"organization": ["not allowed to invite members"]}


async def test_reading_the_organization_leaves_teams_and_projects_out() -> None:
    sentry = FakeSentry([])
    async with client(sentry) as api:
        assert (await api.organizations.get())["slug"] == "acme"
    assert all(request.url.query == b"detailed=0" for request in sentry.preflights)


async def test_an_id_can_never_lead_to_another_path() -> None:
    sentry = FakeSentry([httpx2.Response(200, json={})])
    async with client(sentry) as api:
        await api.projects.get("a/../b?c#d%2Fä")
    assert sentry.requests[0].url.raw_path == b"/api/0/projects/acme/a%2F..%2Fb%3Fc%23d%252F%C3%A4/"


@pytest.mark.parametrize("key", ["", " ", ".", ".."])
async def test_an_empty_id_is_refused_before_it_could_address_the_whole_list(key: str) -> None:
    sentry = FakeSentry([])
    async with client(sentry) as api:
        with pytest.raises(ConfigurationError, match="needs a value for key"):
            await api.keys.delete("5", key)
    assert sentry.preflights == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json="text"),
        httpx2.Response(200, content=b"null"),
        httpx2.Response(200),
        httpx2.Response(200, text="<html>Log in</html>", headers={"Content-Type": "text/html"}),
        httpx2.Response(200, content=b"[" * 100_000),
        httpx2.Response(200, content=b"\xff\xfe{"),
    ],
)
async def test_a_success_that_holds_no_object_says_that_this_is_no_sentry(answer: httpx2.Response) -> None:
    async with client(FakeSentry([answer])) as api:
        with pytest.raises(NotSentry, match="SENTRY_URL or sentry:baseUrl"):
            await api.projects.get("5")


@pytest.mark.parametrize("answer", [{"id": "1"}, ["text"], [["nested"]], None])
async def test_a_success_that_holds_no_list_of_objects_says_that_this_is_no_sentry(answer: object) -> None:
    async with client(FakeSentry([httpx2.Response(200, content=json.dumps(answer))])) as api:
        with pytest.raises(NotSentry, match="list of objects"):
            await api.monitors.list()
