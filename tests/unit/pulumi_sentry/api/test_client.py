"""The pre-flight, the move to a region of sentry.io, and settings that cannot work."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import (
    OLDEST,
    ConfigurationError,
    NotFound,
    SentryClient,
    SentryError,
    TooOld,
    Unauthorized,
    UnknownOrganization,
)
from tests.unit.pulumi_sentry.api.support import ORGANIZATION, FakeSentry, client


def _ok(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"id": "7"})


async def test_the_pre_flight_runs_once_however_many_calls_wait_for_it() -> None:
    sentry = FakeSentry(_ok)
    async with client(sentry) as api:
        await asyncio.gather(*(api.projects.get(str(n)) for n in range(20)))
        await api.connect()
    assert len(sentry.preflights) == 1
    assert sentry.preflights[0].url.query == b"detailed=0"
    assert len(sentry.requests) == 20
    assert api.organization_info == ORGANIZATION


async def test_a_failed_pre_flight_is_shared_by_those_who_wait_and_tried_again_later() -> None:
    sentry = FakeSentry(_ok, preflight=httpx2.Response(401, json={"detail": "Invalid token"}))
    async with client(sentry) as api:
        results = await asyncio.gather(*(api.projects.get(str(n)) for n in range(5)), return_exceptions=True)
        assert all(isinstance(result, Unauthorized) for result in results)
        assert len(sentry.preflights) == 1
        with pytest.raises(Unauthorized, match="SENTRY_AUTH_TOKEN or sentry:token"):
            await api.connect()
    assert len(sentry.preflights) == 2
    assert sentry.requests == []


async def test_a_caller_that_gives_up_leaves_the_pre_flight_to_the_others() -> None:
    answer = asyncio.Event()

    class SlowPreflight(FakeSentry):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await answer.wait()
            return await super().handle_async_request(request)

    async with client(SlowPreflight(_ok)) as api:
        first = asyncio.create_task(api.projects.get("1"))
        second = asyncio.create_task(api.projects.get("2"))
        await asyncio.sleep(0)
        first.cancel()
        answer.set()
        assert await second == {"id": "7"}
        assert first.cancelled()


async def test_closing_ends_a_pre_flight_that_is_under_way() -> None:
    class Silent(FakeSentry):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await asyncio.get_running_loop().create_future()
            return await super().handle_async_request(request)

    api = client(Silent(_ok))
    waiting = asyncio.create_task(api.connect())
    await asyncio.sleep(0)
    await api.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_an_unknown_organization_is_never_mistaken_for_a_deleted_object() -> None:
    missing = httpx2.Response(404, json={"detail": "The requested resource does not exist"})
    async with client(FakeSentry(_ok, preflight=missing)) as api:
        with pytest.raises(UnknownOrganization) as caught:
            await api.projects.get("1")
    assert not isinstance(caught.value, NotFound)
    assert "'acme'" in str(caught.value)
    assert "SENTRY_ORG or sentry:organization" in str(caught.value)


async def test_a_sentry_without_monitors_and_alerts_is_refused_before_any_other_request() -> None:
    of_2023 = {key: value for key, value in ORGANIZATION.items() if not key.startswith("allowMember")}
    sentry = FakeSentry(_ok, preflight=httpx2.Response(200, json=of_2023))
    async with client(sentry) as api:
        with pytest.raises(TooOld) as caught:
            await api.projects.get("1")
    assert not isinstance(caught.value, NotFound)
    assert "is too old" in str(caught.value)
    assert f"from release {OLDEST} on" in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "region", "used"),
    [
        ("https://sentry.io", "https://de.sentry.io", "https://de.sentry.io"),
        ("https://us.sentry.io/api/0/", "https://us.sentry.io", "https://us.sentry.io"),
        ("https://sentry.io", "https://sentry.io.example.com", "https://sentry.io"),
        ("https://sentry.io", "https://evilsentry.io", "https://sentry.io"),
        ("https://sentry.io", "http://de.sentry.io", "https://sentry.io"),
        ("https://sentry.io", "https://de.sentry.io:8443", "https://sentry.io"),
        ("https://sentry.io", "https://user@de.sentry.io", "https://sentry.io"),
        ("https://sentry.io", None, "https://sentry.io"),
        ("https://sentry.io", 7, "https://sentry.io"),
        ("https://sentry.example.com", "https://de.sentry.io", "https://sentry.example.com"),
        ("http://127.0.0.1:9000", "https://de.sentry.io", "http://127.0.0.1:9000"),
    ],
)
async def test_the_token_moves_to_the_region_only_within_sentry_io(
    base_url: str, region: object, used: str
) -> None:
    organization = httpx2.Response(200, json={**ORGANIZATION, "links": {"regionUrl": region}})
    sentry = FakeSentry(_ok, preflight=organization)
    async with client(sentry, base_url=base_url) as api:
        await api.projects.get("1")
        assert api.base_url == used
    assert str(sentry.requests[0].url) == f"{used}/api/0/projects/acme/1/"


async def test_every_request_says_who_asks_and_wants_json() -> None:
    sentry = FakeSentry(_ok)
    async with client(sentry) as api:
        await api.projects.update("1", {"name": "ä"})
    headers = sentry.requests[0].headers
    assert headers["Authorization"].startswith("Bearer ")
    assert headers["User-Agent"].startswith("pulumi-sentry/")
    assert headers["Accept"] == headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"token": ""}, "SENTRY_AUTH_TOKEN"),
        ({"token": "  "}, "sentry:token"),
        ({"token": "two words"}, "sentry:token"),
        ({"token": "line\nbreak"}, "sentry:token"),
        ({"token": "tökén"}, "sentry:token"),
        ({"token": "sntrys_eyJpYXQiOjE3MD"}, "token of an internal integration"),
        ({"organization": " "}, "SENTRY_ORG"),
        ({"base_url": "sentry.io"}, "SENTRY_URL"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_before_any_request(
    settings: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        SentryClient(**({"organization": "acme", "token": "t0ken"} | settings))
    assert isinstance(caught.value, SentryError)
    assert caught.value.status is None


def test_a_token_read_from_a_file_may_end_with_a_line_break() -> None:
    assert SentryClient(organization="acme", token="t0ken\n").organization == "acme"
