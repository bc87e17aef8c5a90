"""Metric monitors: Sentry opens an issue while a number is over a threshold.

Sentry calls them detectors of type `metric_issue` (`/api/0/organizations/{org}/detectors/`). They only open and
resolve issues; an `Alert` tells people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pulumi import Output

from pulumi_sentry.declaration import Aggregate, Args, Input, Resource, Trimmed, arg, output
from pulumi_sentry.lifecycle.handler import ADOPT
from pulumi_sentry.lifecycle.owner import owner_argument

SPANS = "events_analytics_platform"
"""The dataset of spans, logs and application metrics."""


MIN_WINDOW = 60
"""Seconds."""


def _window(seconds: int) -> int:
    if 0 < seconds < MIN_WINDOW:
        raise ValueError(f"must be at least {MIN_WINDOW} s")
    return seconds


if TYPE_CHECKING:
    Window = int
else:
    from typing import Annotated

    from pydantic import AfterValidator

    Window = Annotated[int, AfterValidator(_window)]
    """The length of a window in seconds. Sentry takes 0 as well, and keeps it."""


class MetricDataSourceArgs(Args):
    """The number that is watched."""

    aggregate: Input[Aggregate] = arg(
        "What is computed, such as count(span.duration), p95(span.duration) or failure_rate().", min_length=1
    )
    query: Input[Trimmed] = arg(
        "Search that selects what is computed over; empty for everything.", default=""
    )
    time_window: Input[Window] = arg(
        f"Length of the window in seconds, from {MIN_WINDOW}; 0 only where an older monitor has it.",
        ge=0,
        le=86400,
    )
    dataset: Input[Trimmed] = arg(
        "events for errors, events_analytics_platform for spans, logs and application metrics, metrics for "
        "crash-free rates.",
        default=SPANS,
    )
    event_types: Input[list[Input[Trimmed]] | None] = arg(
        "Kinds of event; follows the dataset where not declared.", default=None, unordered=True
    )
    environment: Input[Trimmed | None] = arg(
        "Only this environment. Sentry refuses one it has never seen an event of; environment:NAME in the query "
        "works from the first day.",
        default=None,
        reset=True,
    )
    extrapolation_mode: Input[Trimmed] = arg(
        "How sampled spans are counted: unknown leaves it to Sentry.", default="unknown"
    )


class AnomalyArgs(Args):
    """Settings of a condition of type anomaly_detection."""

    sensitivity: Input[Literal["low", "medium", "high"]] = arg("How small an anomaly may be.")
    threshold_type: Input[Literal["above", "below", "both"]] = arg("Which direction counts.", default="both")
    seasonality: Input[str] = arg("Expected rhythm of the data.", default="auto")


class MonitorConditionArgs(Args):
    """When the issue is opened, gets another priority or is resolved."""

    type: Input[Literal["gt", "gte", "lt", "lte", "anomaly_detection"]] = arg(
        "How the number is compared.",
        words={
            "gt": "Over the threshold.",
            "gte": "At the threshold or over it.",
            "lt": "Under the threshold.",
            "lte": "At the threshold or under it.",
            "anomaly_detection": "Unlike what is usual, by the settings in `anomaly`.",
        },
    )
    comparison: Input[float | None] = arg(
        "Threshold in the aggregate's own unit: milliseconds for durations, a fraction (0.01 for 1 %) for rates. "
        "With percent detection a percentage of the earlier window (110 for 10 % more).",
        default=None,
        reset=True,
    )
    result: Input[Literal["high", "medium", "resolved"]] = arg(
        "Priority of the issue, or resolved.",
        words={
            "high": "An issue of high priority is opened.",
            "medium": "An issue of medium priority is opened.",
            "resolved": "The issue is resolved.",
        },
    )
    anomaly: Input[AnomalyArgs | None] = arg("Settings, with the type anomaly_detection only.", default=None)


class MetricMonitorArgs(Args):
    """What a metric monitor is declared with."""

    project: Input[Trimmed] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[Trimmed] = arg("Name for people; need not be unique.", min_length=1, max_length=200)
    data_source: Input[MetricDataSourceArgs] = arg("The number that is watched.")
    conditions: Input[list[Input[MonitorConditionArgs]]] = arg(
        "One to three conditions. Where none resolves the issue, one is added: the lowest threshold mirrored.",
        unordered=True,
        min_length=1,
    )
    detection_type: Input[Literal["static", "percent", "dynamic"]] = arg(
        "Compare with a fixed threshold, with an earlier window, or with what is usual.",
        default="static",
        words={
            "static": "With a fixed threshold.",
            "percent": "With an earlier window, by percent.",
            "dynamic": "With what is usual.",
        },
    )
    comparison_delta: Input[int | None] = arg(
        "Seconds back to the earlier window, with percent detection only.", default=None, reset=True
    )
    description: Input[Trimmed | None] = arg("Text shown on its issues.", default=None, reset=True)
    owner: Input[str | None] = owner_argument()
    enabled: Input[bool] = arg("Whether it runs.", default=True)
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class MetricMonitor(Resource[MetricMonitorArgs], name="MetricMonitor"):
    """A metric monitor of a project.

    It opens an issue; declare an `Alert` with its id to tell people. Import by number, `org/number` or the
    address of its page.
    """

    url: Output[str] = output("Address of its page.")
