"""A renamed project is followed; the token goes nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import SentryClient, UnexpectedRedirect
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

MOVED = {"slug": "new", "detail": {"code": "resource-moved", "message": "Resource has been moved"}}
OPERATIONS: list[tuple[str, Callable[[SentryClient], Awaitable[Any]], bytes]] = [
    ("GET", lambda c: c.projects.get("old"), b""),
    ("PUT", lambda c: c.projects.update("old", {"name": "x"}), b'{"name":"x"}'),
    ("DELETE", lambda c: c.projects.delete("old"), b""),
    ("POST", lambda c: c.keys.create("old", {"name": "x"}), b'{"name":"x"}'),
]


def _moved(location: str, status: int = 302) -> httpx2.Response:
    return httpx2.Response(status, json=MOVED, headers={"Location": location})


@pytest.mark.parametrize(("method", "operation", "body"), OPERATIONS)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_renamed_project_is_followed_with_the_same_method_and_body(
    method: str, operation: Callable[[SentryClient], Awaitable[Any]], body: bytes, status: int
) -> None:
    sentry = FakeSentry([_moved("/api/0/projects/acme/new/", status), httpx2.Response(200, json={})])
    async with client(sentry) as api:
        await operation(api)
    assert sentry.requests[1].method == method
    assert sentry.requests[1].content == body
    assert str(sentry.requests[1].url) == "https://sentry.example.com/api/0/projects/acme/new/"


async def test_query_parameters_survive_a_redirect() -> None:
    sentry = FakeSentry([_moved("/api/0/projects/acme/new/keys/"), httpx2.Response(200, json=[])])
    async with client(sentry) as api:
        await api.keys.list("old")
    assert sentry.requests[1].url.query == b"per_page=100"


async def test_the_token_may_follow_within_sentry_io() -> None:
    sentry = FakeSentry(
        [_moved("https://de.sentry.io/api/0/projects/acme/new/"), httpx2.Response(200, json={})]
    )
    async with client(sentry, base_url="https://sentry.io") as api:
        await api.projects.get("old")
    assert sentry.requests[1].url.host == "de.sentry.io"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example.com/api/0/projects/acme/new/",
        "http://sentry.example.com/api/0/projects/acme/new/",
        "https://sentry.example.com:8443/api/0/projects/acme/new/",
        "https://de.sentry.io/api/0/projects/acme/new/",
        "//evil.example.com/api/0/projects/acme/new/",
        "/auth/login/",
        "",
        "https://[bad/",
        "https://sentry.example.com/api/0/projects/acme/old/",
    ],
)
async def test_any_other_redirect_is_an_error_and_the_token_does_not_follow(location: str) -> None:
    sentry = FakeSentry([_moved(location)])
    async with client(sentry) as api:
        with pytest.raises(UnexpectedRedirect, match="SENTRY_URL or sentry:baseUrl") as caught:
            await api.projects.get("old")
    assert len(sentry.requests) == 1
    assert caught.value.status == 302


async def test_redirects_that_keep_coming_are_an_error() -> None:
    counter = iter(range(100))
    sentry = FakeSentry(lambda _: _moved(f"/api/0/projects/acme/{next(counter)}/"))
    async with client(sentry) as api:
        with pytest.raises(UnexpectedRedirect):
            await api.projects.get("old")
    assert len(sentry.requests) == 3


async def test_a_see_other_is_never_followed_because_it_would_change_the_method() -> None:
    sentry = FakeSentry([_moved("/api/0/projects/acme/new/", 303)])
    async with client(sentry) as api:
        with pytest.raises(UnexpectedRedirect):
            await api.projects.delete("old")
    assert len(sentry.requests) == 1
