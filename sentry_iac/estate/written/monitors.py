"""The keys under `monitors:`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from sentry_iac.estate.defaults.rules import DATASETS, RAW_DATASETS
from sentry_iac.estate.model.metric_monitors import Comparison, Priority
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
from sentry_iac.estate.text.units import (
    AnyLevel,
    Count,
    Fraction,
    Milliseconds,
    Window,
)
from sentry_iac.estate.written.owners import WrittenOwner
from sentry_iac.estate.written.thresholds import Anomalies, Earlier, Thresholds
from sentry_rules import searches
from sentry_rules.monitors import EXTRAPOLATION_MODES

Search = Annotated[str, AfterValidator(accepted_by(searches.complaint))]

ExtrapolationMode = Annotated[
    str,
    AfterValidator(lambda text: one_of(text, EXTRAPOLATION_MODES, "an extrapolation mode")),
    WithJsonSchema({"enum": list(EXTRAPOLATION_MODES)}),
]


class MonitorSettings(Switchable):
    """Overrides of one metric monitor. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(
        default=None, description="What to do when it fires; shown on its issues."
    )
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    aggregate: Line | None = Field(default=None, description="What is measured, e.g. p99(span.duration).")
    query: Search | None = Field(
        default=None, description="Which events are measured; environment:… is added to it."
    )
    window: Window | None = Field(
        default=None, description="How long it measures: 1m, 5m, 10m, 15m, 30m, 1h, …, 24h."
    )
    priority: Priority | None = Field(default=None, description="The priority of its issues: high or medium.")
    thresholds: Thresholds | None = Field(
        default=None, description="One to three thresholds, in place of threshold, comparison and priority."
    )
    compared_with: Earlier | None = Field(
        default=None,
        description="How far back the window lies of which thresholds are a percentage: 5m, 15m, 1h, 1d, 1w or 30d.",
    )
    anomalies: Anomalies | None = Field(
        default=None, description="It fires while its number is unusual, in place of a threshold."
    )
    environment: Line | None = Field(
        default=None,
        description="Whose events it looks at: any, or a name; the stack's environment unless given.",
    )
    seen_environment: Line | None = Field(
        default=None,
        description="Sentry's own field for an environment. Sentry refuses one that it has no event of yet.",
    )
    event_types: StringList | None = Field(
        default=None, description="Kinds of event, as Sentry calls them; follow the dataset unless given."
    )
    extrapolation_mode: ExtrapolationMode | None = Field(
        default=None, description="How sampled spans are counted: as Sentry chooses unless given."
    )
    owner: WrittenOwner | None = None


class CountMonitor(MonitorSettings):
    """A monitor whose threshold is a number of events."""

    threshold: Count | None = Field(default=None, description="It fires above this number of events.")


class LatencyMonitor(MonitorSettings):
    """A monitor whose threshold is a duration."""

    threshold: Milliseconds | None = Field(default=None, description="It fires above this duration, e.g. 2s.")


class RateMonitor(MonitorSettings):
    """A monitor whose threshold is a share."""

    threshold: Fraction | None = Field(default=None, description="It fires above this percentage, e.g. 1%.")


Dataset = Annotated[
    str,
    AfterValidator(lambda text: text if text in RAW_DATASETS else one_of(text, DATASETS, "a dataset")),
    WithJsonSchema({"enum": [*DATASETS, *RAW_DATASETS]}),
]


class CustomMonitor(MonitorSettings):
    """A monitor of the team's own; it needs `aggregate`, and `threshold`, `thresholds` or `anomalies`."""

    threshold: AnyLevel | None = Field(default=None, description="50, 2s or 1%, as the aggregate measures.")
    dataset: Dataset | None = Field(default=None, description="What it looks at: spans unless given.")
    comparison: Comparison | None = Field(
        default=None, description="gt unless given: fires above the threshold."
    )


AnyMonitor = CountMonitor | LatencyMonitor | RateMonitor | CustomMonitor


class Monitors(SpecModel):
    """The three rules that every project has, by name, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomMonitor
    __pydantic_extra__: dict[str, Annotated[CustomMonitor, Switched]]

    server_errors: Annotated[CountMonitor, Switched] | None = Field(default=None, alias="5xx")
    latency: Annotated[LatencyMonitor, Switched] | None = None
    error_rate: Annotated[RateMonitor, Switched] | None = Field(default=None, alias="error-rate")

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
