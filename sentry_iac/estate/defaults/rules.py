"""The defaults: tables of monitors, alerts, rates and variable names.

SDKs do not agree on the attribute that holds a span's status. So a project or a stack can override every query here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sentry_iac.estate.model.alerts import AlertSource
from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.model.metric_monitors import Direction, Priority, Sensitivity
from sentry_iac.estate.model.uptime_and_cron import HttpMethod
from sentry_rules.aggregates import CRASH_RATES, ERRORS, SPANS
from sentry_rules.monitors import EVENT_TYPES, SHORTEST_SPAN_WINDOW


@dataclass(frozen=True, slots=True)
class DatasetRule:
    """Names of datasets in a monitor's data source."""

    dataset: str
    query_type: int
    event_types: tuple[str, ...]
    shortest_window: int


DATASETS: Final = {
    "spans": DatasetRule(SPANS, 1, ("trace_item_span",), SHORTEST_SPAN_WINDOW),
    "logs": DatasetRule(SPANS, 1, ("trace_item_log",), SHORTEST_SPAN_WINDOW),
    "application-metrics": DatasetRule(SPANS, 1, ("trace_item_metric",), SHORTEST_SPAN_WINDOW),
    "errors": DatasetRule(ERRORS, 0, ("error", "default"), 0),
    "crash-free-rates": DatasetRule(CRASH_RATES, 2, (), 0),
}
"""The names of what a monitor measures."""

RAW_DATASETS: Final = {
    dataset: DatasetRule(dataset, query_type, EVENT_TYPES[dataset], shortest)
    for dataset, query_type, shortest in (
        (SPANS, 1, SHORTEST_SPAN_WINDOW),
        (ERRORS, 0, 0),
        (CRASH_RATES, 2, 0),
    )
}
"""The same by Sentry's own names, each with the event types that Sentry documents for it."""


@dataclass(frozen=True, slots=True)
class MonitorRule:
    """A built-in metric monitor. `threshold` is in Sentry's unit, `window` in seconds."""

    title: str
    aggregate: str
    query: str
    threshold: float
    window: int = 300
    dataset: str = "spans"


MONITORS: Final[dict[ProjectKind, dict[str, MonitorRule]]] = {
    "backend": {
        "5xx": MonitorRule(
            "5xx responses", "count(span.duration)", "is_transaction:true span.status_code:5*", 5
        ),
        "latency": MonitorRule("p95 latency", "p95(span.duration)", "is_transaction:true", 2000),
        "error-rate": MonitorRule("error rate", "failure_rate()", "is_transaction:true", 0.01),
    },
    "frontend": {
        "5xx": MonitorRule(
            "5xx answers", "count(span.duration)", "span.op:http.client span.status_code:5*", 5
        ),
        "latency": MonitorRule("p95 latency", "p95(span.duration)", "span.op:[pageload,navigation]", 2000),
        "error-rate": MonitorRule("error rate", "failure_rate()", "is_transaction:true", 0.01),
    },
}


@dataclass(frozen=True, slots=True)
class AnomalyRule:
    """What is unusual to a monitor."""

    sensitivity: Sensitivity = "medium"
    direction: Direction = "both"
    seasonality: str = "auto"


ANOMALY: Final = AnomalyRule()


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A built-in alert. `frequency` is in minutes."""

    title: str
    source: AlertSource
    triggers: tuple[str, ...]
    minimum_priority: Priority | None
    frequency: int = 30


ALERTS: Final = {
    "monitors": AlertRule(
        "monitors", "monitors", ("first_seen_event", "reappeared_event", "regression_event"), None
    ),
    "high-priority": AlertRule("new high-priority issues", "issue-stream", ("first_seen_event",), "high"),
}


@dataclass(frozen=True, slots=True)
class UptimeRule:
    """How Sentry checks an address. `interval` is in seconds, `timeout` in ms; the thresholds count checks."""

    method: HttpMethod = "GET"
    interval: int = 60
    timeout: int = 5000
    downtime_threshold: int = 3
    recovery_threshold: int = 1
    trace_sampling: bool = False


UPTIME: Final = UptimeRule()


@dataclass(frozen=True, slots=True)
class CronRule:
    """How a job checks in. Margin and runtime are in minutes, the thresholds count runs."""

    timezone: str = "UTC"
    checkin_margin: int = 1
    max_runtime: int = 30
    failure_issue_threshold: int = 1
    recovery_threshold: int = 1


CRON: Final = CronRule()


@dataclass(frozen=True, slots=True)
class Rates:
    """The shares of events that the SDKs send, as the text that they read from the environment."""

    traces: str = "0.1"
    replays_session: str = "0.1"
    replays_on_error: str = "1"
    profiles: str = "0.1"


SAMPLE_RATES: Final = Rates()

ENV_NAMES: Final = {
    "dsn": "SENTRY_DSN",
    "environment": "SENTRY_ENVIRONMENT",
    "release": "SENTRY_RELEASE",
    "tracesSampleRate": "SENTRY_TRACES_SAMPLE_RATE",
    "replaysSessionSampleRate": "SENTRY_REPLAYS_SESSION_SAMPLE_RATE",
    "replaysOnErrorSampleRate": "SENTRY_REPLAYS_ON_ERROR_SAMPLE_RATE",
    "profilesSampleRate": "SENTRY_PROFILES_SAMPLE_RATE",
    "organization": "SENTRY_ORG",
    "project": "SENTRY_PROJECT",
}
"""The values for an `.env` file, and the variable of each without the prefix."""

ENV_VALUES: Final[dict[ProjectKind, tuple[str, ...]]] = {
    "backend": ("dsn", "environment", "release", "tracesSampleRate", "profilesSampleRate"),
    "frontend": (
        "dsn",
        "environment",
        "release",
        "tracesSampleRate",
        "replaysSessionSampleRate",
        "replaysOnErrorSampleRate",
    ),
}


def kind_of(platform: str) -> ProjectKind:
    """Tell from Sentry's platform name whether a project runs in a browser."""
    return "frontend" if platform == "javascript" or platform.startswith("javascript-") else "backend"
