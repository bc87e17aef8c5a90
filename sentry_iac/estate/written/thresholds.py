"""The keys of a threshold of a metric monitor, and of what is unusual."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.alias_generators import to_camel

from sentry_iac.estate.defaults.rules import ANOMALY
from sentry_iac.estate.model.metric_monitors import COMPARISONS, Direction, Priority, Sensitivity
from sentry_iac.estate.text.errors import listed
from sentry_iac.estate.text.fields import Line, SpecModel
from sentry_iac.estate.text.quantities import AnyLevel, Seconds
from sentry_iac.estate.text.saying import Length, key
from sentry_iac.estate.text.units import Threshold, window_text, wrong
from sentry_rules import monitors


def _earlier(seconds: int) -> int:
    if seconds not in monitors.PERCENT_DELTAS:
        raise wrong(f"Sentry compares with {listed(EARLIER)} ago")
    return seconds


EARLIER: Final = tuple(window_text(each) for each in monitors.PERCENT_DELTAS)
"""How far back Sentry compares."""

Earlier = Annotated[Seconds, AfterValidator(_earlier)]


class Unusual(SpecModel, title="Unusual"):
    """What is unusual."""

    sensitivity: Sensitivity | None = key(
        "How small an anomaly may be; high finds the smallest.", example="high", usual=ANOMALY.sensitivity
    )
    direction: Direction | None = key(
        "On which side a number may be unusual.", example="above", usual=ANOMALY.direction
    )
    seasonality: Line | None = key(
        "The rhythm that Sentry expects, as Sentry calls it.", example="auto", usual=ANOMALY.seasonality
    )


class Anomalies(Unusual, title="Anomalies"):
    """A monitor that opens an issue when its number is unusual."""

    priority: Priority | None = key("The priority of its issues.", example="medium", usual="high")


_ONE_OF: Final = "a threshold has one of above, atLeast, below, atMost and unusual"
_UNIT: Final = "as the aggregate measures"


def _one_way_only(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [{"required": [way]} for way in ("above", "atLeast", "below", "atMost", "unusual")]


class ThresholdRow(SpecModel, title="Threshold", json_schema_extra=_one_way_only):
    """One threshold of several: when, and what then."""

    above: AnyLevel | None = key("It holds above this level.", example="2s", unless=_ONE_OF, unit=_UNIT)
    at_least: AnyLevel | None = key(
        "It holds at this level and above.", example="1s", unless=_ONE_OF, unit=_UNIT
    )
    below: AnyLevel | None = key("It holds below this level.", example="99.5%", unless=_ONE_OF, unit=_UNIT)
    at_most: AnyLevel | None = key(
        "It holds at this level and below.", example=10, unless=_ONE_OF, unit=_UNIT
    )
    unusual: Unusual | None = key(
        "It holds while the number is unusual.", example={"sensitivity": "high"}, unless=_ONE_OF
    )
    priority: Priority | None = key("The priority that it gives the issue.", example="medium", usual="high")
    resolves: bool | None = key(
        "Whether it resolves the issue in place of opening it.", example=True, usual=False
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


Thresholds = Annotated[tuple[ThresholdRow, ...], Field(strict=False), AfterValidator(_some), Length(most=3)]
