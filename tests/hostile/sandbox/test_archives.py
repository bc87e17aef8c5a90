"""Bundles of source maps are bounded by what is in them, whatever they say about themselves."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from tests.unit.sentry_sandbox.support import DEBUG_ID, Json, Local, bundle, form, sha1

pytestmark = pytest.mark.slow  # hundreds of megabytes are packed and unpacked

MIB = 1024 * 1024
CHUNKS = "/organizations/sandbox/chunk-upload/"
ASSEMBLE = "/organizations/sandbox/artifactbundle/assemble/"
MANIFEST: Json = {
    "release": "gvses@1",
    "files": {"a.js": {"url": "~/a.js", "type": "minified_source", "headers": {"debug-id": DEBUG_ID}}},
}
GOOD = bundle(MANIFEST)


@pytest.fixture
def sandbox() -> Local:
    made = Local()
    made.project()
    return made


def assembled(sandbox: Local, content: bytes, piece: bytes, times: int = 1) -> tuple[str, str | None]:
    """The result of a bundle that consists of one piece, some times over."""
    kind, body = form({sha1(piece): piece})
    headers = {"Authorization": "Bearer sandbox-token", "Content-Type": kind}
    assert sandbox.client.post(f"/api/0{CHUNKS}", content=body, headers=headers).status_code == 200
    wanted = {"checksum": sha1(content), "chunks": [sha1(piece)] * times, "projects": ["backend"]}
    assert sandbox.done("POST", ASSEMBLE, wanted)["state"] == "created"
    told = sandbox.done("POST", ASSEMBLE, wanted)
    return told["state"], told["detail"]


def lying() -> bytes:
    """96 MiB of a manifest, of which the directory says that it has 1000 bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("manifest.json", b" " * 96 * MIB)
    return packed.getvalue().replace(struct.pack("<L", 96 * MIB), struct.pack("<L", 1000))


def honest() -> bytes:
    """A manifest that is too long, and says so."""
    return bundle({"files": {}, "more": "x" * 17 * MIB})


def crowded() -> bytes:
    """A directory that names its one file 65 536 times, and counts none of them."""
    size, offset = struct.unpack("<LL", GOOD[-10:-2])
    directory = GOOD[offset : offset + size] * 65_536
    return (
        GOOD[:offset] + directory + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 0, 0, len(directory), offset, 0)
    )


def packed_otherwise(packing: int) -> bytes:
    """Packed in a way that cannot be unpacked with a bound."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        archive.writestr("manifest.json", json.dumps(MANIFEST))
    return packed.getvalue()


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "a manifest longer than it says": lying,
    "a long manifest": honest,
    "a directory of many entries": crowded,
    "bzip2": lambda: packed_otherwise(zipfile.ZIP_BZIP2),
    "LZMA": lambda: packed_otherwise(zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_takes_no_more_memory_than_its_limit(sandbox: Local, name: str) -> None:
    content = ARCHIVES[name]()
    pieces = [content[start : start + 8 * MIB] for start in range(0, len(content), 8 * MIB)]
    for piece in pieces:
        kind, body = form({sha1(piece): piece})
        headers = {"Authorization": "Bearer sandbox-token", "Content-Type": kind}
        sandbox.client.post(f"/api/0{CHUNKS}", content=body, headers=headers).raise_for_status()
    wanted = {"checksum": sha1(content), "chunks": list(map(sha1, pieces)), "projects": ["backend"]}

    tracemalloc.start()
    try:
        sandbox.done("POST", ASSEMBLE, wanted)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    told = sandbox.done("POST", ASSEMBLE, wanted)
    assert (told["state"], told["detail"]) == ("error", "the bundle is invalid")
    assert peak < 64 * MIB


def test_a_good_archive_is_taken(sandbox: Local) -> None:
    assert assembled(sandbox, GOOD, GOOD) == ("ok", None)


def test_a_piece_that_is_named_over_and_over_makes_no_bundle_above_the_announced_size(sandbox: Local) -> None:
    options = sandbox.done("GET", CHUNKS)
    piece, most = b"x" * options["chunkSize"], options["maxFileSize"] // options["chunkSize"]

    tracemalloc.start()
    try:
        above = assembled(sandbox, b"above", piece, most + 1)
        far_above = assembled(sandbox, b"far above", piece, 1000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert above == far_above == ("error", "File exceeds maximum size")
    assert assembled(sandbox, piece * most, piece, most) == ("error", "the bundle is invalid")
    assert peak < 128 * MIB
