"""What is sent is taken up to a limit, and what nobody may send is hardly taken at all."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
import zstandard

from sentry_sandbox.http.multipart import files
from sentry_sandbox.ingest.envelope import MAX_ITEMS, items
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import FIXED_TOKEN
from tests.hostile.sandbox.asking import HOST, PIECE, ask, pieces
from tests.unit.sentry_sandbox.support import Local, sentry_auth

MIB = 1024 * 1024
OWNER = {"Authorization": f"Bearer {FIXED_TOKEN}"}
TEAMS, ADMIN = "/api/0/organizations/sandbox/teams/", "/_sandbox/issues"
CHUNKS = "/api/0/organizations/sandbox/chunk-upload/"
KEY = "a" * 32
NOBODY = f"/api/1/envelope/?sentry_key={'0' * 32}"
LOOK = 64 * 1024

BODIES: dict[str, tuple[str, dict[str, str], int, int]] = {
    # Who sends it, where, the status, and the bytes that are taken of 200 MiB.
    "admin API, no token": (ADMIN, {}, 401, 0),
    "admin API": (ADMIN, OWNER, 413, 4 * MIB),
    "admin API, announced": (ADMIN, {**OWNER, "Content-Length": str(200 * MIB)}, 413, 0),
    "API, no token": (TEAMS, {}, 401, 0),
    "API, wrong token": (TEAMS, {"Authorization": "Bearer wrong"}, 401, 0),
    "API": (TEAMS, OWNER, 413, 4 * MIB),
    "API, announced": (TEAMS, {**OWNER, "Content-Length": str(200 * MIB)}, 413, 0),
    "pieces of files": (CHUNKS, {**OWNER, "Content-Type": "multipart/form-data; boundary=x"}, 413, 33 * MIB),
    "ingest, unknown key": (NOBODY, {}, 403, LOOK),
    "ingest, no key": ("/api/1/envelope/", {}, 401, LOOK),
    "older ingest, unknown key": (NOBODY.replace("envelope", "store"), {}, 403, LOOK),
    "ingest, announced": (NOBODY, {"Content-Length": str(200 * MIB)}, 413, 0),
    "ingest": (f"/api/1/envelope/?sentry_key={KEY}", {}, 413, 100 * MIB),
}


@pytest.fixture
def project() -> Local:
    sandbox = Local()
    sandbox.project()
    sandbox.done("POST", "/projects/sandbox/backend/keys/", {"name": "x", "public": KEY})
    return sandbox


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_is_cut_at_the_limit_while_it_arrives(project: Local, name: str) -> None:
    url, changed, status, most = BODIES[name]

    answer = await ask(project.app, "POST", url, [("Host", HOST), *changed.items()], pieces(200 * MIB))

    assert answer.status == status, answer.body
    assert answer.taken <= most + len(PIECE)
    if status == 413:
        # The rest of it is not waited for.
        assert answer.headers["connection"] == "close"


def test_an_answer_does_not_wait_for_the_end_of_a_body(sandbox: SandboxServer) -> None:
    address = urlsplit(sandbox.url)
    head = (
        f"POST {ADMIN} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {sandbox.token}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    part = b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as raw:
        raw.sendall(head.encode())
        for _ in range(4 * MIB // len(PIECE) + 1):
            raw.sendall(part)
        answer = raw.recv(1000)

    assert answer.startswith(b"HTTP/1.1 413 ")


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda plain: gzip.compress(plain, 1),
    "deflate": lambda plain: zlib.compress(plain, 1),
    "br": lambda plain: brotli.compress(plain, quality=1),
    "zstd": zstandard.ZstdCompressor(level=1).compress,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_a_key_that_is_not_active_sends_is_unpacked_for_a_short_look_only(
    project: Local, encoding: str
) -> None:
    packed = ENCODINGS[encoding](b'{}\n{"type":"attachment"}\n' + b"\0" * 32 * MIB)
    headers = {**sentry_auth("0" * 32), "Content-Encoding": encoding}

    tracemalloc.start()
    try:
        refused = project.send(1, packed, headers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    taken = project.send(1, packed, {**sentry_auth(KEY), "Content-Encoding": encoding})

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert peak < 8 * MIB


ENVELOPES: dict[str, tuple[bytes, int]] = {
    "as many items as are taken": (b'{"type":"attachment"}\n\n' * MAX_ITEMS, 200),
    "one more": (b'{"type":"attachment"}\n\n' * (MAX_ITEMS + 1), 413),
    "a million items": (b'{"type":"attachment"}\n\n' * 1_000_000, 413),
    "a million items of no known type": (b'{"type":"x"}\n\n' * 1_000_000, 413),
    "line breaks": (b"\n" * 30 * MIB, 200),
    "white space": (b"{}\n" + b" " * 30 * MIB, 200),
    "an event": (b'{"type":"event"}\n{"a":"%s"}' % (b"x" * MIB), 413),
    "sessions": (b'{"type":"session"}\n{"a":"%s"}' % (b"x" * 10 * MIB), 413),
    "a client report": (b'{"type":"client_report"}\n{"a":"%s"}' % (b"x" * 100 * 1024), 413),
    "a check-in": (b'{"type":"check_in"}\n{"a":"%s"}' % (b"x" * 100 * 1024), 413),
    "spans": (b'{"type":"span"}\n{"items":[%s0]}' % (b"{}," * 4 * MIB), 413),
    "an attachment": (b'{"type":"attachment"}\n%s' % (b"x" * 12 * MIB), 200),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_is_read_up_to_its_limits(project: Local, name: str) -> None:
    body, status = ENVELOPES[name]

    assert project.send(1, b"{}\n" + body, sentry_auth(KEY)).status_code == status
    assert project.send(1, b"{}\n" + body, sentry_auth("0" * 32)).status_code == 403


class Counted(bytes):
    """Bytes that count how many of them are copied out, by whatever way."""

    copied = 0

    def __getitem__(self, part: Any) -> Any:
        found = super().__getitem__(part)
        return self._noted(found) if isinstance(found, bytes) else found

    def partition(self, sep: Any) -> Any:
        return tuple(map(self._noted, super().partition(sep)))

    def split(self, *by: Any) -> Any:
        return [self._noted(part) for part in super().split(*by)]

    def strip(self, marks: Any = None) -> Any:
        return self._noted(super().strip(marks))

    def lstrip(self, marks: Any = None) -> Any:
        return self._noted(super().lstrip(marks))

    @staticmethod
    def _noted(part: bytes) -> Counted:
        Counted.copied += len(part)
        return Counted(part)


@pytest.mark.parametrize("length", [b"", b',"length":1000'])
def test_the_bytes_that_are_copied_grow_as_the_envelope_does(length: bytes) -> None:
    copied = []
    for number in (MAX_ITEMS // 2, MAX_ITEMS):
        Counted.copied = 0
        found = items(Counted(b"{}\n" + (b'{"type":"x"%s}\n%s\n' % (length, b"x" * 1000)) * number))
        assert len(found) == number
        copied.append(Counted.copied)

    assert copied[1] <= 2 * copied[0]


def test_a_form_has_no_more_parts_than_are_taken(project: Local) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="%d"\r\n\r\n\r\n'
    headers = {**OWNER, "Content-Type": "multipart/form-data; boundary=x"}

    def sent(number: int) -> tuple[int, str]:
        form = b"".join(part % each for each in range(number)) + b"--x--\r\n"
        answer = project.client.post(CHUNKS, content=form, headers=headers)
        return answer.status_code, answer.text

    assert sent(100)[0] == 200
    assert sent(101)[0] == 400
    assert "parts" in sent(101)[1]


def test_a_part_with_an_endless_head_is_no_file() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    kind, end = "multipart/form-data; boundary=x", b"\r\ncontent\r\n--x--\r\n"

    assert [file.content for file in files(kind, head + b"A: b\r\n" * 10 + end)] == [b"content"]
    assert files(kind, head + b"A: b\r\n" * 10_000 + end) == []
