"""The keys under `monitors:`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import (
    AfterValidator,
    ConfigDict,
    WithJsonSchema,
)

from sentry_iac.estate.defaults.rules import DATASETS, MONITORS, RAW_DATASETS
from sentry_iac.estate.model.metric_monitors import Comparison, Priority
from sentry_iac.estate.text.errors import listed
from sentry_iac.estate.text.fields import (
    Line,
    SpecModel,
    StringList,
    Switchable,
    Switched,
    Title,
    accepted_by,
    one_of,
)
from sentry_iac.estate.text.quantities import (
    AnyLevel,
    Count,
    Fraction,
    Milliseconds,
    Window,
)
from sentry_iac.estate.text.saying import key
from sentry_iac.estate.text.units import duration_text, percentage_text, window_text
from sentry_iac.estate.written.owners import WrittenOwner, owner_key
from sentry_iac.estate.written.thresholds import EARLIER, Anomalies, Earlier, Thresholds
from sentry_rules import searches
from sentry_rules.monitors import EXTRAPOLATION_MODES

Search = Annotated[str, AfterValidator(accepted_by(searches.complaint))]

ExtrapolationMode = Annotated[
    str,
    AfterValidator(lambda text: one_of(text, EXTRAPOLATION_MODES, "an extrapolation mode")),
    WithJsonSchema({"enum": list(EXTRAPOLATION_MODES)}),
]


_BUILT_IN: Final = MONITORS["backend"]
_THERE: Final = "it is there, unless builtIns is false"


class MonitorSettings(Switchable, title="Metric monitor"):
    """Overrides of one metric monitor. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = key(
        "The monitor's name in Sentry.",
        example="web: slow pages",
        unless="the project's slug and what is measured",
    )
    description: str | None = key(
        "What to do when it fires; Sentry shows it on its issues.", example="See the runbook.", unless="none"
    )
    enabled: bool | None = key(
        "Whether the monitor runs; false keeps it, but paused.", example=False, usual=True
    )
    aggregate: Line | None = key(
        "What is measured, as Sentry's aggregates are written.",
        example="p99(span.duration)",
        unless="that of the built-in monitor; a monitor of your own needs it",
    )
    query: Search | None = key(
        "Which events are measured, as a search of Sentry's; environment:… is added to it.",
        example="span.op:db",
        unless="that of the built-in monitor; all events for one of your own",
    )
    window: Window | None = key(
        "How long a span of time it measures: 1m, 5m, 10m, 15m, 30m, 1h, …, 24h; spans, logs and application metrics "
        "from 5m on.",
        example="10m",
        usual=window_text(_BUILT_IN["latency"].window),
    )
    priority: Priority | None = key("The priority of its issues.", example="medium", usual="high")
    thresholds: Thresholds | None = key(
        "One to three thresholds, in place of threshold, comparison and priority.",
        example=[{"above": "2s"}, {"atLeast": "1s", "priority": "medium"}],
        unless="the one under threshold",
    )
    compared_with: Earlier | None = key(
        f"How far back the window lies of which the thresholds are a percentage: {listed(EARLIER)}.",
        example="1d",
        unless="thresholds are absolute",
    )
    anomalies: Anomalies | None = key(
        "It fires while its number is unusual, in place of a threshold. The plan must have anomaly detection.",
        example={"sensitivity": "high", "direction": "above"},
        unless="it has thresholds",
    )
    environment: Line | None = key(
        "Whose events it looks at: any, or the name of an environment.",
        example="any",
        unless="monitorEnvironment, or else the stack's environment",
    )
    seen_environment: Line | None = key(
        "Sentry's own field for an environment. Sentry refuses one that it has had no event of; environment does not "
        "depend on that.",
        example="production",
        unless="not set",
    )
    event_types: StringList | None = key(
        "The kinds of event that are measured, as Sentry calls them.",
        example=["error"],
        unless="those of the dataset",
    )
    extrapolation_mode: ExtrapolationMode | None = key(
        "How sampled spans are counted; unknown lets Sentry choose, and server_weighted is for older monitors only.",
        example="none",
        unless="as Sentry chooses",
    )
    owner: WrittenOwner | None = owner_key("the monitor and its issues")


class CountMonitor(MonitorSettings, title="Metric monitor 5xx"):
    """A monitor whose threshold is a number of events."""

    threshold: Count | None = key(
        "It fires above this number of answers with a 5xx status in a window.",
        example=20,
        usual=_BUILT_IN["5xx"].threshold,
        unit="events in a window",
    )


class LatencyMonitor(MonitorSettings, title="Metric monitor latency"):
    """A monitor whose threshold is a duration."""

    threshold: Milliseconds | None = key(
        "It fires where the 95th percentile of the durations is above this one.",
        example="800ms",
        usual=duration_text(_BUILT_IN["latency"].threshold, "ms"),
    )


class RateMonitor(MonitorSettings, title="Metric monitor error-rate"):
    """A monitor whose threshold is a share."""

    threshold: Fraction | None = key(
        "It fires where more than this percentage of transactions fail.",
        example="5%",
        usual=percentage_text(_BUILT_IN["error-rate"].threshold),
    )


Dataset = Annotated[
    str,
    AfterValidator(lambda text: text if text in RAW_DATASETS else one_of(text, DATASETS, "a dataset")),
    WithJsonSchema({"enum": [*DATASETS, *RAW_DATASETS]}),
]


class CustomMonitor(MonitorSettings, title="Metric monitor of your own"):
    """A monitor of the team's own; it needs `aggregate`, and `threshold`, `thresholds` or `anomalies`."""

    threshold: AnyLevel | None = key(
        "The level at which it fires: 50, 2s or 1%, in the unit of the aggregate.",
        example="500ms",
        unless="a monitor of your own needs threshold, thresholds or anomalies",
        unit="as the aggregate measures",
    )
    dataset: Dataset | None = key(
        "What it looks at: spans, logs, errors, application-metrics or crash-free-rates, or one of Sentry's own names.",
        example="errors",
        usual=_BUILT_IN["latency"].dataset,
    )
    comparison: Comparison | None = key(
        "How the number compares with threshold: gt fires above it, gte at it and above, lt below it, lte at it and "
        "below.",
        example="lt",
        usual="gt",
    )


AnyMonitor = CountMonitor | LatencyMonitor | RateMonitor | CustomMonitor


class Monitors(SpecModel, title="Metric monitors"):
    """The three rules that every project has, by name, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomMonitor
    __pydantic_extra__: dict[str, Annotated[CustomMonitor, Switched]]

    server_errors: Annotated[CountMonitor, Switched] | None = key(
        "The built-in monitor of answers with a 5xx status; false for none.",
        example={"threshold": 20},
        unless=_THERE,
        alias="5xx",
    )
    latency: Annotated[LatencyMonitor, Switched] | None = key(
        "The built-in monitor of durations: of transactions, and in a browser of page loads; false for none.",
        example={"threshold": "800ms", "window": "10m"},
        unless=_THERE,
    )
    error_rate: Annotated[RateMonitor, Switched] | None = key(
        "The built-in monitor of the share of transactions that fail; false for none.",
        example=False,
        unless=_THERE,
        alias="error-rate",
    )

    def by_name(self) -> dict[str, AnyMonitor]:
        """Return the written monitors, by name."""
        built_in: dict[str, AnyMonitor | None] = {
            "5xx": self.server_errors,
            "latency": self.latency,
            "error-rate": self.error_rate,
        }
        return {
            **{name: settings for name, settings in built_in.items() if settings is not None},
            **(self.__pydantic_extra__ or {}),
        }
