"""Counts items for the organization's quota, and data that an SDK reports as not sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sentry_sandbox.behaviour.past.usage import CATEGORIES
from sentry_sandbox.store import Record, Store

COUNTED = ("event", "transaction", "span", "replay_event", "check_in", "profile", "client_report")
"""Types of items that are counted."""

_REPORTED = {
    "discarded_events": "client_discard",
    "filtered_events": "filtered",
    "filtered_sampling_events": "filtered",
    "rate_limited_events": "rate_limited",
}
_MOST = 2**31


def count(
    store: Store, project: Record, kind: str, payload: dict[str, Any], outcome: str = "accepted"
) -> None:
    """Count one item.

    Args:
        store: the tables.
        project: its project.
        kind: one of `COUNTED`; other kinds do not count.
        payload: its JSON.
        outcome: its outcome; a client report has its own.
    """
    now = time.time()
    found = _reported(payload) if kind == "client_report" else _quantities(kind, payload, outcome)
    for category, what, quantity in found:
        store.usage.record(project.id, now, category, what, quantity)


def _quantities(kind: str, payload: dict[str, Any], outcome: str) -> Iterator[tuple[str, str, int]]:
    match kind:
        case "event":
            yield "error", outcome, 1
        case "transaction":
            spans = payload.get("spans")
            yield "transaction", outcome, 1
            # A transaction is a span as well.
            yield "span", outcome, 1 + (len(spans) if isinstance(spans, list) else 0)
        case "replay_event" if payload.get("segment_id") in (0, None):
            # Only the first segment of a replay counts.
            yield "replay", outcome, 1
        case "span":
            yield "span", outcome, 1
        case "check_in":
            yield "monitor", outcome, 1
        case "profile":
            yield "profile", outcome, 1


def _reported(payload: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    for name, outcome in _REPORTED.items():
        entries = payload.get(name)
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict) or entry.get("category") not in CATEGORIES:
                continue
            quantity = entry.get("quantity")
            if isinstance(quantity, int) and not isinstance(quantity, bool) and 0 < quantity < _MOST:
                yield entry["category"], outcome, quantity
