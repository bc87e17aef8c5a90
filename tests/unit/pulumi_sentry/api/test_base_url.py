"""An address of a Sentry is taken in every usual form, and refused where the token would not be safe."""

from __future__ import annotations

import pytest

from pulumi_sentry.api import ConfigurationError
from pulumi_sentry.api.http.base_url import parse_base_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://sentry.io", "https://sentry.io/api/0"),
        ("https://sentry.io/", "https://sentry.io/api/0"),
        (" https://de.sentry.io/api/0/ ", "https://de.sentry.io/api/0"),
        ("https://example.com/sentry/api/0", "https://example.com/sentry/api/0"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/api/0"),
        ("http://localhost:9000/", "http://localhost:9000/api/0"),
        ("http://[::1]:9000", "http://[::1]:9000/api/0"),
    ],
)
def test_a_base_url_is_taken_with_or_without_the_api_prefix(text: str, url: str) -> None:
    assert str(parse_base_url(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sentry.io",
        "ftp://sentry.io",
        "https://",
        "https://user:hunter2@sentry.io",
        "https://hunter2@sentry.io",
        "https://sentry.io/?x=hunter2",
        "https://sentry.io/#hunter2",
        "https://sentry.io:port",
        "http://sentry.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
    ],
)
def test_a_base_url_that_would_endanger_the_token_or_cannot_work_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_base_url(text)
    assert "https" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_http_to_another_machine_can_be_allowed() -> None:
    assert str(parse_base_url("http://sentry.lan", allow_insecure=True)) == "http://sentry.lan/api/0"
