"""Spans that an SDK streams one by one. A segment among them stands for a transaction."""

from __future__ import annotations

import re
from typing import Any

from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.ingest.envelope import Item

_TRACE_ID = re.compile(r"^[0-9a-f]{32}$")
_SPAN_ID = re.compile(r"^[0-9a-f]{16}$")


def segments(item: Item) -> list[dict[str, Any]]:
    """The segments of a `span` item, in the words of a transaction event.

    Args:
        item: a container of streamed spans (`{"items": [...]}`); anything else holds none.

    Returns:
        The same segment gets the same `event_id` each time it is sent.
    """
    return [_transaction(span) for span in _spans(item) if span.get("is_segment") is True]


def children(item: Item) -> list[dict[str, Any]]:
    """The spans of a `span` item that are not segments, unchanged."""
    return [span for span in _spans(item) if span.get("is_segment") is not True]


def _spans(item: Item) -> list[dict[str, Any]]:
    try:
        payload = parse(item.payload)
    except ValueError:
        return []
    spans = payload.get("items") if isinstance(payload, dict) else None
    return [span for span in spans if isinstance(span, dict)] if isinstance(spans, list) else []


def _transaction(span: dict[str, Any]) -> dict[str, Any]:
    attributes = span.get("attributes")

    def attribute(name: str) -> Any:
        found = attributes.get(name) if isinstance(attributes, dict) else None
        return found.get("value") if isinstance(found, dict) else None

    trace, own = str(span.get("trace_id")), str(span.get("span_id"))
    return {
        "event_id": own + trace[:16] if _TRACE_ID.match(trace) and _SPAN_ID.match(own) else None,
        "transaction": span.get("name"),
        "start_timestamp": span.get("start_timestamp"),
        "timestamp": span.get("end_timestamp"),
        "environment": attribute("sentry.environment"),
        "release": attribute("sentry.release"),
        "platform": attribute("sentry.platform"),
        "sdk": {"name": attribute("sentry.sdk.name")},
    }
