"""No token, DSN or client key is in an error, a repr, a traceback or a log."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sentry.api import ConfigurationError, SentryClient, SentryError
from pulumi_sentry.api.http.redact import Redactor
from tests.unit.pulumi_sentry.api.support import TOKEN, FakeSentry, client

KEY = "0123456789abcdef0123456789abcdef"
DSN = f"https://{KEY}@o1.ingest.example.com/5"
LEAKY = f"you sent Bearer {TOKEN} and {DSN} and sntryu_deadbeef= and {KEY}"
SECRETS = (TOKEN, KEY, "deadbeef")


def _outcomes() -> Iterator[httpx2.Response | Exception]:
    for status in (200, 302, 303, 400, 401, 402, 403, 404, 409, 410, 429, 500, 502, 503):
        headers = {
            "Location": f"https://{TOKEN}@evil.example.com/{KEY}?token={TOKEN}",
            "X-Sentry-Deprecation-Date": LEAKY,
            "X-Sentry-Replacement-Endpoint": LEAKY,
            "Link": f'<https://{TOKEN}.example.com/>; rel="next"; results="true"; cursor="1"',
        }
        for body in (
            {"detail": LEAKY, "errorId": TOKEN},
            {LEAKY: [LEAKY]},
            [LEAKY],
            {"detail": {"message": LEAKY}},
        ):
            yield httpx2.Response(status, json=body, headers=headers)
        yield httpx2.Response(status, html=LEAKY, headers=headers)
    for kind in (httpx2.ConnectError, httpx2.ReadError, httpx2.ReadTimeout, httpx2.RemoteProtocolError):
        yield kind(f"while sending {LEAKY}")


@pytest.mark.parametrize("outcome", list(_outcomes()))
async def test_no_error_repr_traceback_or_log_record_holds_a_secret(
    outcome: httpx2.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    sentry = FakeSentry(answer)
    shown: list[str] = []
    with caplog.at_level(logging.DEBUG, "pulumi_sentry"):
        async with client(sentry, patience=5) as api:
            shown += [repr(api), repr(api.keys), repr(vars(api)), repr(vars(api.keys))]
            for call in (
                api.keys.get("5", KEY),
                api.keys.create("5", {"name": LEAKY}),
                api.keys.list("5"),
            ):
                try:
                    await call
                except SentryError as error:
                    shown += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    shown += [record.getMessage() for record in caplog.records if record.name.startswith("pulumi_sentry")]
    assert len(shown) > 4
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]
    assert all(request.headers["Authorization"] == f"Bearer {TOKEN}" for request in sentry.requests)
    assert {request.url.host for request in sentry.requests} == {"sentry.example.com"}


async def test_the_token_is_in_no_log_record_of_any_library(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with client(FakeSentry([httpx2.Response(200, json={})])) as api:
            await api.projects.get("5")
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", [f"{TOKEN}\nX: 1", f"{TOKEN} {TOKEN}", f"{TOKEN}é", f"{TOKEN}\x00"])
def test_a_malformed_token_is_not_repeated_in_its_error(token: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        SentryClient(organization="acme", token=token)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@given(st.text(), st.text(), st.integers(1, 400))
def test_a_cleaned_text_never_holds_the_token_nor_a_start_of_it_from_cutting(
    before: str, after: str, limit: int
) -> None:
    cleaned = Redactor(TOKEN).clean(f"{before}{TOKEN}{after}", limit=limit)
    assert TOKEN[:8] not in cleaned or TOKEN[:8] in before + after
    assert len(cleaned) <= limit
    assert cleaned.isprintable()


def test_a_token_that_json_escaped_is_still_recognised_after_reading() -> None:
    escaped = "".join(f"\\u{ord(char):04x}" for char in TOKEN)
    assert TOKEN not in Redactor(TOKEN).clean(str(json.loads(f'"{escaped}"')))
