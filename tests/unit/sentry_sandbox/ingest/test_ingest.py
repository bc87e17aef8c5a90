from __future__ import annotations

import base64
import contextlib
import gzip
import json
import uuid
import zlib
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sentry_sandbox.controls.envelope_log import EnvelopeLog
from sentry_sandbox.ingest.envelope import items
from sentry_sandbox.ingest.refusal import Refusal
from tests.fuzzing import examples
from tests.unit.sentry_sandbox.support import Json, Local, envelope, sentry_auth

ERROR: Json = {
    "environment": "dev",
    "release": "backend@1.2.3",
    "platform": "python",
    "level": "fatal",
    "exception": {
        "values": [{"type": "KeyError", "value": "cause"}, {"type": "ValueError", "value": "no price"}]
    },
}


@pytest.fixture
def project(sandbox: Local) -> Local:
    sandbox.project()
    return sandbox


def auth(sandbox: Local) -> dict[str, str]:
    return sentry_auth(sandbox.key()["public"])


def events(sandbox: Local) -> list[Json]:
    found: list[Json] = sandbox.admin("GET", "state")["events"]
    return found


def test_an_error_is_kept_with_environment_release_and_the_key_it_came_by(project: Local) -> None:
    identity = uuid.uuid4().hex

    response = project.send(1, envelope(("event", {**ERROR, "event_id": identity})), auth(project))

    assert (response.status_code, response.json()) == (200, {"id": identity})
    kept = events(project)[0]
    assert (kept["title"], kept["level"], kept["kind"]) == ("ValueError: no price", "fatal", "event")
    assert (kept["environment"], kept["release"], kept["platform"]) == ("dev", "backend@1.2.3", "python")
    assert kept["key"] == project.key()["public"]


def test_a_transaction_is_kept_with_its_duration(project: Local) -> None:
    payload = {"transaction": "GET /quotes", "start_timestamp": 100.0, "timestamp": "1970-01-01T00:01:42.5Z"}

    project.send(1, envelope(("transaction", payload)), auth(project))

    kept = events(project)[0]
    assert (kept["title"], kept["durationMs"]) == ("GET /quotes", 2500.0)


def test_an_event_makes_its_environment_known_and_sets_what_was_unset(project: Local) -> None:
    project.project("empty", platform=None)
    public = project.key("empty")["public"]

    project.send(2, envelope(("event", ERROR)), sentry_auth(public))

    assert [one["name"] for one in project.done("GET", "/organizations/sandbox/environments/")] == ["dev"]
    assert [one["name"] for one in project.done("GET", "/projects/sandbox/empty/environments/")] == ["dev"]
    assert project.done("GET", "/projects/sandbox/backend/environments/") == []
    body = project.done("GET", "/projects/sandbox/empty/")
    assert (body["platform"], body["firstEvent"] is None) == ("python", False)


@pytest.mark.parametrize("name", ["none", "a/b", "a\nb", "x" * 65, "", 7])
def test_an_impossible_environment_is_not_made_known(project: Local, name: Any) -> None:
    project.send(1, envelope(("event", {"environment": name})), auth(project))

    assert project.done("GET", "/organizations/sandbox/environments/") == []


@pytest.mark.parametrize(
    "item",
    [
        ("session", {"attrs": {"environment": "dev"}}),
        ("client_report", {}),
        ("check_in", {"environment": "dev"}),
        ("replay_event", {}),
        ("something_new", {}),
    ],
)
def test_other_kinds_answer_200_and_are_not_kept(project: Local, item: tuple[str, Json]) -> None:
    response = project.send(1, envelope(item), auth(project))

    assert response.status_code == 200
    assert len(response.json()["id"]) == 32
    assert events(project) == []
    known = [one["name"] for one in project.done("GET", "/organizations/sandbox/environments/")]
    assert known == (["dev"] if "dev" in str(item) else [])


def test_an_envelope_without_items_answers_200(project: Local) -> None:
    assert project.send(1, envelope(), auth(project)).status_code == 200


def test_the_same_event_sent_twice_is_kept_once(project: Local) -> None:
    body = envelope(("event", {**ERROR, "event_id": uuid.uuid4().hex}))

    assert [project.send(1, body, auth(project)).status_code for _ in range(2)] == [200, 200]
    assert len(events(project)) == 1


