"""Any request gets an answer like Sentry's, such as a refusal in JSON, and never a crash.

`make soak` sends more (`FUZZ_EXAMPLES` an endpoint), and other requests each time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sentry_sandbox.settings import FIXED_TOKEN
from tests.unit.sentry_sandbox.fuzz import BODIES, ENDPOINTS, QUERIES, QUIRKS, Fuzzed, Sent, sent
from tests.unit.sentry_sandbox.support import Local, alert

FEW = 6
"""Up to this number of examples for each endpoint, every run has the same ones."""
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", FEW))

DOCUMENTED_500 = {
    "POST /organizations/{organization}/workflows/": "an alert without triggers",
    "POST /projects/{organization}/{project}/keys/": "a public key that is taken",
}
"""Requests that Sentry itself answers with an internal error and an error id."""
DOWNLOADS = {"GET /projects/{organization}/{project}/artifact-lookup/"}
"""Endpoints that answer with a file on request."""


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Fuzzed]:
    sandbox = Fuzzed()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def full() -> Local:
    sandbox = Local()
    sandbox.project()
    sandbox.monitor()
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([3]))
    return sandbox


def is_an_answer_of_sentry(request: Sent, answer: httpx2.Response) -> None:
    """JSON, nothing, or the line about a missing slash, with headers that a client can rely on."""
    if answer.status_code >= 500:
        assert answer.status_code == 500
        assert request.name in DOCUMENTED_500
        assert answer.json()["errorId"]
    if answer.headers.get("content-type") == "application/octet-stream":
        assert request.name in DOWNLOADS
    elif answer.status_code == 404 and answer.text == "Route not found, did you forget a trailing slash?":
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    elif answer.content:
        assert answer.headers["content-type"] == "application/json"
        answer.json()
    # The whole exchange is printable, and no value of the request becomes a header of the answer.
    assert all(32 <= byte < 127 for _, value in answer.headers.raw for byte in value), answer.headers
    assert "x-odd" not in answer.headers
    # Limits do not apply to an unknown token or an unknown endpoint.
    if answer.status_code not in (401, 404, 405):
        assert "x-sentry-rate-limit-limit" in answer.headers


@pytest.mark.parametrize("name", ENDPOINTS)
@given(data=st.data(), quirks=QUIRKS)
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= FEW,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
def test_anything_anywhere_is_taken_or_refused(
    fuzzed: Fuzzed, name: str, data: st.DataObject, quirks: dict[str, bool]
) -> None:
    before = data.draw(st.lists(st.sampled_from(sorted(BODIES)), max_size=2))
    requests = [data.draw(sent(each)) for each in (*before, *[name] * 4)]

    fuzzed.start(quirks)
    for request in requests:
        is_an_answer_of_sentry(request, fuzzed.answer(request))

    assert fuzzed.raw("GET", "/").status_code == 200
    assert fuzzed.raw("GET", "/_sandbox/state", token=FIXED_TOKEN).status_code == 200


def test_what_the_search_starts_from_is_an_endpoint() -> None:
    assert set(BODIES) | set(QUERIES) | set(DOCUMENTED_500) | DOWNLOADS <= set(ENDPOINTS)


@pytest.mark.parametrize("raw", [b"NaN", b'{"name": 1e999}', b'{"name": "\\ud800"}', b"[" * 100_000])
def test_json_that_could_not_be_sent_back_is_400(full: Local, raw: bytes) -> None:
    headers = {"Authorization": "Bearer sandbox-token"}

    answer = full.client.post("/api/0/organizations/sandbox/teams/", content=raw, headers=headers)

    assert answer.status_code == 400
    assert "JSON parse error" in answer.text


@pytest.mark.parametrize(
    "query", ["per_page=²", "cursor=0:²:0", "cursor=0:99999999999999999999:0", "sortBy=²"]
)
def test_a_query_that_only_looks_like_a_number_is_400(full: Local, query: str) -> None:
    assert full.call("GET", f"/organizations/sandbox/detectors/?{query}").status_code == 400


def test_a_body_that_is_no_object_is_no_ownership_rule(full: Local) -> None:
    reader = full.token("project:read")

    for body in (None, 5, [["raw"]]):
        raw = json.dumps(body).encode()
        for token, status in ((FIXED_TOKEN, 400), (reader, 403)):
            headers = {"Authorization": f"Bearer {token}"}
            answer = full.client.put(
                "/api/0/projects/sandbox/backend/ownership/", content=raw, headers=headers
            )
            assert answer.status_code == status


def test_the_address_of_a_renamed_project_escapes_what_a_header_cannot_hold(full: Local) -> None:
    full.project("before")
    full.done("PUT", "/projects/sandbox/before/", {"slug": "after"})

    answer = full.call("GET", "/projects/sandbox/before/keys/%E2%82%AC%1B/")

    assert answer.status_code == 302
    assert answer.headers["location"] == "/api/0/projects/sandbox/after/keys/%E2%82%AC%1B/"


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_path_of_two_lines_leads_nowhere(full: Local, method: str) -> None:
    for path in ("/organizations/a%0Ab/nothing/", "/organizations/a%0Ab/teams/x/y/"):
        answer = full.call(method, path)
        assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("age", ["-999999999d", "+999999999999999w", f"-{'9' * 30}h"])
def test_an_age_beyond_the_calendar_is_no_search(full: Local, age: str) -> None:
    query = urlencode({"query": f"lastSeen:{age}"})
    assert full.call("GET", f"/organizations/sandbox/issues/?{query}").status_code == 400


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_beyond_the_calendar_is_no_time(full: Local, time: str) -> None:
    data = {
        "rangeStart": time,
        "rangeEnd": "2026-11-02T00:00:00Z",
        "environments": ["production"],
        "query": None,
    }
    assert full.call("POST", "/projects/sandbox/1/replays/jobs/delete/", {"data": data}).status_code == 400
    query = urlencode({"start": time, "end": "2026-11-02T00:00:00"})
    assert full.call("GET", f"/organizations/sandbox/replays/?{query}").status_code == 400
