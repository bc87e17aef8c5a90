"""Quantities that came in for a project, by category and outcome."""

from __future__ import annotations

from sentry_sandbox.store import JsonObject, Record, Store
from sentry_sandbox.store.times import moment_of

CATEGORIES = (
    "error",
    "transaction",
    "attachment",
    "replay",
    "profile",
    "profile_duration",
    "profile_chunk",
    "monitor",
    "span",
    "log_item",
    "log_byte",
)
OUTCOMES = (
    "accepted",
    "filtered",
    "rate_limited",
    "invalid",
    "abuse",
    "client_discard",
    "cardinality_limited",
)


def add_usage(store: Store, project: Record, body: JsonObject) -> None:
    """Record a quantity that came in for a project.

    Raises:
        ValueError: the body is not as `sentry_sandbox.admin.api` describes it.
    """
    category, outcome = body.get("category"), body.get("outcome", "accepted")
    quantity = body.get("quantity")
    if category not in CATEGORIES:
        raise ValueError(f"category is one of {', '.join(CATEGORIES)}")
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome is one of {', '.join(OUTCOMES)}")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 0 <= quantity < 2**53:
        raise ValueError("quantity takes a whole number")
    at = moment_of(body.get("at"))
    store.usage.record(project.id, at.timestamp(), str(category), str(outcome), quantity)
