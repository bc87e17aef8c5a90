"""Metric monitors of an application, with all values known, and the words of `sentry.yaml` for their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sentry_iac.estate.model.owners import Owner

Comparison = Literal["gt", "gte", "lt", "lte"]
"""How a measured value compares to the threshold when the monitor opens an issue."""

Priority = Literal["high", "medium"]
"""The priority of the issue that a monitor opens (Sentry's 75 and 50)."""

Result = Literal["high", "medium", "resolved"]
"""What a threshold does: it gives the issue a priority, or resolves it."""

Detection = Literal["static", "percent", "dynamic"]
"""What a value is compared with: thresholds, thresholds in percent of an earlier window, or what is usual."""

Sensitivity = Literal["low", "medium", "high"]
Direction = Literal["above", "below", "both"]

COMPARISONS: Final[dict[str, Comparison]] = {"above": "gt", "atLeast": "gte", "below": "lt", "atMost": "lte"}
"""The keys of a threshold, and how Sentry calls each."""

ANY_ENVIRONMENT: Final = "any"
"""The word under `environment` for a monitor that looks at the events of all environments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdSpec:
    """A threshold in the aggregate's own unit (count, ms, fraction), or in percent of an earlier window."""

    comparison: Comparison
    value: float
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalySpec:
    """A value that is unusual opens the issue; `seasonality` is the rhythm that Sentry expects."""

    sensitivity: Sensitivity
    direction: Direction
    seasonality: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricMonitorSpec:
    """A metric monitor.

    `rule` is its name under `monitors:` (`5xx`, `latency`, `error-rate` or one of the team's own), `name` the
    one in Sentry. `time_window` and `compared_with` are in seconds; the second says how far back the earlier window
    lies. `query` already carries the `environment:` filter; `query_type` is Sentry's 0 error, 1 performance, 2 crash
    rate. `seen_environment` and `extrapolation_mode` of None are "not declared"; an `owner` of None is nobody.
    """

    rule: str
    name: str
    description: str | None
    enabled: bool
    aggregate: str
    dataset: str
    query: str
    query_type: int
    event_types: tuple[str, ...]
    time_window: int
    conditions: tuple[ThresholdSpec | AnomalySpec, ...]
    owner: Owner | None
    compared_with: int | None = None
    seen_environment: str | None = None
    extrapolation_mode: str | None = None

    @property
    def detection(self) -> Detection:
        """How Sentry compares."""
        if self.compared_with is not None:
            return "percent"
        return "dynamic" if any(isinstance(each, AnomalySpec) for each in self.conditions) else "static"
