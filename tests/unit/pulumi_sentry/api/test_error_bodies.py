"""The shapes of Sentry's error bodies, and any other text, come down to messages by field."""

from __future__ import annotations

import json

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sentry.api import SentryError
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.http.error_body import parse_error_body
from pulumi_sentry.api.http.explain import explain
from pulumi_sentry.api.http.redact import Redactor

CALL = Endpoint("POST", "/x/", ("project:write",)).call({})


@pytest.mark.parametrize(
    ("body", "fields", "text"),
    [
        ({"detail": "Nope."}, {}, "Nope."),
        ({"detail": {"code": "resource-moved", "message": "Moved", "extra": {"slug": "b"}}}, {}, "Moved"),
        (
            {"platform": ["Invalid platform"]},
            {"platform": ["Invalid platform"]},
            "platform: Invalid platform",
        ),
        (
            {"dataSources": {"nonFieldErrors": ["Invalid dataset."], "aggregate": ["Bad.", "Worse."]}},
            {"dataSources": ["Invalid dataset."], "dataSources.aggregate": ["Bad.", "Worse."]},
            "dataSources: Invalid dataset.; dataSources.aggregate: Bad. Worse.",
        ),
        (
            {"conditionGroup": {"conditions": [{}, {"type": ["Unsupported type x"]}]}},
            {"conditionGroup.conditions[1].type": ["Unsupported type x"]},
            "conditionGroup.conditions[1].type: Unsupported type x",
        ),
        ({"non_field_errors": ["Taken."], "detail": "Taken."}, {"": ["Taken."]}, "Taken."),
        (["Used 20/20 monitors."], {"": ["Used 20/20 monitors."]}, "Used 20/20 monitors."),
        ({"message": "This API no longer exists."}, {}, "This API no longer exists."),
        ({"error": "Internal project"}, {}, "Internal project"),
        (
            {"organization": "Invites are off"},
            {"organization": ["Invites are off"]},
            "organization: Invites are off",
        ),
        ({"max": [3]}, {"max": ["3"]}, "max: 3"),
        ({}, {}, ""),
        (None, {}, ""),
    ],
)
def test_every_known_shape_is_read(body: object, fields: dict[str, list[str]], text: str) -> None:
    parsed = parse_error_body(json.dumps(body).encode())
    assert (parsed.is_json, parsed.fields, parsed.text) == (True, fields, text)


def test_an_empty_body_says_nothing_and_is_not_html() -> None:
    assert parse_error_body(b" \n").is_json
    assert parse_error_body(b"").text == ""


@pytest.mark.parametrize("content", [b"<html>", b"404 page not found", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_recognised(content: bytes) -> None:
    assert not parse_error_body(content).is_json


def test_the_error_id_of_a_500_is_kept_apart() -> None:
    parsed = parse_error_body(b'{"detail":"Internal Error","errorId":"ab12"}')
    assert (parsed.error_id, parsed.text) == ("ab12", "Internal Error")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["detail", "message", "errorId", "nonFieldErrors", "info", "code", "error"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
statuses = st.integers(400, 599)


def _check(status: int, content: bytes) -> None:
    request = httpx2.Request("POST", "https://sentry.example.com/api/0/x/")
    response = httpx2.Response(status, content=content, request=request)
    error = explain(CALL, response, Redactor("canary"))
    assert isinstance(error, SentryError)
    assert error.status == status
    assert str(error).startswith("POST /x/: ")
    assert str(error).isprintable()
    assert str(error).encode()
    assert len(str(error)) < 1000


@given(statuses, json_values)
def test_any_json_under_any_status_becomes_a_short_printable_sentry_error(status: int, body: object) -> None:
    _check(status, json.dumps(body).encode())


@given(statuses, st.binary(max_size=40))
def test_any_bytes_under_any_status_become_a_short_printable_sentry_error(status: int, body: bytes) -> None:
    _check(status, body)
