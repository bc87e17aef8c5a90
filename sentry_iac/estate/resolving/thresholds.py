"""The thresholds of a metric monitor, from whichever of their three forms was written last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sentry_iac.estate.defaults.rules import ANOMALY, MonitorRule
from sentry_iac.estate.model.metric_monitors import COMPARISONS, AnomalySpec, Result, ThresholdSpec
from sentry_iac.estate.resolving.layers import Said, given
from sentry_iac.estate.text.errors import Path
from sentry_iac.estate.text.units import Threshold
from sentry_iac.estate.written.monitors import AnyMonitor, CustomMonitor
from sentry_iac.estate.written.thresholds import Anomalies, ThresholdRow, Unusual
from sentry_rules.aggregates import CRASH_RATES
from sentry_rules.monitors import RESOLVED

FORMS: Final = ("threshold", "thresholds", "anomalies")
"""The keys of which a layer that writes one replaces the others of earlier layers."""

_EXAMPLES: Final = {"count": "50", "duration": "2s", "percentage": "1%"}
_WITH_ONE: Final = ("comparison", "priority")

Report = Callable[[Path, str], None]
"""Takes a problem: where it is inside the monitor, and what is wrong."""

Conditions = tuple[ThresholdSpec | AnomalySpec, ...]


def conditions_of(
    said: Said[AnyMonitor], base: MonitorRule, aggregate: str, dataset: str, report: Report
) -> Conditions:
    """Return when a monitor opens its issue.

    Args:
        said: what the layers say of it.
        base: what holds where nobody says anything.
        aggregate: what it measures.
        dataset: what it looks at, as Sentry calls it.
        report: takes problems.
    """
    form, later = _form(said, report)
    merged: AnyMonitor = said.merged(CustomMonitor())
    compares = merged.compared_with is not None
    if form == "threshold":
        if compares:
            report(
                ("comparedWith",), "needs percentages, such as thresholds: [{ above: 150%, priority: high }]"
            )
        return _one(merged, base, aggregate, dataset, report)
    _refuse_the_short_form(form, later, report)
    if form == "anomalies":
        if compares:
            report(("comparedWith",), "does not go with anomalies; write one of them")
        anomalies = given(merged.anomalies, Anomalies())
        return (_unusual(anomalies, given(anomalies.priority, "high")),)
    return tuple(
        _of_row(row, ("thresholds", at), aggregate, report, compares=compares, dataset=dataset)
        for at, row in enumerate(given(merged.thresholds, ()))
    )


def _form(said: Said[AnyMonitor], report: Report) -> tuple[str, list[AnyMonitor]]:
    """Return the form that was written last, and that layer with those after it."""
    form, since = "threshold", 0
    for at, (_, layer) in enumerate(said.by_layer):
        found = [each for each in FORMS if getattr(layer, each) is not None]
        if len(found) > 1:
            report((found[1],), f"does not go with {found[0]}; write one of them")
        if found:
            form, since = found[-1], at
    return form, [layer for _, layer in said.by_layer[since:]]


def _refuse_the_short_form(form: str, later: list[AnyMonitor], report: Report) -> None:
    for key in _WITH_ONE:
        if any(getattr(layer, key, None) is not None for layer in later):
            report((key,), f"goes with threshold; this monitor has {form}, so write it there")


def _one(merged: AnyMonitor, base: MonitorRule, aggregate: str, dataset: str, report: Report) -> Conditions:
    written = merged.threshold
    if isinstance(written, Threshold):
        _check_unit(written, ("threshold",), aggregate, report)
        value = written.number(in_percent=dataset == CRASH_RATES)
    else:
        value = given(written, base.threshold)
    # A built-in monitor takes no comparison.
    comparison = merged.comparison if isinstance(merged, CustomMonitor) else None
    return (
        ThresholdSpec(comparison=given(comparison, "gt"), value=value, result=given(merged.priority, "high")),
    )


def _of_row(
    row: ThresholdRow, path: Path, aggregate: str, report: Report, *, compares: bool, dataset: str
) -> ThresholdSpec | AnomalySpec:
    result: Result = RESOLVED if row.resolves else given(row.priority, "high")
    if row.level is None:
        if compares:
            report((*path, "unusual"), "does not go with comparedWith; write one of them")
        return _unusual(given(row.unusual, Unusual()), result)
    word, level = row.level
    if not compares:
        _check_unit(level, (*path, word), aggregate, report)
    elif level.unit != "percentage":
        report((*path, word), "is no percentage, as comparedWith needs; write e.g. 150%")
    in_percent = compares or dataset == CRASH_RATES
    return ThresholdSpec(
        comparison=COMPARISONS[word], value=level.number(in_percent=in_percent), result=result
    )


def _unusual(written: Unusual, result: Result) -> AnomalySpec:
    return AnomalySpec(
        sensitivity=given(written.sensitivity, ANOMALY.sensitivity),
        direction=given(written.direction, ANOMALY.direction),
        seasonality=given(written.seasonality, ANOMALY.seasonality),
        result=result,
    )


def _check_unit(threshold: Threshold, path: Path, aggregate: str, report: Report) -> None:
    unit = measured_in(aggregate)
    if unit is not None and threshold.unit != unit:
        report(path, f"is a {threshold.unit}, but {aggregate} is a {unit}; write e.g. {_EXAMPLES[unit]}")


def measured_in(aggregate: str) -> str | None:
    """Return what an aggregate yields (count, duration or percentage); None if unknown."""
    name, _, argument = aggregate.partition("(")
    if name in {"failure_rate", "percentage"}:
        return "percentage"
    if name in {"count", "count_unique", "count_if"}:
        return "count"
    if argument.startswith("span.duration"):
        return "duration"
    return None
