"""Envelopes: a JSON header, then items of a JSON header and a payload each, divided by newlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.ingest.refusal import Refusal

_EVENT = {"event", "feedback", "form_data", "raw_security", "replay_event", "security", "transaction"}
_SIZE_LIMITS = (
    ("event", _EVENT, 1024 * 1024),
    ("session", {"session", "sessions"}, 10 * 1024 * 1024),
    ("client_report", {"client_report"}, 100 * 1024),
    ("check_in", {"check_in"}, 100 * 1024),
    ("span", {"span"}, 12 * 1024 * 1024),
)
"""What the items of some types may be long together, in bytes, where ingest reads them: the defaults of Relay
(`relay-server/src/utils/sizes.rs`, `relay-config/src/config.rs`)."""
_LINE_BREAKS = re.compile(rb"[\r\n]*")
_BLANK = re.compile(rb"\s*")

MAX_ITEMS = 1000
"""The sandbox's own limit. Relay has one for each type, of which the largest is for sessions."""

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


def first_line(body: bytes) -> bytes:
    """What comes before the first newline."""
    end = body.find(b"\n")
    return body if end < 0 else body[:end]


def envelope_header(body: bytes) -> dict[str, Any] | None:
    """The header of an envelope, or `None` where it cannot be read."""
    try:
        value = parse(first_line(body))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def items(body: bytes) -> list[Item]:
    """The items of an envelope, its header left out.

    Raises:
        Refusal: 400, or 413 for more than `MAX_ITEMS`.
    """
    found: list[Item] = []
    for kind, start, end in _walk(body):
        if len(found) == MAX_ITEMS:
            raise Refusal(413, f"envelope has more than {MAX_ITEMS} items")
        found.append(Item(kind, body[start:end]))
    return found


def _walk(body: bytes) -> Iterator[tuple[str, int, int]]:
    """The type of each item, and where its payload begins and ends. It passes over each byte once.

    Raises:
        Refusal: 400.
    """
    at = _end_of_line(body, 0) + 1
    while (at := _next_item(body, at)) < len(body):
        end_of_header = _end_of_line(body, at)
        header = json_object(body[at:end_of_header], "invalid item header")
        start, length = min(end_of_header + 1, len(body)), header.get("length")
        if length is None:
            end = _end_of_line(body, start)
            at = end + 1
        elif isinstance(length, int) and 0 <= length <= len(body) - start:
            at = end = start + length
            if end < len(body) and not body.startswith((b"\n", b"\r\n"), end):
                raise Refusal(400, "missing newline after envelope item")
        else:
            raise Refusal(400, "unexpected end of file")
        yield str(header.get("type", "")), start, end


def _end_of_line(body: bytes, at: int) -> int:
    end = body.find(b"\n", at)
    return len(body) if end < 0 else end


def _next_item(body: bytes, at: int) -> int:
    """Where the next item begins: behind line breaks, or at the end where only white space is left."""
    start = _past(_LINE_BREAKS, body, at)
    return len(body) if _past(_BLANK, body, start) == len(body) else start


def _past(pattern: re.Pattern[bytes], body: bytes, at: int) -> int:
    found = pattern.match(body, at)
    return found.end() if found else at


def refuse_too_large(found: Sequence[Item]) -> None:
    """Refuse an item that is larger than Relay's limit, and everything that came with it.

    Raises:
        Refusal: 413.
    """
    for name, types, limit in _SIZE_LIMITS:
        if sum(len(item.payload) for item in found if item.type in types) > limit:
            raise Refusal(413, f"envelope exceeded size limits for type '{name}'")


def holds_nothing_known(body: bytes) -> bool:
    """Whether a well-formed envelope has no item of a type that ingest knows."""
    if not body or envelope_header(body) is None:
        return False
    try:
        return not any(item.type in _KNOWN_TYPES for item in items(body))
    except Refusal:
        return False
