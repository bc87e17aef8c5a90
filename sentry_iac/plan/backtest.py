"""Estimates how often a monitor would have fired in the last days, so that nobody merges one that fires too often.

The estimate uses one measured value for each window. Sentry may look more often than that, so the number is low.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi_sentry.monitors.metric_monitor import SPANS
from sentry_iac.plan.arguments import known, thresholds
from sentry_iac.plan.steps import Action, Step

DAYS: Final = 14
SHORTEST_WINDOW: Final = 300
"""Seconds. Shorter windows would need too many points for a few requests."""

_BARS: Final = "▁▂▃▄▅▆▇█"
_DATASETS: Final = {(SPANS, "trace_item_span"): "spans", (SPANS, "trace_item_log"): "logs"}
_GAP: Final = "·"
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question to Sentry about one monitor.

    Attributes:
        urn: the monitor in the plan.
        project: the id of its project.
        dataset: as the endpoint spells it.
        aggregate: the measured value.
        query: the events it is measured over.
        window: seconds.
        comparison: gt, gte, lt or lte.
        threshold: in the aggregate's own unit.
    """

    urn: str
    project: str
    dataset: str
    aggregate: str
    query: str
    window: int
    comparison: str
    threshold: float


def questions(steps: Sequence[Step]) -> list[Question]:
    """Return the questions about the monitors that a plan creates or changes.

    A monitor of a new project has no past; a series cannot answer for one that compares with earlier times.
    """
    found = [_question(step) for step in steps if step.type == "MetricMonitor" and _is_new(step)]
    return [each for each in found if each is not None]


def _is_new(step: Step) -> bool:
    changed = {"conditions", "dataSource", "detectionType"} & set(step.changed_arguments)
    return step.action in (Action.CREATE, Action.REPLACE) or bool(changed)


def _question(step: Step) -> Question | None:
    new = step.new
    source, fires = new.get("dataSource"), thresholds(new)
    project = new.get("project")
    if not isinstance(source, Mapping) or not fires or not str(project).isdigit() or not known(project):
        return None
    kinds = source.get("eventTypes")
    dataset = (
        "errors"
        if source.get("dataset") == "events"
        else _DATASETS.get(
            (str(source.get("dataset")), str(kinds[0]) if isinstance(kinds, list) and kinds else "")
        )
    )
    window = source.get("timeWindow")
    if dataset is None or new.get("detectionType") != "static" or not isinstance(window, int | float):
        return None
    comparison, threshold = _first_to_fire(fires)
    return Question(
        urn=step.urn,
        project=str(project),
        dataset=dataset,
        aggregate=str(source.get("aggregate")),
        query=_query(source),
        window=max(int(window), SHORTEST_WINDOW),
        comparison=comparison,
        threshold=threshold,
    )


def _first_to_fire(fires: Sequence[tuple[str, float]]) -> tuple[str, float]:
    nearest = min if fires[0][0] in ("gt", "gte") else max
    return nearest(fires, key=lambda each: each[1])


def _query(source: Mapping[str, Any]) -> str:
    query, environment = str(source.get("query") or ""), source.get("environment")
    if not environment:
        return query
    # Of a query with alternatives the environment has to restrict all.
    asked = f"({query}) " if query else ""
    return f'{asked}environment:"{environment}"'


def read_values(answer: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Return times (epoch seconds) and measured values, without windows that have no data.

    Contract: the answer of `events-timeseries`.
    """
    found = []
    for series in answer.get("timeSeries") or []:
        for row in series.get("values") or []:
            counted = row.get("sampleCount")
            value = row.get("value")
            if row.get("incomplete") or counted == 0 or not isinstance(value, int | float):
                continue
            # A number without bound is as good as none.
            if abs(value) <= sys.float_info.max:
                found.append((row["timestamp"] / 1000, float(value)))
    return found


def told(question: Question, values: Sequence[tuple[float, float]]) -> str:
    """Return a monitor's past in one sentence with a small picture, a bar a day."""
    if not values or (question.aggregate.startswith("count(") and not any(value for _, value in values)):
        return f"last {DAYS} days: no data"
    ordered = sorted(values)
    times = _crossings(question, ordered)
    days: dict[int, float] = {}
    worst = min if question.comparison in ("lt", "lte") else max
    for when, value in ordered:
        day = int(when // _DAY)
        days[day] = worst(days.get(day, value), value)
    last = max(days)
    picture = sparkline([days.get(day) for day in range(max(min(days), last - DAYS), last + 1)])
    if not times:
        return f"last {DAYS} days: would not have fired {picture}"
    busiest = max(sum(int(when // _DAY) == day for when in times) for day in days)
    often = {1: "once", 2: "twice"}.get(len(times), f"{len(times)} times")
    return f"last {DAYS} days: would have fired {often}, at most {busiest} a day {picture}"


def _crossings(question: Question, ordered: Sequence[tuple[float, float]]) -> list[float]:
    """Return the times at which a value crossed the threshold; while it stays beyond, one issue is open."""
    times, over, before = [], False, float("-inf")
    for when, value in ordered:
        # A window without data ends an issue: the next one is another.
        was_over = over and when - before <= question.window
        over = _is_over(question, value)
        if over and not was_over:
            times.append(when)
        before = when
    return times


def _is_over(question: Question, value: float) -> bool:
    return {
        "gt": value > question.threshold,
        "gte": value >= question.threshold,
        "lt": value < question.threshold,
        "lte": value <= question.threshold,
    }[question.comparison]


def sparkline(values: Sequence[float | None]) -> str:
    """Return numbers as bars, the highest one full; a dot for a missing one."""
    top = max((value for value in values if value is not None), default=0)
    if top <= 0:
        return "".join(_GAP if value is None else _BARS[0] for value in values)
    last = len(_BARS) - 1
    return "".join(_GAP if value is None else _BARS[round(max(value, 0) / top * last)] for value in values)
