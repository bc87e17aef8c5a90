"""When a monitor fires, in words, and its changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sentry_iac.plan.arguments import mapping, mappings, thresholds
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Step
from sentry_iac.plan.words.values import arrow, duration, measured, moved, value

_SIGNS: Final = {"gt": "above", "gte": "at or above", "lt": "below", "lte": "at or below"}


def firing(arguments: Mapping[str, Any]) -> str:
    """Return when a monitor opens an issue: `above 2s`."""
    return " or ".join(
        f"{_SIGNS.get(str(each.get('type')), 'unusual')} {_level(each.get('comparison'), arguments)}".strip()
        if each.get("type") in _SIGNS
        else "unusual"
        for each in mappings(arguments.get("conditions"))
        if each.get("result") != "resolved"
    )


def _level(number: object, arguments: Mapping[str, Any]) -> str:
    if arguments.get("detectionType") == "percent" and isinstance(number, int | float):
        return f"{number:g} % of {duration(arguments.get('comparisonDelta'))} earlier"
    return measured(number, mapping(arguments.get("dataSource")).get("aggregate"))


def conditions(step: Step, _directory: Directory) -> list[str]:
    """Return the changes of when a monitor opens and resolves an issue."""
    old, new = (thresholds(each) for each in (step.old, step.new))
    if len(old) == len(new) == 1 and old[0][0] == new[0][0] and old != new:
        return [f"threshold {arrow(_level(old[0][1], step.old), _level(new[0][1], step.new))}"]
    if old != new or not old:
        return [f"fires {arrow(firing(step.old), firing(step.new))}"]
    return ["resolves at another value, or opens issues of another priority"]


def data_source(step: Step, _directory: Directory) -> list[str]:
    """Return the changes of what a monitor measures."""
    old, new = (mapping(each.get("dataSource")) for each in (step.old, step.new))
    said = []
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            show = duration if key == "timeWindow" else value
            said.append(moved(key, show(old.get(key)), show(new.get(key))))
    return said
