"""Rules for the body of a metric monitor."""

from __future__ import annotations

import re
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.error_search import check_readable
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject

NON_FIELD = "nonFieldErrors"
METRIC = "metric_issue"
_EAP = "events_analytics_platform"
_ERRORS = "events"
_CRASH_RATES = "metrics"
_ERROR_COLUMNS = (
    *("", "user", "release", "dist", "transaction.duration"),
    *("tags[sentry:user]", "tags[sentry:release]", "tags[sentry:dist]"),
)
_EVENT_TYPES = {
    "events": ("error", "default"),
    _EAP: ("trace_item_span", "trace_item_log", "trace_item_metric"),
    "metrics": (),
    "transactions": ("transaction",),
    "generic_metrics": ("transaction",),
}
_DATASETS = {
    0: ("events",),
    1: (_EAP, "transactions", "generic_metrics"),
    2: ("metrics",),
}
_DEAD_DATASETS = ("transactions", "generic_metrics")
_CRASH_RATE_WINDOWS = (1800, 3600, 7200, 14400, 43200, 86400)
_DELTAS = (300, 900, 3600, 86400, 604800, 2592000)
_COMPARISONS = ("gt", "gte", "lt", "lte")
_ANOMALY = "anomaly_detection"
_PRIORITIES = (75, 50, 0)
_MAX_CONDITIONS = 3
_DETECTION_TYPES = ("static", "percent", "dynamic")
_EXTRAPOLATION = ("unknown", "none", "client_and_server_weighted", "server_weighted")


def _aggregate(value: Any) -> str:
    text: str = f.text(blank=False)(value)
    if text.startswith("upsampled_count("):
        raise f.Invalid("upsampled_count() is not allowed as user input")
    return text


def _translated(aggregate: str) -> str:
    """An aggregate as Sentry keeps it (sentry: `translate_aggregate_field`)."""
    return re.sub(r"\((user|release|dist)\)\Z", r"(tags[sentry:\1])", aggregate)


def _check_aggregate(source: JsonObject) -> None:
    text, dataset = source["aggregate"], source["dataset"]
    if text.startswith("equation|"):
        return
    if dataset == _CRASH_RATES:
        if not re.match(r"percentage\([ ]*(sessions|users)_crashed[ ]*,[ ]*(sessions|users)[ ]*\)", text):
            message = (
                "Only crash free percentage queries are supported for subscriptions over the metrics dataset"
            )
            raise f.Invalid({NON_FIELD: [message]})
        return
    function = re.fullmatch(r"([^(]+)\((.*)\)", text)
    if function is None:
        raise f.Invalid({"aggregate": ["Invalid Metric: Please pass a valid function for aggregation"]})
    name, column = function[1], function[2].strip()
    if name == "count_unique" and not column:
        raise f.Invalid({"aggregate": ["Invalid Metric: count_unique(): expected 1 argument(s)"]})
    plain = column in _ERROR_COLUMNS or column.startswith("measurements.")
    if dataset == _ERRORS and not plain and not re.search(r",|\A[0-9.]+\Z", column):
        raise f.Invalid({"aggregate": ["Invalid Metric: We do not currently support this field."]})


def _query(value: Any) -> str:
    text: str = f.text()(value)
    if "release:latest" in text.split():
        raise f.Invalid("Unsupported Query: We do not currently support the release:latest query")
    return text


def _extrapolation(value: Any) -> str:
    mode: str = f.choice(_EXTRAPOLATION)(value)
    if mode == "server_weighted":
        raise f.Invalid("server_weighted extrapolation mode is not supported for new detectors.")
    return mode


def _environment_of(call: Call) -> f.Cleaner:
    def clean(value: Any) -> str | None:
        name: str = f.text()(value)
        if name and call.store.environments.find(organization_id=call.organization.id, slug=name) is None:
            raise f.Invalid("Environment is not part of this organization")
        return name or None

    return f.nullable(clean)


_SOURCE = ("aggregate", "dataset", "query", "timeWindow", "environment", "eventTypes")


def _data_source(call: Call, value: Any, before: JsonObject | None) -> JsonObject:
    source = f.clean_object(
        f.mapping(value),
        {
            "aggregate": _aggregate,
            "dataset": f.choice(_EVENT_TYPES),
            "query": _query,
            "queryType": f.nullable(f.integer(0, 2)),
            "timeWindow": f.integer(0),
            "environment": _environment_of(call),
            "eventTypes": f.listing(f.choice({kind for kinds in _EVENT_TYPES.values() for kind in kinds})),
            "extrapolationMode": f.nullable(_extrapolation),
        },
        required=_SOURCE if before is None else (),
    )
    if before is not None:
        # An update is partial, down to the data source.
        source = {**{name: before[name] for name in _SOURCE if name in before}, **source}
    _check_dataset(source)
    _check_aggregate(source)
    source["aggregate"] = _translated(source["aggregate"])
    if source["dataset"] != _EAP:
        # Sentry saves a query of spans unread.
        check_readable(source["query"])
    if source.get("queryType") is None:
        source["queryType"] = next(kind for kind, sets in _DATASETS.items() if source["dataset"] in sets)
    source["extrapolationMode"] = source.get("extrapolationMode") or "unknown"
    return source


