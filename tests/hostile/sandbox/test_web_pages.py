"""A browser on this machine reaches the sandbox; the pages in it do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import FIXED_TOKEN, Settings
from tests.hostile.sandbox.asking import HOST, ask

OWNER = {"Authorization": f"Bearer {FIXED_TOKEN}"}
JSON = {"Content-Type": "application/json"}
PAGE = {"Origin": "http://evil.example.com"}
TOKENS, TEAMS = "POST /_sandbox/tokens", "POST /api/0/organizations/sandbox/teams/"
INGEST = "POST /api/1/envelope/?sentry_key=" + "a" * 32

REQUESTS: dict[str, tuple[str, dict[str, str], int]] = {
    # The name that the page was loaded by: DNS rebinding keeps it.
    "a name that points here": ("GET /_sandbox/health", {"Host": "evil.example.com:9600"}, 403),
    "the page by a name that points here": ("GET /", {"Host": "evil.example.com:9600"}, 403),
    "the API by a name that points here": (TEAMS, {"Host": "evil.example.com", **OWNER}, 403),
    "ingest by a name that points here": (INGEST, {"Host": "evil.example.com"}, 403),
    "a name that begins as ours": ("GET /", {"Host": "127.0.0.1.evil.example.com"}, 403),
    "a name that ends as ours": ("GET /", {"Host": "notlocalhost:9600"}, 403),
    "a user in the Host": ("GET /", {"Host": "127.0.0.1@evil.example.com"}, 403),
    "another address": ("GET /", {"Host": "192.0.2.1:9600"}, 403),
    "half an address": ("GET /", {"Host": "[::1"}, 403),
    "an empty Host": ("GET /", {"Host": ""}, 403),
    "no Host": ("GET /", {"Host": "-"}, 403),
    "localhost": ("GET /", {"Host": "localhost:9600"}, 200),
    "localhost in capitals": ("GET /", {"Host": "LOCALHOST:9600"}, 200),
    "a name below localhost": ("GET /", {"Host": "sentry.localhost"}, 200),
    "127.0.0.1 behind another port": ("GET /", {"Host": "127.0.0.1:8080"}, 200),
    "the loopback of IPv6": ("GET /", {"Host": "[::1]:9600"}, 200),
    # The origin of the page that sends.
    "another page, as a form sends": (TOKENS, {**OWNER, **JSON, **PAGE}, 403),
    "another page asks first": ("OPTIONS /_sandbox/tokens", PAGE, 403),
    "another page at the API": (TEAMS, {**OWNER, **JSON, **PAGE}, 403),
    "a page without an origin": (TOKENS, {**OWNER, **JSON, "Origin": "null"}, 403),
    "an application of this machine": (TOKENS, {**OWNER, **JSON, "Origin": "http://127.0.0.1:5173"}, 403),
    "our origin by another name": (TOKENS, {**OWNER, **JSON, "Origin": "http://localhost:9600"}, 403),
    "our origin with TLS": (TOKENS, {**OWNER, **JSON, "Origin": f"https://{HOST}"}, 403),
    "our own page": (TOKENS, {**OWNER, **JSON, "Origin": f"http://{HOST}"}, 200),
    "an image in another page": ("GET /", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
    "a frame script of a neighbour": (
        "GET /",
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        403,
    ),
    "a form of another page": (TOKENS, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
    "a link to the page": ("GET /", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
    "the address typed in": ("GET /", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
    "a link within the page": ("GET /", {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}, 200),
    "ingest from any page": (INGEST, {**PAGE, "Sec-Fetch-Site": "cross-site"}, 200),
    # The admin API.
    "no token": (TOKENS, JSON, 401),
    "a wrong token": (TOKENS, {**JSON, "Authorization": "Bearer wrong"}, 401),
    "a token of another scheme": (TOKENS, {**JSON, "Authorization": f"Basic {FIXED_TOKEN}"}, 401),
    "the state without a token": ("GET /_sandbox/state", {}, 401),
    "the log without a token": ("GET /_sandbox/requests", {}, 401),
    "the envelopes without a token": ("GET /_sandbox/envelopes", {}, 401),
    "a reset without a token": ("POST /_sandbox/reset", JSON, 401),
    "forgetting without a token": ("DELETE /_sandbox/requests", {}, 401),
    "a body without a type": (TOKENS, OWNER, 415),
    "a body as text": (TOKENS, {**OWNER, "Content-Type": "text/plain"}, 415),
    "a body as a form": (TOKENS, {**OWNER, "Content-Type": "application/x-www-form-urlencoded"}, 415),
    "JSON with a character set": (TOKENS, {**OWNER, "Content-Type": "Application/JSON; charset=utf-8"}, 200),
    "health without a token": ("GET /_sandbox/health", {}, 200),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_page_is_refused_and_its_owner_is_not(name: str) -> None:
    request, changed, status = REQUESTS[name]
    method, url = request.split(" ", 1)
    headers = {"Host": HOST, **changed}
    body = b"{}\n" if request == INGEST else b"{}" if method == "POST" else b""

    answer = await ask(
        create_app(), method, url, [one for one in headers.items() if one[1] != "-"], [body] if body else []
    )

    assert answer.status == status, answer.body
    if status >= 400:
        assert answer.body.startswith((b'{"detail":"', b'{"error":"'))
        assert FIXED_TOKEN.encode() not in answer.body
    if request != INGEST:
        assert "access-control-allow-origin" not in answer.headers


async def test_two_hosts_are_refused() -> None:
    answer = await ask(create_app(), "GET", "/", [("Host", HOST), ("Host", "evil.example.com")])

    assert answer.status == 403


@pytest.mark.parametrize(
    ("listens_on", "host", "status"),
    [
        ("http://sentry.example.com:9600", "sentry.example.com:9600", 200),
        ("http://192.0.2.1:9600", "192.0.2.1:9600", 200),
        ("http://192.0.2.1:9600", "192.0.2.2:9600", 403),
        ("http://0.0.0.0:9600", "192.0.2.2:9600", 200),
        ("http://[::]:9600", "[2001:db8::1]:9600", 200),
        ("http://0.0.0.0:9600", "evil.example.com:9600", 403),
    ],
)
async def test_the_sandbox_answers_to_the_address_that_it_listens_on(
    listens_on: str, host: str, status: int
) -> None:
    app = create_app(replace(Settings(), public_url=listens_on))

    assert (await ask(app, "GET", "/", [("Host", host)])).status == status


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("sentry.test", "https://sentry.test", 200),
        ("sentry.test", "http://sentry.test", 200),
        ("sentry.test:9600", "https://sentry.test", 200),
        ("sentry.test", "https://sentry.test.evil.example.com", 403),
        ("sentry.test", "https://localhost", 403),
        ("evil.example.com", "https://sentry.test", 403),
    ],
)
async def test_behind_a_proxy_with_tls_its_own_page_is_its_own(host: str, origin: str, status: int) -> None:
    app = create_app(replace(Settings(), public_url="https://sentry.test"))
    headers = {"Host": host, "Origin": origin, **OWNER, **JSON}

    assert (await ask(app, "POST", "/_sandbox/tokens", list(headers.items()), [b"{}"])).status == status


async def test_what_a_page_sends_is_not_even_written_down() -> None:
    app = create_app()
    await ask(app, "POST", "/api/0/organizations/sandbox/teams/", [("Host", HOST), *PAGE.items()], [b"{}"])

    log = await ask(app, "GET", "/_sandbox/requests", [("Host", HOST), *OWNER.items()])

    assert b'"requests":[]' in log.body
