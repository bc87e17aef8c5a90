"""The keys of a threshold of a metric monitor, and of what is unusual."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.alias_generators import to_camel

from sentry_iac.estate.model.metric_monitors import COMPARISONS, Direction, Priority, Sensitivity
from sentry_iac.estate.text.errors import listed
from sentry_iac.estate.text.fields import Line, SpecModel
from sentry_iac.estate.text.units import AnyLevel, Seconds, Threshold, window_text, wrong
from sentry_rules import monitors


def _earlier(seconds: int) -> int:
    if seconds not in monitors.PERCENT_DELTAS:
        choices = listed(window_text(each) for each in monitors.PERCENT_DELTAS)
        raise wrong(f"Sentry compares with {choices} ago")
    return seconds


Earlier = Annotated[Seconds, AfterValidator(_earlier)]


class Unusual(SpecModel):
    """What is unusual."""

    sensitivity: Sensitivity | None = Field(
        default=None, description="How small an anomaly may be: medium unless given."
    )
    direction: Direction | None = Field(default=None, description="above, below or both: both unless given.")
    seasonality: Line | None = Field(
        default=None, description="The rhythm that Sentry expects: auto unless given."
    )


class Anomalies(Unusual):
    """A monitor that opens an issue when its number is unusual."""

    priority: Priority | None = Field(default=None, description="The priority of its issues: high or medium.")


class ThresholdRow(SpecModel):
    """One threshold of several: when, and what then."""

    above: AnyLevel | None = Field(default=None, description="Fires above it: 50, 2s or 1%.")
    at_least: AnyLevel | None = Field(default=None, description="Fires at it and above.")
    below: AnyLevel | None = Field(default=None, description="Fires below it.")
    at_most: AnyLevel | None = Field(default=None, description="Fires at it and below.")
    unusual: Unusual | None = Field(default=None, description="Fires while the number is unusual.")
    priority: Priority | None = Field(
        default=None, description="The priority that it gives the issue: high or medium; high unless given."
    )
    resolves: bool | None = Field(
        default=None, description="true: it resolves the issue in place of opening it."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        keys = [to_camel(name) for name in _WAYS if getattr(self, name) is not None]
        if len(keys) != 1:
            found = f"has {' and '.join(keys)}; write one of them" if keys else "does not say when"
            raise wrong(f"{found}; a threshold has one of {listed(map(to_camel, _WAYS))}")
        if self.resolves and self.priority is not None:
            raise wrong("either has a priority or resolves the issue; leave one of them out")
        return self

    @property
    def level(self) -> tuple[str, Threshold] | None:
        """The key of the comparison and the level; None for what is unusual."""
        for name in _LEVELS:
            level: Threshold | None = getattr(self, name)
            if level is not None:
                return to_camel(name), level
        return None


_LEVELS = tuple(name for name in ThresholdRow.model_fields if to_camel(name) in COMPARISONS)
_WAYS = (*_LEVELS, "unusual")


def _some(rows: tuple[ThresholdRow, ...]) -> tuple[ThresholdRow, ...]:
    if not rows:
        raise wrong("has no threshold; write e.g. - { above: 5, priority: high }")
    results = [monitors.RESOLVED if row.resolves else row.priority or "high" for row in rows]
    ends_by_itself = any(row.unusual is not None for row in rows)
    if reason := monitors.number_complaint(results, ends_by_itself=ends_by_itself):
        raise wrong(reason)
    return rows


Thresholds = Annotated[tuple[ThresholdRow, ...], Field(strict=False), AfterValidator(_some)]
