"""Envelopes: a JSON header, then items of a JSON header and a payload each, divided by newlines."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import brotli
import zstandard

from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.ingest.refusal import Refusal

MAX_BYTES = 100 * 1024 * 1024
MAX_EVENT_BYTES = 1024 * 1024
_EVENT_TYPES = frozenset(
    {"event", "feedback", "form_data", "raw_security", "replay_event", "security", "transaction"}
)
"""Types of items that Relay measures together by the limit of an event."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS

_KNOWN_TYPES = frozenset(
    {
        "attachment",
        "check_in",
        "client_report",
        "event",
        "feedback",
        "form_data",
        "log",
        "metric_buckets",
        "otel_log",
        "otel_span",
        "profile",
        "profile_chunk",
        "raw_security",
        "replay_event",
        "replay_recording",
        "replay_video",
        "security",
        "session",
        "sessions",
        "span",
        "statsd",
        "trace_metric",
        "transaction",
        "unreal_report",
        "user_report",
    }
)


@dataclass(frozen=True)
class Item:
    """One item of an envelope.

    Args:
        type: what it is (`event`, `transaction`, `session`, ...); any text.
        payload: its bytes.
    """

    type: str
    payload: bytes

    def json(self) -> dict[str, Any]:
        """The payload as a JSON object.

        Raises:
            Refusal: 400.
        """
        return json_object(self.payload, f"invalid {self.type} item")


def json_object(raw: bytes, problem: str) -> dict[str, Any]:
    """Bytes as a JSON object.

    Raises:
        Refusal: 400.
    """
    try:
        value = parse(raw)
    except ValueError:
        raise Refusal(400, problem) from None
    if not isinstance(value, dict):
        raise Refusal(400, problem)
    return value


def _inflate(raw: bytes) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    plain = unpacker.decompress(raw, MAX_BYTES + 1)
    return plain, unpacker.eof


def _unbrotli(raw: bytes) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    plain = unpacker.process(raw, output_buffer_limit=MAX_BYTES + 1)
    return plain, unpacker.is_finished()


def _unzstd(raw: bytes) -> tuple[bytes, bool]:
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    with zstandard.ZstdDecompressor().stream_reader(raw) as reader:
        plain = reader.read(MAX_BYTES + 1)
    if len(plain) <= MAX_BYTES:
        unpacker.decompress(raw)
    return plain, unpacker.eof


_UNPACKERS: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "br": _unbrotli,
    "gzip": _inflate,
    "deflate": _inflate,
    "zstd": _unzstd,
}
"""By encoding: at most `MAX_BYTES` and one more of what is packed, and whether that is all of it."""


def decompress(raw: bytes, encoding: str) -> bytes:
    """Undo the content encoding of a request body.

    Args:
        raw: the bytes as they came.
        encoding: the `Content-Encoding` header. Relay unpacks br, gzip, deflate and zstd, and takes no notice of
            anything else: an old SDK names a character set there.

    Raises:
        Refusal: 400 for broken data, 413 for too much of it.
    """
    unpack = _UNPACKERS.get(encoding)
    try:
        plain, complete = (raw, True) if unpack is None else unpack(raw)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        raise Refusal(400, f"the body is not valid {encoding}") from None
    if not complete and len(plain) <= MAX_BYTES:
        raise Refusal(400, f"the body is not complete {encoding}")
    if len(plain) > MAX_BYTES:
        raise Refusal(413, "the body is too large")
    return plain


def envelope_header(body: bytes) -> dict[str, Any] | None:
    """The header of an envelope, or `None` where it cannot be read."""
    try:
        value = parse(body.split(b"\n", 1)[0])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def items(body: bytes) -> list[Item]:
    """The items of an envelope, its header left out.

    Raises:
        Refusal: 400.
    """
    found: list[Item] = []
    _, _, rest = body.partition(b"\n")
    while rest.strip():
        line, _, rest = rest.lstrip(b"\r\n").partition(b"\n")
        header = json_object(line, "invalid item header")
        length = header.get("length")
        if length is None:
            payload, _, rest = rest.partition(b"\n")
        elif isinstance(length, int) and 0 <= length <= len(rest):
            payload, rest = rest[:length], rest[length:]
            if rest and not rest.startswith((b"\n", b"\r\n")):
                raise Refusal(400, "missing newline after envelope item")
        else:
            raise Refusal(400, "unexpected end of file")
        found.append(Item(str(header.get("type", "")), payload))
    return found


def refuse_too_large(found: Iterable[Item]) -> None:
    """Refuse an event that is larger than Relay's limit, and everything that came with it.

    Raises:
        Refusal: 413.
    """
    if sum(len(item.payload) for item in found if item.type in _EVENT_TYPES) > MAX_EVENT_BYTES:
        raise Refusal(413, "envelope exceeded size limits for type 'event'")


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


def holds_nothing_known(body: bytes) -> bool:
    """Whether a well-formed envelope has no item of a type that ingest knows."""
    if not body or envelope_header(body) is None:
        return False
    try:
        return not any(item.type in _KNOWN_TYPES for item in items(body))
    except Refusal:
        return False
