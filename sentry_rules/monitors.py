"""The thresholds and windows of metric monitors that Sentry takes.

(sentry: `workflow_engine/endpoints/validators/base/data_condition_group.py`, `incidents/metric_issue_detector.py`)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sentry_rules.aggregates import CRASH_RATE_WINDOWS, CRASH_RATES, ERRORS, SPANS

MOST_CONDITIONS: Final = 3
"""Thresholds of a monitor, the one that resolves included."""

RESOLVED: Final = "resolved"
"""What a threshold does in place of giving the issue a priority."""

PERCENT_DELTAS: Final = (300, 900, 3600, 86400, 604800, 2592000)
"""Seconds back that a percent comparison may look (sentry: `COMPARISON_DELTA_CHOICES`)."""

SHORTEST_WINDOW: Final = 60
SHORTEST_SPAN_WINDOW: Final = 300
LONGEST_WINDOW: Final = 86_400
"""Seconds; the second one is what Sentry documents for spans, logs and application metrics."""

EVENT_TYPES: Final = {ERRORS: ("default", "error"), SPANS: ("trace_item_span",), CRASH_RATES: ()}
"""Event types by dataset where none are declared."""

EXTRAPOLATION_MODES: Final = ("unknown", "none", "client_and_server_weighted", "server_weighted")
"""How sampled spans are counted (sentry: `ExtrapolationMode`)."""


def number_complaint(results: Sequence[str], *, ends_by_itself: bool = False) -> str | None:
    """Return why Sentry does not take so many thresholds, or None.

    Args:
        results: what each does: a priority, or `resolved`.
        ends_by_itself: whether nothing has to resolve the issue, as where a number is unusual.
    """
    resolves = ends_by_itself or RESOLVED in results
    if len(results) + (0 if resolves else 1) > MOST_CONDITIONS:
        return f"Sentry takes at most {MOST_CONDITIONS}, the one that resolves included"
    return None


def event_types_complaint(event_types: Sequence[str], dataset: str) -> str | None:
    """Return why Sentry does not take these event types of a dataset, or None."""
    return f"{SPANS} takes exactly one event type" if dataset == SPANS and len(event_types) != 1 else None


def windows_of(dataset: str) -> tuple[int, ...] | None:
    """Return the only windows that a dataset is measured over, in seconds; None where any will do."""
    return CRASH_RATE_WINDOWS if dataset == CRASH_RATES else None