def test_the_older_store_endpoint_takes_one_event(project: Local) -> None:
    response = project.send(1, json.dumps({"message": "hello"}).encode(), auth(project), path="store/")

    assert response.status_code == 200
    assert events(project)[0]["title"] == "hello"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
    ],
)
def test_compressed_bodies_are_read(project: Local, encoding: str, pack: Any) -> None:
    headers = {**auth(project), "Content-Encoding": encoding}

    assert project.send(1, pack(envelope(("event", ERROR))), headers).status_code == 200
    assert len(events(project)) == 1
    assert project.send(1, b"not packed", headers).status_code == 400
    assert project.send(1, pack(envelope(("event", ERROR)))[:-9], headers).status_code == 400


@pytest.mark.parametrize("encoding", ["UTF-8", "identity", ""])
def test_an_encoding_that_relay_does_not_unpack_is_ignored(project: Local, encoding: str) -> None:
    headers = {**auth(project), "Content-Encoding": encoding}

    assert project.send(1, envelope(("event", ERROR)), headers).status_code == 200
    assert len(events(project)) == 1


@pytest.mark.parametrize(
    ("sizes", "status"),
    [
        ({"event": 1_000_000}, 200),
        ({"event": 1_100_000}, 413),
        ({"transaction": 1_100_000}, 413),
        ({"event": 600_000, "feedback": 600_000}, 413),
        ({"event": 100, "attachment": 1_100_000}, 200),
    ],
)
def test_an_event_of_more_than_a_mebibyte_is_refused_with_all_that_came_with_it(
    project: Local, sizes: dict[str, int], status: int
) -> None:
    sent = envelope(*((kind, {"extra": {"text": "a" * size}}) for kind, size in sizes.items()))

    assert project.send(1, sent, auth(project)).status_code == status
    assert bool(events(project)) is (status == 200)
    if set(sizes) == {"event"}:
        alone = json.dumps({"extra": {"text": "a" * sizes["event"]}}).encode()
        assert project.send(1, alone, auth(project), path="store/").status_code == status


def test_the_older_endpoint_takes_an_event_in_base64_packed_or_not(project: Local) -> None:
    event = json.dumps({"message": "from afar"}).encode()

    for body in (base64.b64encode(event), base64.b64encode(zlib.compress(event))):
        assert project.send(1, body, auth(project), path="store/").status_code == 200
    assert [one["title"] for one in events(project)] == ["from afar"] * 2
    for broken in (b"no base64!", base64.b64encode(b"not packed")):
        assert project.send(1, broken, auth(project), path="store/").status_code == 400


def test_an_envelope_is_posted_and_not_fetched(project: Local) -> None:
    assert project.client.get("/api/1/envelope/").status_code == 405


def test_the_key_may_be_in_the_query_or_in_the_envelopes_dsn(project: Local) -> None:
    public = project.key()["public"]

    in_query = project.send(1, envelope(), {}, path=f"envelope/?sentry_key={public}&sentry_version=7")
    in_dsn = project.send(1, envelope(header={"dsn": f"http://{public}@127.0.0.1:9600/1"}), {})
    without_slash = project.send(1, envelope(), auth(project), path="envelope")

    assert (in_query.status_code, in_dsn.status_code, without_slash.status_code) == (200, 200, 200)


def test_a_request_that_names_no_key_two_keys_or_half_a_key_is_401(project: Local) -> None:
    public = project.key()["public"]
    answers = [
        project.send(1, envelope(), {}),
        project.send(1, envelope(), auth(project), path=f"envelope/?sentry_key={public}"),
        project.send(1, envelope(), {"X-Sentry-Auth": "Basic abc"}),
        project.send(1, envelope(), {"X-Sentry-Auth": "Sentry sentry_version=7"}),
        project.send(1, b"no json\n", {}),
        project.send(1, envelope(header={"dsn": "http://127.0.0.1/1"}), {}),
        project.send(1, envelope(header={"dsn": "http://["}), {}),
    ]

    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert answers[0].json() == {"detail": "missing authorization information"}


