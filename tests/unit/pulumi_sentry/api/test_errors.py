"""Each answer that is no success becomes the error that says what happened and what to do."""

from __future__ import annotations

import logging
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import (
    OLDEST,
    AnswerLost,
    BadRequest,
    Conflict,
    ConnectionFailed,
    EndpointRetired,
    Forbidden,
    NotFound,
    NotSentry,
    SentryError,
    ServerError,
    Unauthorized,
)
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

GONE = {"detail": "The requested resource does not exist"}


async def _error(answer: httpx2.Response) -> SentryError:
    async with client(FakeSentry(lambda _: answer)) as api:
        with pytest.raises(SentryError) as caught:
            await api.projects.update("5", {})
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (400, {"name": ["Too long."]}, BadRequest, "name: Too long."),
        (401, {"detail": "Invalid token"}, Unauthorized, "SENTRY_AUTH_TOKEN or sentry:token"),
        (403, {"detail": "No."}, Forbidden, "one of the scopes project:write, project:admin"),
        (404, GONE, NotFound, "no such object"),
        (409, {"detail": "A project with this slug already exists."}, Conflict, "already exists"),
        (410, {"message": "This API no longer exists."}, EndpointRetired, "update pulumi-sentry"),
        (418, {"detail": "Teapot"}, SentryError, "418: Teapot"),
        (500, {"detail": "Internal Error", "errorId": "ab12"}, ServerError, "error id ab12"),
        (501, {}, ServerError, "501"),
    ],
)
async def test_each_status_has_its_error_with_method_path_and_advice(
    status: int, body: object, kind: type[SentryError], says: str
) -> None:
    error = await _error(httpx2.Response(status, json=body))
    assert type(error) is kind
    assert (error.method, error.path, error.status) == ("PUT", "/projects/acme/5/", status)
    assert str(error).startswith("PUT /projects/acme/5/: ")
    assert says in str(error)


async def test_a_400_keeps_its_messages_by_field() -> None:
    error = await _error(httpx2.Response(400, json={"a": {"b": ["One.", "Two."]}, "detail": "Three."}))
    assert isinstance(error, BadRequest)
    assert error.fields == {"": ["Three."], "a.b": ["One.", "Two."]}


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refusal_without_a_reason_points_at_tokens_without_a_user(status: int) -> None:
    assert "sntrys_" in str(await _error(httpx2.Response(status)))


async def test_a_403_for_a_slug_says_that_it_may_be_one_of_a_deleted_project() -> None:
    refused = httpx2.Response(403, json={"detail": "You do not have permission to perform this action."})
    told = {}
    async with client(FakeSentry(lambda _: refused)) as api:
        for reference in ("shop-old", "5"):
            with pytest.raises(Forbidden) as caught:
                await api.projects.get(reference)
            told[reference] = str(caught.value)
    assert "or 'shop-old' is a former slug of a deleted project" in told["shop-old"]
    assert "former" not in told["5"]


@pytest.mark.parametrize("body", [b"", b" \n"])
async def test_an_empty_answer_is_called_empty_and_no_wrong_address_at_first(body: bytes) -> None:
    error = await _error(httpx2.Response(200, content=body))
    assert type(error) is NotSentry
    assert (
        "answered 200 with an empty body, as a Sentry does while a part of it (such as Snuba) is away"
        in str(error)
    )


async def test_an_html_403_is_a_wrong_address_and_not_a_missing_scope() -> None:
    page = httpx2.Response(403, html="<h1>CSRF Verification Failed</h1>")
    error = await _error(page)
    assert type(error) is NotSentry
    assert "https://sentry.example.com answered 403 with an HTML page" in str(error)
    assert "SENTRY_URL" in str(error)


@pytest.mark.parametrize(
    "answer",
    [httpx2.Response(404, html="<h1>Not Found</h1>"), httpx2.Response(404, text="404 page not found")],
)
async def test_a_404_that_sentry_did_not_write_never_means_that_an_object_is_gone(
    answer: httpx2.Response,
) -> None:
    assert type(await _error(answer)) is NotSentry


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(404, headers={"Content-Type": "text/html; charset=utf-8"}),
        httpx2.Response(404, text="Route not found, did you forget a trailing slash?"),
        httpx2.Response(404, json={"info": "Route not found, did you forget a trailing slash?"}),
    ],
    ids=["with a slash", "without one", "without one, in JSON"],
)
async def test_a_route_that_this_sentry_does_not_have_never_means_that_an_object_is_gone(
    answer: httpx2.Response,
) -> None:
    error = await _error(answer)
    assert type(error) is EndpointRetired
    assert "does not have the endpoint" in str(error)
    assert f"{OLDEST} or newer" in str(error)


async def test_a_retired_endpoint_is_named_with_its_date_and_replacement() -> None:
    headers = {
        "X-Sentry-Deprecation-Date": "2026-05-14T00:00:00",
        "X-Sentry-Replacement-Endpoint": "/organizations/acme/workflows/",
    }
    error = await _error(httpx2.Response(410, json={"message": "Gone."}, headers=headers))
    assert isinstance(error, EndpointRetired)
    assert error.deprecated_on == "2026-05-14T00:00:00"
    assert error.replacement == "/organizations/acme/workflows/"
    assert "2026-05-14" in str(error)
    assert "workflows" in str(error)


async def test_a_deprecation_is_logged_once_for_each_endpoint(caplog: pytest.LogCaptureFixture) -> None:
    headers = {
        "X-Sentry-Deprecation-Date": "2026-05-14",
        "X-Sentry-Replacement-Endpoint": "/new/\nforged line",
    }
    sentry = FakeSentry(lambda _: httpx2.Response(200, json={}, headers=headers))
    with caplog.at_level(logging.WARNING, "pulumi_sentry.api"):
        async with client(sentry) as api:
            await api.projects.get("1")
            await api.projects.get("2")
            await api.alerts.get("3")
    assert [record.getMessage() for record in caplog.records] == [
        f"Sentry is retiring GET {path} (deprecated on 2026-05-14, replacement /new/ forged line)"
        for path in (
            "/projects/{organization}/{project}/",
            "/organizations/{organization}/workflows/{alert}/",
        )
    ]


async def test_a_long_text_from_the_server_is_cut() -> None:
    error = await _error(httpx2.Response(400, json={"detail": "x" * 100_000}))
    assert len(str(error)) < 500


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (AnswerLost("x"), True),
        (ServerError("x"), True),
        (ConnectionFailed("x"), False),
        (BadRequest("x"), False),
        (Conflict("x"), False),
    ],
)
def test_an_error_tells_whether_sentry_may_have_acted(error: Any, unknown: bool) -> None:
    assert error.outcome_unknown is unknown
