from __future__ import annotations

import re

import pytest

from tests.unit.sentry_sandbox.support import Local

TEAMS = "/organizations/sandbox/teams/"
_LINK = re.compile(r'<([^>]+)>; rel="(\w+)"; results="(\w+)"; cursor="([^"]+)"')


@pytest.fixture
def full(sandbox: Local) -> Local:
    for number in range(5):
        sandbox.done("POST", TEAMS, {"slug": f"team-{number}"})
    return sandbox


def test_following_next_while_it_has_results_gives_everything_once(full: Local) -> None:
    path, seen = f"{TEAMS}?per_page=2&detailed=0", []
    while path:
        response = full.call("GET", path)
        seen += [team["slug"] for team in response.json()]
        links = {
            relation: (url, results) for url, relation, results, _ in _LINK.findall(response.headers["Link"])
        }
        assert set(links) == {"previous", "next"}
        url, results = links["next"]
        path = url.split("/api/0")[1] if results == "true" else ""

    assert seen == [f"team-{number}" for number in range(5)]


def test_the_links_keep_the_query_and_start_at_this_sandbox(full: Local) -> None:
    link = full.call("GET", f"{TEAMS}?per_page=2&detailed=0").headers["Link"]

    urls = [url for url, *_ in _LINK.findall(link)]
    assert all(url.startswith("http://127.0.0.1:9600/api/0/organizations/sandbox/teams/?") for url in urls)
    assert all("per_page=2" in url and "detailed=0" in url for url in urls)


def test_the_first_page_has_no_previous_results_and_the_second_has(full: Local) -> None:
    first = full.call("GET", f"{TEAMS}?per_page=2").headers["Link"]
    second = full.call("GET", f"{TEAMS}?per_page=2&cursor=0:2:0").headers["Link"]

    assert 'rel="previous"; results="false"' in first
    assert 'rel="previous"; results="true"; cursor="0:0:1"' in second


@pytest.mark.parametrize("query", ["per_page=0", "per_page=101", "per_page=many", "cursor=abc"])
def test_a_page_that_cannot_be_is_400(full: Local, query: str) -> None:
    response = full.call("GET", f"{TEAMS}?{query}")

    assert response.status_code == 400
    assert list(response.json()) == ["detail"]


def test_projects_are_listed_and_searched(sandbox: Local) -> None:
    sandbox.project()
    sandbox.project("frontend")
    path = "/organizations/sandbox/projects/"

    assert [one["slug"] for one in sandbox.done("GET", path)] == ["backend", "frontend"]
    assert [one["slug"] for one in sandbox.done("GET", f"{path}?query=slug:frontend")] == ["frontend"]
    assert [one["slug"] for one in sandbox.done("GET", f"{path}?query=id:1")] == ["backend"]
    assert [one["slug"] for one in sandbox.done("GET", f"{path}?query=front")] == ["frontend"]
    assert len(sandbox.done("GET", "/teams/sandbox/gvses/projects/")) == 2
