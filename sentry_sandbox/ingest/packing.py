"""Unpacks what SDKs compress, never more of it than asked."""

from __future__ import annotations

import base64
import binascii
import io
import zlib
from collections.abc import Callable

import brotli
import zstandard

from sentry_sandbox.ingest.refusal import Refusal

MAX_BYTES = 100 * 1024 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def _inflate(raw: bytes, most: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    plain = unpacker.decompress(raw, most + 1)
    return plain, unpacker.eof


def _unbrotli(raw: bytes, most: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    plain = unpacker.process(raw, output_buffer_limit=most + 1)
    return plain, unpacker.is_finished()


def _unzstd(raw: bytes, most: int) -> tuple[bytes, bool]:
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)) as reader:
        plain = reader.read(most + 1)
    if len(plain) > most:
        return plain, False
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    unpacker.decompress(raw)
    return plain, unpacker.eof


_UNPACKERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "br": _unbrotli,
    "gzip": _inflate,
    "deflate": _inflate,
    "zstd": _unzstd,
}
"""By encoding: little more than so many bytes of what is packed, and whether that is all of it."""


def unpacked_start(raw: bytes, encoding: str, most: int) -> tuple[bytes, bool]:
    """The start of what is packed, and whether it is all of it.

    Args:
        raw: the packed bytes, or the first of them.
        encoding: the `Content-Encoding` header. Relay unpacks br, gzip, deflate and zstd, and takes no notice of
            anything else: an old SDK names a character set there.
        most: the most bytes to return.

    Raises:
        Refusal: 400 for broken data.
    """
    unpack = _UNPACKERS.get(encoding)
    try:
        plain, complete = (raw, True) if unpack is None else unpack(raw, most)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        raise Refusal(400, f"the body is not valid {encoding}") from None
    return plain[:most], complete and len(plain) <= most


def decompress(raw: bytes, encoding: str) -> bytes:
    """Undo the content encoding of a request body.

    Args:
        raw: the bytes as they came.
        encoding: as in `unpacked_start`.

    Raises:
        Refusal: 400 for broken data, 413 for too much of it.
    """
    plain, complete = unpacked_start(raw, encoding, MAX_BYTES + 1)
    if len(plain) > MAX_BYTES:
        raise Refusal(413, "the body is too large")
    if not complete:
        raise Refusal(400, f"the body is not complete {encoding}")
    return plain


def unwrapped(body: bytes) -> bytes:
    """The event of the older endpoint: as it is, or in base64, packed with zlib or not, as old SDKs send it.

    Raises:
        Refusal: 400 for what is none of these, 413 for too much of it.
    """
    if not body or body.startswith(b"{"):
        return body
    try:
        raw = base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Refusal(400, "invalid event: the body is neither JSON nor base64") from None
    return raw if raw.startswith(b"{") else decompress(raw, "deflate")
