"""The Link header: where a list goes on, and which links are not followed."""

from __future__ import annotations

import httpx2
import pytest

from pulumi_sentry.api import NotSentry
from pulumi_sentry.api.http.pagination import BadLink, next_cursor
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

HERE = httpx2.URL("https://sentry.example.com/api/0/organizations/acme/detectors/?per_page=100")


def _link(target: str, cursor: str = "0:100:0", *, more: bool = True) -> str:
    return (
        f'<{target}?&cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", '
        f'<{target}?&cursor={cursor}>; rel="next"; results="{str(more).lower()}"; cursor="{cursor}"'
    )


def test_the_next_cursor_is_taken_while_more_results_are_announced() -> None:
    assert next_cursor(_link(str(HERE.copy_with(query=None)))) == "0:100:0"


@pytest.mark.parametrize("link", [None, "", "nonsense", "<>;", _link(str(HERE), more=False)])
def test_there_is_no_next_page_where_none_is_announced(link: str | None) -> None:
    assert next_cursor(link) is None


def test_a_proxy_may_have_changed_the_scheme_of_the_link() -> None:
    assert next_cursor(_link("http://sentry.example.com/api/0/x/")) == "0:100:0"


def test_a_region_of_sentry_io_may_answer_for_another() -> None:
    assert next_cursor(_link("https://sentry.io/x/")) == "0:100:0"


def test_only_the_cursor_of_a_link_counts() -> None:
    assert next_cursor(_link("https://sentry.example.com.evil.example/x/")) == "0:100:0"


@pytest.mark.parametrize(
    "link",
    [
        '<https://sentry.example.com/x/>; rel="next"; results="true"',
        '<https://sentry.example.com/x/?cursor=1>; rel="next"; results="true"',
    ],
)
def test_a_next_page_that_cannot_be_trusted_is_refused(link: str) -> None:
    with pytest.raises(BadLink):
        next_cursor(link)


async def test_all_pages_are_read_and_only_the_cursor_is_taken_from_the_link() -> None:
    def page(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("cursor", "0:0:0").split(":")[1]) // 100
        link = _link("https://sentry.example.com/elsewhere/", f"0:{number + 1}00:0", more=number < 2)
        return httpx2.Response(200, json=[{"id": str(number)}], headers={"Link": link})

    sentry = FakeSentry(page)
    async with client(sentry) as api:
        found = await api.monitors.list(query="type:error")
    assert [item["id"] for item in found] == ["0", "1", "2"]
    for request in sentry.requests:
        assert request.url.path == HERE.path
        assert request.url.params["query"] == "type:error"
        assert request.url.params["per_page"] == "100"


async def test_an_object_that_slides_into_the_next_page_is_returned_once() -> None:
    first = httpx2.Response(200, json=[{"id": "1"}, {"id": "2"}], headers={"Link": _link(str(HERE), "a")})
    sentry = FakeSentry([first, httpx2.Response(200, json=[{"id": "2"}, {"id": "3"}])])
    async with client(sentry) as api:
        assert [item["id"] for item in await api.monitors.list()] == ["1", "2", "3"]


async def test_pages_that_go_round_in_a_circle_come_to_an_end() -> None:
    answers = [
        httpx2.Response(200, json=[{"id": str(n)}], headers={"Link": _link(str(HERE), cursor)})
        for n, cursor in enumerate(["a", "b", "a"])
    ]
    sentry = FakeSentry(list(answers))
    async with client(sentry) as api:
        with pytest.raises(NotSentry, match="circle"):
            await api.monitors.list()
    assert len(sentry.requests) == 3


async def test_a_next_page_is_asked_of_the_host_that_was_asked_whatever_sentry_calls_itself() -> None:
    link = _link("https://elsewhere.example.com/api/0/x/")
    sentry = FakeSentry(
        [
            httpx2.Response(200, json=[{"id": "1"}], headers={"Link": link}),
            httpx2.Response(200, json=[{"id": "2"}]),
        ]
    )
    async with client(sentry) as api:
        assert [each["id"] for each in await api.monitors.list()] == ["1", "2"]
    assert [request.url.host for request in sentry.requests] == ["sentry.example.com"] * 2
