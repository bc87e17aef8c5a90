"""Metric monitors, as `sentry.yaml` says them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from pulumi_sentry.inventory import Found
from pulumi_sentry.monitors.metric_monitor_handler import with_resolution
from sentry_iac.estate.defaults.rules import ANOMALY, DATASETS, MONITORS, MonitorRule, kind_of
from sentry_iac.estate.model.metric_monitors import ANY_ENVIRONMENT, COMPARISONS
from sentry_iac.estate.resolving.metric_monitors import filtered
from sentry_iac.estate.resolving.thresholds import measured_in
from sentry_iac.estate.text.units import duration_text, percentage_text
from sentry_iac.estate.written.monitors import Monitors
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.pieces import Declared, Piece
from sentry_rules.aggregates import CRASH_RATES

_BUILT_IN: Final = {rule for rules in MONITORS.values() for rule in rules}
_WORDS: Final = {sentry: word for word, sentry in COMPARISONS.items()}
_IN_QUERY: Final = re.compile(r"(?:^|\s)environment:([A-Za-z0-9][A-Za-z0-9._\-]*)\Z")
_WINDOW: Final = 300
"""Seconds over which a monitor measures that says nothing."""


def environments(monitors: Iterable[Found[Any]]) -> Counter[str]:
    """Count the environments at which monitors look; `any` for those that look at all."""
    return Counter(_split(str(found.args.data_source.query))[1] for found in monitors)


def metric_monitors_of(
    project: Found[Any], monitors: Iterable[Found[Any]], context: Context
) -> Iterator[Piece]:
    """Yield the metric monitors of a project."""
    name, slug = context.names.projects[project.id], str(project.args.slug)
    rules = MONITORS[kind_of(str(project.args.platform or ""))]
    taken: set[str] = set()
    for monitor in monitors:
        key = context.names.monitors[monitor.id]
        written = {"name": monitor.args.name, **_written(monitor, project, context)}
        kept = monitor.id in context.names.kept
        same = (each for each, base in rules.items() if _is(written, base, f"{slug}: {base.title}"))
        rule = next((each for each in same if _takes(each, written)), None)
        if not kept and rule is not None and rule not in taken:
            key, written = rule, _short(written)
            taken.add(rule)
        elif not kept and key in _BUILT_IN:
            key = f"{key}-monitor"
        if not kept and written.get("name") == f"{slug}: {key}":
            del written["name"]
        context.hears(monitor, name, "metrics", key)
        yield Piece(
            ("projects", name, "monitors", key),
            written,
            (Declared(monitor, f"{name}-{key}"),),
            f"monitor '{monitor.args.name}' of project '{name}'",
        )


def _written(monitor: Found[Any], project: Found[Any], context: Context) -> dict[str, Any]:
    args, source = monitor.args, monitor.args.data_source
    query, environment = _split(str(source.query))
    written: dict[str, Any] = {}
    if args.description:
        written["description"] = args.description
    if not args.enabled:
        written["enabled"] = False
    written["aggregate"] = source.aggregate
    written |= _dataset(str(source.dataset), list(source.event_types or ()))
    if query:
        written["query"] = query
    if environment != context.monitor_environment:
        written["environment"] = environment
    if source.environment is not None:
        written["seenEnvironment"] = source.environment
    if source.time_window != _WINDOW or monitor.id in context.names.kept:
        written["window"] = duration_text(source.time_window, "s")
    if source.extrapolation_mode != "unknown":
        written["extrapolationMode"] = source.extrapolation_mode
    written |= _fires(args)
    if args.comparison_delta is not None:
        written["comparedWith"] = duration_text(args.comparison_delta, "s")
    return written | context.owner(args.owner, str(project.args.team))


def _split(query: str) -> tuple[str, str]:
    """Return a query without its environment, and the environment; `any` if it looks at all."""
    found = _IN_QUERY.search(query)
    if found is not None:
        rest = query[: found.start()].strip()
        for asked in (rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest, rest):
            if filtered(asked, found[1]) == query:
                return asked, found[1]
    return query, ANY_ENVIRONMENT


def _dataset(dataset: str, event_types: list[str]) -> dict[str, Any]:
    for word, rule in DATASETS.items():
        if rule.dataset == dataset and sorted(rule.event_types) == sorted(event_types):
            return {} if word == "spans" else {"dataset": word}
    known = next((word for word, rule in DATASETS.items() if rule.dataset == dataset), dataset)
    return {"dataset": known, "eventTypes": event_types}


def _fires(args: Any) -> dict[str, Any]:
    """Return what opens the issue, in the shortest of the three forms."""
    conditions = _without_resolution(args.conditions)
    source = args.data_source
    in_percent = args.comparison_delta is not None or source.dataset == CRASH_RATES
    unit = "percent" if in_percent else measured_in(str(source.aggregate))
    if len(conditions) == 1:
        only = conditions[0]
        if only.anomaly is not None and only.result != "resolved":
            return {"anomalies": {**_unusual(only), **_unless(only.result, "high", "priority")}}
        if only.anomaly is None and args.comparison_delta is None and only.result != "resolved":
            return {
                "threshold": _level(only.comparison, unit),
                **_unless(only.type, "gt", "comparison"),
                **_unless(only.result, "high", "priority"),
            }
    return {"thresholds": [_row(each, unit) for each in conditions]}


def _without_resolution(conditions: list[Any]) -> list[Any]:
    fires = [each for each in conditions if each.result != "resolved"]
    added = [each.declared() for each in with_resolution(fires)]
    live = [each.declared() for each in conditions]
    return fires if len(added) == len(live) and all(each in live for each in added) else conditions


def _row(condition: Any, unit: str | None) -> dict[str, Any]:
    then = {"resolves": True} if condition.result == "resolved" else {"priority": condition.result}
    if condition.anomaly is not None:
        return {"unusual": _unusual(condition), **then}
    return {_WORDS[condition.type]: _level(condition.comparison, unit), **then}


def _unusual(condition: Any) -> dict[str, Any]:
    anomaly = condition.anomaly
    return {
        **_unless(anomaly.sensitivity, ANOMALY.sensitivity, "sensitivity"),
        **_unless(anomaly.threshold_type, ANOMALY.direction, "direction"),
        **_unless(anomaly.seasonality, ANOMALY.seasonality, "seasonality"),
    }


def _level(value: float, unit: str | None) -> float | int | str:
    if unit == "duration":
        return duration_text(value, "ms")
    if unit == "percentage":
        return percentage_text(value)
    number = int(value) if float(value).is_integer() else value
    return f"{number}%" if unit == "percent" else number


def _unless(value: Any, usual: Any, key: str) -> dict[str, Any]:
    return {} if value == usual else {key: value}


def _is(written: Mapping[str, Any], rule: MonitorRule, name: str) -> bool:
    """Whether a monitor is a built-in one, with another threshold or window at most."""
    fixed = {"name", "aggregate", "query", "threshold"}
    said = {key: value for key, value in written.items() if key not in {"window", "threshold"}}
    usual = {"name": name, "aggregate": rule.aggregate, "query": rule.query}
    return said == usual and fixed <= set(written)


def _takes(rule: str, written: Mapping[str, Any]) -> bool:
    """Whether a built-in monitor takes the threshold; one that never fires, such as 500 %, has a form of its own."""
    try:
        Monitors.model_validate({rule: _short(written)})
    except ValidationError:
        return False
    return True


def _short(written: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in written.items() if key in {"threshold", "window"}}