def test_what_cannot_be_a_key_a_project_a_version_or_an_envelope_is_400(project: Local) -> None:
    public = project.key()["public"]
    version = {"X-Sentry-Auth": f"Sentry sentry_version=99, sentry_key={public}"}
    answers = [
        project.send(1, envelope(), sentry_auth("short")),
        project.send("backend", envelope(), sentry_auth(public)),
        project.send("9" * 30, envelope(), sentry_auth(public)),
        project.send(1, envelope(), version),
        project.send(1, b"", sentry_auth(public)),
        project.send(1, b"no json\n", sentry_auth(public)),
        project.send(1, b"{}\n{broken\n", sentry_auth(public)),
        project.send(1, b'{}\n{"type":"event","length":99}\n{}', sentry_auth(public)),
        project.send(1, b'{}\n{"type":"event"}\n[1]', sentry_auth(public)),
        project.send(1, b"[1]", sentry_auth(public), path="store/"),
        project.send(1, envelope(), {**sentry_auth(public), "Content-Encoding": "br"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert events(project) == []


def test_an_unknown_a_disabled_a_foreign_and_a_deleted_key_are_403(project: Local) -> None:
    project.project("frontend")
    key, foreign = project.key(), project.key("frontend")
    keys = "/projects/sandbox/backend/keys/"
    answers = [
        project.send(1, envelope(("client_report", {})), sentry_auth("0" * 32)),
        project.send(99, envelope(("client_report", {})), sentry_auth(key["public"])),
        project.send(1, envelope(("client_report", {})), sentry_auth(foreign["public"])),
    ]
    project.done("PUT", f"{keys}{key['id']}/", {"isActive": False})
    answers.append(project.send(1, envelope(("client_report", {})), sentry_auth(key["public"])))
    project.done("PUT", f"{keys}{key['id']}/", {"isActive": True})
    assert project.send(1, envelope(("client_report", {})), sentry_auth(key["public"])).status_code == 200
    project.done("DELETE", f"{keys}{key['id']}/")
    answers.append(project.send(1, envelope(("client_report", {})), sentry_auth(key["public"])))

    assert [answer.status_code for answer in answers] == [403] * 5
    assert answers[0].json() == {"detail": "event submission rejected with_reason: ProjectId"}


def test_an_envelope_without_an_item_of_a_known_type_is_200_whatever_its_key_is(project: Local) -> None:
    unknown = sentry_auth("0" * 32)
    report = b'{}\n{"type":"client_report"}\n{"discarded_events":[]}\n'

    assert project.send(1, b"{}\n", unknown).status_code == 200
    assert project.send(1, b'{}\n{"type":"of tomorrow"}\n{}\n', unknown).status_code == 200
    assert project.send(1, report, unknown).status_code == 403
    assert project.send(1, report, auth(project)).status_code == 200
    assert events(project) == []


def test_a_key_may_be_taken_blindly_the_first_time(untouched: Local) -> None:
    untouched.project()
    untouched.turn(unseen_key_accepted=True)
    answers = [untouched.send(1, envelope(("event", {})), sentry_auth("0" * 32)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert events(untouched) == []


def test_a_keys_rate_limit_drops_errors_says_when_and_keeps_the_rest(project: Local) -> None:
    keys = "/projects/sandbox/backend/keys/"
    key = project.key()
    project.done("PUT", f"{keys}{key['id']}/", {"rateLimit": {"count": 1, "window": 3600}})
    body = envelope(
        ("event", {"event_id": uuid.uuid4().hex}), ("transaction", {"event_id": uuid.uuid4().hex})
    )

    first = project.send(1, body, auth(project))
    second = project.send(1, envelope(("event", {}), ("transaction", {})), auth(project))

    assert (first.status_code, second.status_code) == (200, 429)
    wait = int(second.headers["Retry-After"])
    assert 0 < wait <= 3600
    assert second.headers["X-Sentry-Rate-Limits"] == f"{wait}:default;error;security:key:key_quota"
    assert sorted(one["kind"] for one in events(project)) == ["event", "transaction", "transaction"]
    stats = project.done("GET", f"{keys}{key['id']}/stats/")
    assert (sum(one["accepted"] for one in stats), sum(one["dropped"] for one in stats)) == (1, 1)


def test_a_browser_of_any_origin_may_send(project: Local) -> None:
    preflight = project.client.options("/api/1/envelope/")
    refused = project.send(1, envelope(), {})

    assert preflight.status_code == 200
    allowed = preflight.headers["Access-Control-Allow-Headers"].split(",")
    assert {"x-sentry-auth", "authorization", "content-type", "x-requested-with"} < set(allowed)
    assert not {"sentry-trace", "baggage"} & set(allowed)
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


@given(st.binary(max_size=200))
@settings(max_examples=examples(150), deadline=None)
def test_whatever_bytes_come_they_are_items_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert all(isinstance(item.payload, bytes) for item in items(b"{}\n" + body))


def streamed(**changes: Any) -> Json:
    """A segment as SDKs stream it."""
    attributes = {
        "sentry.environment": {"type": "string", "value": "dev"},
        "sentry.release": {"type": "string", "value": "frontend@1.2.3"},
        "sentry.sdk.name": {"type": "string", "value": "sentry.javascript.react"},
    }
    return {
        "trace_id": "a" * 32,
        "span_id": "b" * 16,
        "name": "/portfolio",
        "is_segment": True,
        "start_timestamp": 100.0,
        "end_timestamp": 102.5,
        "attributes": attributes,
        **changes,
    }


def test_a_streamed_segment_is_kept_as_the_transaction_that_it_is(project: Local) -> None:
    sent = envelope(("span", {"items": [streamed(span_id="c" * 16, is_segment=False), streamed()]}))

    project.send(1, sent, auth(project))
    project.send(1, sent, auth(project))

    assert [(one["kind"], one["title"], one["durationMs"]) for one in events(project)] == [
        ("transaction", "/portfolio", 2500.0)
    ]
    kept = events(project)[0]
    assert (kept["environment"], kept["release"], kept["sdk"]) == (
        "dev",
        "frontend@1.2.3",
        "sentry.javascript.react",
    )


@pytest.mark.parametrize(
    "payload", [{}, {"items": 7}, {"items": [7, {"is_segment": 1}]}, {"items": {"is_segment": True}}]
)
def test_a_span_item_without_a_segment_is_taken_and_keeps_nothing(project: Local, payload: Json) -> None:
    assert project.send(1, envelope(("span", payload)), auth(project)).status_code == 200
    assert events(project) == []


def test_a_segment_of_odd_parts_is_kept_under_an_id_of_its_own(project: Local) -> None:
    odd = streamed(trace_id=7, span_id=None, name=["x"], end_timestamp="soon", attributes=[1])

    assert project.send(1, envelope(("span", {"items": [odd]})), auth(project)).status_code == 200
    assert [one["title"] for one in events(project)] == ["<unlabeled transaction>"]


def test_what_was_sent_can_be_read_word_for_word_but_for_the_key(project: Local) -> None:
    public = project.key()["public"]
    event = {"message": "who@example.com", "dsn": f"http://{public}@127.0.0.1/1"}
    recording = b'{"segment_id":0}\n' + zlib.compress(b'[{"type":4,"href":"/?who"}]')
    head = json.dumps({"type": "replay_recording", "length": len(recording)}).encode()
    body = envelope(("event", event), header={"trace": {"public_key": public}}) + b"\n" + head + b"\n"

    project.send(1, gzip.compress(body + recording), {**auth(project), "Content-Encoding": "gzip"})
    refused = project.send(1, envelope(("event", event)), sentry_auth("0" * 32))

    kept = project.admin("GET", "envelopes")
    assert refused.status_code != 200
    assert public not in json.dumps(kept)
    assert [(one["projectId"], json.loads(one["header"])) for one in kept] == [
        ("1", {"trace": {"public_key": "[key]"}})
    ]
    assert [(item["type"], item["text"]) for item in kept[0]["items"]] == [
        ("event", json.dumps({"message": "who@example.com", "dsn": "http://[key]@127.0.0.1/1"})),
        ("replay_recording", '{"segment_id":0}\n[{"type":4,"href":"/?who"}]'),
    ]
    project.admin("DELETE", "envelopes")
    assert project.admin("GET", "envelopes") == []


def test_only_the_newest_of_what_was_sent_is_kept() -> None:
    arrivals = EnvelopeLog()
    for number in range(5):
        arrivals.keep(str(number), "key", b"{}", [("attachment", b"x" * 10 * 1024 * 1024)])

    assert [one["projectId"] for one in arrivals.as_json()] == ["2", "3", "4"]
