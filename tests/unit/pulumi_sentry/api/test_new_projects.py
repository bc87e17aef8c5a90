"""What Sentry makes with new projects is found with shared lists, whatever else an organization holds."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import SentryClient
from tests.unit.pulumi_sentry.api.support import FakeSentry, FakeTime, client

KEYS = "/api/0/organizations/acme/project-keys/"
MONITORS = "/api/0/organizations/acme/detectors/"

Objects = list[dict[str, Any]]


def page(request: httpx2.Request, objects: Objects, size: int) -> httpx2.Response:
    start = int(request.url.params.get("cursor", "0:0:0").split(":")[1])
    more = str(start + size < len(objects)).lower()
    link = f'<{request.url}>; rel="next"; results="{more}"; cursor="0:{start + size}:0"'
    return httpx2.Response(200, json=objects[start : start + size], headers={"Link": link})


def keys(*projects: int) -> Objects:
    return [
        {"id": f"{number:032x}", "name": "Default", "projectId": project}
        for number, project in enumerate(projects)
    ]


async def ask_together(api: SentryClient, kind: str, projects: list[str]) -> dict[str, list[str]]:
    async def one(project: str) -> Objects:
        family = api.keys if kind == "keys" else api.monitors
        with family.coming():
            await asyncio.sleep(0)
            asked = api.keys.of_new_project if kind == "keys" else api.monitors.of_project
            return await asked(project)

    found = await asyncio.gather(*map(one, projects))
    return {
        project: [str(item["projectId"]) for item in items]
        for project, items in zip(projects, found, strict=True)
    }


@pytest.mark.parametrize("filtered", [True, False])
async def test_the_newest_keys_are_in_front_whether_or_not_sentry_takes_the_projects(filtered: bool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params.get_list("project")
        everything = keys(12, 11, *range(100, 400))
        wanted = [key for key in everything if not filtered or str(key["projectId"]) in asked]
        return page(request, wanted, 100)

    sentry = FakeSentry(answer)
    async with client(sentry, FakeTime()) as api:
        assert await ask_together(api, "keys", ["11", "12"]) == {"11": ["11"], "12": ["12"]}
    assert [request.url.path for request in sentry.requests] == [KEYS]


async def test_no_more_pages_are_read_than_projects_ask() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == KEYS:
            return page(request, keys(*range(100, 1000), 11, 12), 100)
        return page(request, keys(int(request.url.path.split("/")[5])), 100)

    sentry = FakeSentry(answer)
    async with client(sentry, FakeTime()) as api:
        assert await ask_together(api, "keys", ["11", "12"]) == {"11": ["11"], "12": ["12"]}
    paths = [request.url.path for request in sentry.requests]
    assert paths[:2] == [KEYS] * 2
    assert sorted(paths[2:]) == ["/api/0/projects/acme/11/keys/", "/api/0/projects/acme/12/keys/"]


async def test_the_monitors_of_all_are_asked_for_by_project() -> None:
    monitors = [{"id": str(number), "projectId": str(11 + number // 2)} for number in range(6)]
    sentry = FakeSentry(lambda request: page(request, monitors, 100))
    async with client(sentry, FakeTime()) as api:
        found = await ask_together(api, "monitors", ["13", "11", "12"])
    assert found == {project: [project] * 2 for project in ("13", "11", "12")}
    (request,) = sentry.requests
    assert request.url.path == MONITORS
    assert request.url.params.get_list("project") == ["11", "12", "13"]
