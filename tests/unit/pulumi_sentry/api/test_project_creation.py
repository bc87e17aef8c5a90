"""A 409 for a new project: a taken slug, or ids that clashed."""

from __future__ import annotations

import httpx2
import pytest

from pulumi_sentry.api import AnswerLost, Conflict, NotFound
from tests.unit.pulumi_sentry.api.support import FakeSentry, FakeTime, client

BODY = {"name": "Backend", "slug": "backend", "default_rules": False}
GONE = {"detail": "The requested resource does not exist"}


def _clash() -> httpx2.Response:
    return httpx2.Response(409, json={"detail": "Max allowed ID retry reached. Please try again in a second"})


def _missing() -> httpx2.Response:
    return httpx2.Response(404, json=GONE)


async def test_a_taken_slug_is_a_conflict_at_once() -> None:
    sentry, time = FakeSentry([_clash(), httpx2.Response(200, json={"slug": "backend"})]), FakeTime()
    async with client(sentry, time) as api:
        with pytest.raises(Conflict, match="this slug is taken"):
            await api.projects.create("3", BODY)
    assert [request.method for request in sentry.requests] == ["POST", "GET"]
    assert time.slept == []


async def test_a_slug_taken_by_a_project_that_the_token_cannot_see_is_a_conflict() -> None:
    sentry = FakeSentry([_clash(), httpx2.Response(403, json={"detail": "No."})])
    async with client(sentry) as api:
        with pytest.raises(Conflict):
            await api.projects.create("3", BODY)


async def test_a_clash_of_ids_is_tried_again_after_a_second() -> None:
    sentry = FakeSentry([_clash(), _missing(), _clash(), _missing(), httpx2.Response(201, json={"id": "5"})])
    time = FakeTime()
    async with client(sentry, time) as api:
        assert await api.projects.create("3", BODY) == {"id": "5"}
    assert time.slept == [1.0, 1.0]


async def test_the_old_slug_of_a_renamed_project_does_not_count_as_taken() -> None:
    renamed = httpx2.Response(302, headers={"Location": "/api/0/projects/acme/new/"})
    sentry = FakeSentry(
        [
            _clash(),
            renamed,
            httpx2.Response(200, json={"slug": "new"}),
            httpx2.Response(201, json={"id": "5"}),
        ]
    )
    async with client(sentry) as api:
        assert await api.projects.create("3", BODY) == {"id": "5"}


async def test_clashes_that_go_on_become_a_conflict() -> None:
    sentry = FakeSentry([_clash(), _missing()] * 10)
    async with client(sentry) as api:
        with pytest.raises(Conflict):
            await api.projects.create("3", BODY)
    assert len([request for request in sentry.requests if request.method == "POST"]) == 4


async def test_without_a_slug_a_conflict_is_not_tried_again() -> None:
    sentry = FakeSentry([_clash()])
    async with client(sentry) as api:
        with pytest.raises(Conflict):
            await api.projects.create("3", {"name": "Backend"})


async def test_an_unknown_team_is_not_found() -> None:
    async with client(FakeSentry([_missing()])) as api:
        with pytest.raises(NotFound, match="POST /teams/acme/3/projects/"):
            await api.projects.create("3", BODY)


async def test_a_creation_whose_answer_was_lost_is_not_repeated() -> None:
    sentry = FakeSentry([httpx2.ReadTimeout("")])
    async with client(sentry) as api:
        with pytest.raises(AnswerLost):
            await api.projects.create("3", BODY)
    assert len(sentry.requests) == 1
