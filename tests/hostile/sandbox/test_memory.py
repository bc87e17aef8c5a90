"""What the sandbox remembers of requests has a bound, unpacked and with all that surrounds it."""

from __future__ import annotations

import json
import zlib

import pytest

from sentry_sandbox.controls.envelope_log import EnvelopeLog
from sentry_sandbox.controls.request_log import RequestLog
from tests.unit.sentry_sandbox.support import Local, sentry_auth

pytestmark = pytest.mark.slow  # hundreds of megabytes are packed and unpacked

MIB = 1024 * 1024
KEPT = 32 * MIB


def recording(size: int) -> bytes:
    """An item of a replay that unpacks to so many bytes."""
    packed = b"{}\n" + zlib.compress(b"a" * size, 9)
    head = {"type": "replay_recording", "length": len(packed)}
    return b"\n".join([json.dumps(head).encode(), packed])


def sent(*items: bytes) -> tuple[int, int]:
    """How many envelopes are shown after five with these items, and how long their texts are."""
    sandbox = Local()
    sandbox.project()
    auth = sentry_auth(sandbox.key()["public"])
    for _ in range(5):
        assert sandbox.send(1, b"\n".join([b"{}", *items]), auth).status_code == 200
    shown = sandbox.admin("GET", "envelopes")
    return len(shown), sum(len(item["text"]) for one in shown for item in one["items"])


def test_recordings_count_as_long_as_they_are_unpacked() -> None:
    assert sent(recording(10 * MIB)) == (3, 3 * (10 * MIB + 3))


def test_a_recording_above_the_limit_is_taken_and_not_kept() -> None:
    assert sent(recording(40 * MIB)) == (0, 0)


def test_recordings_of_one_envelope_are_unpacked_up_to_the_limit_together() -> None:
    assert sent(*[recording(20 * MIB)] * 2) == (0, 0)


def test_envelopes_with_nothing_in_them_take_room_as_well() -> None:
    log = EnvelopeLog()
    for _ in range(200):
        log.keep("1", "key", b"", [("", b"")] * 1000)

    assert log.bytes <= KEPT
    assert len(log.as_json()) < 150


def test_a_long_type_takes_room_as_well() -> None:
    log = EnvelopeLog()
    for _ in range(5):
        log.keep("1", "key", b"", [("x" * 10 * MIB, b"")])

    assert len(log.as_json()) == 3


def test_long_paths_of_requests_push_older_ones_out() -> None:
    log = RequestLog()
    for number in range(100):
        scope = {"method": "GET", "path": f"/api/0/{number}/" + "x" * MIB, "query_string": b""}
        log.end(log.begin(scope, "api"))

    assert log.characters <= KEPT
    assert [entry["seq"] for entry in log.as_json()["requests"]] == list(range(70, 101))