def _check_dataset(source: JsonObject) -> None:
    dataset, kinds = source["dataset"], source["eventTypes"]
    valid = _DATASETS[source["queryType"]] if source.get("queryType") is not None else (dataset,)
    if dataset not in valid:
        raise f.Invalid(
            {NON_FIELD: [f"Invalid dataset for this query type. Valid datasets are {sorted(valid)}"]}
        )
    if dataset in _DEAD_DATASETS:
        raise f.Invalid(
            {NON_FIELD: ["Creation of transaction-based alerts is disabled, use the span dataset."]}
        )
    if any(kind not in _EVENT_TYPES[dataset] for kind in kinds) or (not kinds and dataset == _EAP):
        raise f.Invalid(
            {
                NON_FIELD: [
                    "Invalid event types for this dataset. Valid event types are "
                    f"{sorted(_EVENT_TYPES[dataset])}"
                ]
            }
        )
    if dataset == _EAP and len(kinds) > 1:
        raise f.Invalid({NON_FIELD: ["Multiple event types not allowed. Valid event types are one of these"]})
    if dataset == _CRASH_RATES and source["timeWindow"] not in _CRASH_RATE_WINDOWS:
        raise f.Invalid(
            {NON_FIELD: ["Invalid Time Window: Allowed time windows for crash rate alerts only."]}
        )


def _data_sources_of(call: Call, before: JsonObject | None) -> f.Cleaner:
    def clean(value: Any) -> JsonObject:
        if not isinstance(value, list):
            raise f.Invalid(f'Expected a list of items but got type "{type(value).__name__}".')
        if len(value) != 1:
            raise f.Invalid("Exactly one data source is required.")
        return _data_source(call, value[0], before)

    return clean


def _condition(value: Any) -> JsonObject:
    condition = f.clean_object(
        f.mapping(value),
        {
            "id": f.text(),
            "type": f.text(),
            "comparison": lambda comparison: comparison,
            "conditionResult": _result,
        },
        required=("type", "comparison", "conditionResult"),
    )
    kind, comparison = condition["type"], condition["comparison"]
    if kind == _ANOMALY:
        _check_anomaly(comparison)
    elif kind not in _COMPARISONS:
        raise f.Invalid({"type": [f"Unsupported type {kind}"]})
    elif isinstance(comparison, bool) or not isinstance(comparison, int | float):
        raise f.Invalid({"comparison": ["A valid number is required."]})
    return condition


def _check_anomaly(comparison: Any) -> None:
    if not isinstance(comparison, dict) or (
        comparison.get("seasonality") != "auto"
        or comparison.get("sensitivity") not in ("low", "medium", "high")
        or comparison.get("thresholdType") not in (0, 1, 2)
    ):
        raise f.Invalid({"comparison": ["Invalid comparison for anomaly detection."]})


def _result(value: Any) -> int:
    if isinstance(value, bool) or value not in _PRIORITIES:
        raise f.Invalid("Unsupported condition result")
    return int(value)


def _condition_group(value: Any) -> JsonObject:
    group = f.clean_object(
        f.mapping(value),
        {
            "id": f.text(),
            "logicType": f.choice(("any", "any-short", "all", "none")),
            "conditions": f.listing(_condition),
        },
        required=("logicType", "conditions"),
    )
    conditions = group["conditions"]
    if not conditions:
        raise f.Invalid({"conditions": ["This list may not be empty."]})
    if len(conditions) > _MAX_CONDITIONS:
        raise f.Invalid({NON_FIELD: ["Too many conditions"]})
    anomaly = any(condition["type"] == _ANOMALY for condition in conditions)
    if not anomaly and all(condition["conditionResult"] for condition in conditions):
        raise f.Invalid({NON_FIELD: ["Resolution condition required for metric issue detector."]})
    return group


def _config(value: Any) -> JsonObject:
    config = f.mapping(value)
    kind, delta = config.get("detectionType"), config.get("comparisonDelta")
    if kind not in _DETECTION_TYPES:
        raise f.Invalid(f"{kind!r} is not one of {list(_DETECTION_TYPES)}")
    if kind == "percent" and delta not in _DELTAS:
        raise f.Invalid(f"{delta!r} is not one of {list(_DELTAS)}")
    if kind != "percent" and delta is not None:
        raise f.Invalid("comparisonDelta is for detectionType percent only")
    return {"detectionType": kind, "comparisonDelta": None if delta is None else int(delta)}


def cleaners(call: Call, source: JsonObject | None = None) -> dict[str, f.Cleaner]:
    """Its fields beyond those of every monitor."""
    return {
        "dataSources": _data_sources_of(call, source),
        "conditionGroup": _condition_group,
        "config": _config,
    }


REQUIRED = ("name", "dataSources", "conditionGroup", "config")
