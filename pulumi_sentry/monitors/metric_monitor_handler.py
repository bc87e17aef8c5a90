"""Metric monitors at Sentry: how one is checked, sent, recognised and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.http.answer import whole
from pulumi_sentry.declaration import Problem, known
from pulumi_sentry.lifecycle.handler import Handler, Record
from pulumi_sentry.lifecycle.look import covers
from pulumi_sentry.monitors.base import MonitorLife
from pulumi_sentry.monitors.metric_monitor import (
    SPANS,
    MetricDataSourceArgs,
    MetricMonitor,
    MetricMonitorArgs,
    MonitorConditionArgs,
)
from sentry_rules import aggregates, monitors, searches

FEATURE = "incidents"
"""The feature of plans that have metric monitors (sentry: `organizations:incidents`). Without it Sentry answers 404
for those that exist and leaves them out of lists; only DELETE still works."""


QUERY_TYPES = {"events": 0, SPANS: 1, "metrics": 2}
"""Query type by dataset. Sentry never answers it, so it is derived, the same way on every call."""


PRIORITIES = {"high": 75, "medium": 50, "resolved": 0}
"""Sentry's `conditionResult` by name."""


_IDENTITY = ("detectionType", "comparisonDelta", "conditions")


_MIRROR = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


_THRESHOLD_TYPES = {"above": 0, "below": 1, "both": 2}


class MetricMonitorHandler(MonitorLife[MetricMonitorArgs], Handler[MetricMonitorArgs], serves=MetricMonitor):
    """Monitors at `/organizations/{org}/projects/{project}/detectors/` and `/organizations/{org}/detectors/{id}/`.

    `workflowIds` is never sent: the link between monitors and alerts belongs to the alert alone.
    """

    kind = "metric_issue"

    def complete(self, args: MetricMonitorArgs) -> MetricMonitorArgs:
        """Fill in event types and the condition that resolves the issue."""
        changes: dict[str, Any] = {}
        source = args.data_source
        if (
            isinstance(source, MetricDataSourceArgs)
            and source.event_types is None
            and known(source.dataset)
            and source.dataset in monitors.EVENT_TYPES
        ):
            changes["data_source"] = source.model_copy(
                update={"event_types": list(monitors.EVENT_TYPES[source.dataset])}
            )
        if isinstance(args.conditions, list):
            changes["conditions"] = with_resolution(args.conditions)
        return args.model_copy(update=changes)

    def check(self, args: MetricMonitorArgs) -> Iterable[Problem]:
        """What Sentry would answer 400 to."""
        if isinstance(args.data_source, MetricDataSourceArgs):
            yield from _check_source(args.data_source)
        if isinstance(args.conditions, list):
            yield from _check_conditions(args.conditions)
        if known(args.detection_type) and known(args.comparison_delta):
            if args.detection_type == "percent" and args.comparison_delta not in monitors.PERCENT_DELTAS:
                allowed = ", ".join(map(str, monitors.PERCENT_DELTAS))
                yield Problem("comparisonDelta", f"percent detection needs one of {allowed} (seconds)")
            if args.detection_type != "percent" and args.comparison_delta is not None:
                yield Problem("comparisonDelta", "goes with detectionType percent only")

    def warnings(self, args: MetricMonitorArgs) -> Iterable[str]:
        """What may be misspelt, though Sentry takes it."""
        source = args.data_source
        if not isinstance(source, MetricDataSourceArgs):
            return
        if source.time_window == 0:
            yield "dataSource.timeWindow is 0: the monitor looks at no time at all, so nothing opens an issue"
        dataset = source.dataset if known(source.dataset) else ""
        if known(source.aggregate) and (doubt := aggregates.doubt(source.aggregate, dataset)):
            yield f"the aggregate {doubt}"
        if known(source.query) and (doubt := searches.doubt(source.query)):
            yield f"the query {doubt}"

    def particulars(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The number and its thresholds, as Sentry is sent them."""
        source = wire["dataSource"]
        config = {"detectionType": wire["detectionType"]}
        if "comparisonDelta" in wire:
            config["comparisonDelta"] = wire["comparisonDelta"]
        return {
            "config": config,
            "dataSources": [
                {
                    **source,
                    "queryType": QUERY_TYPES[source["dataset"]],
                    "environment": source.get("environment"),
                }
            ],
            "conditionGroup": {
                "logicType": "any",
                "conditions": [
                    {
                        "type": condition["type"],
                        "comparison": _comparison(condition),
                        "conditionResult": PRIORITIES[condition["result"]],
                    }
                    for condition in wire["conditions"]
                ],
            },
        }

    def live(self, monitor: Mapping[str, Any]) -> dict[str, Any]:
        """The number and its thresholds, as Sentry has them now."""
        query = monitor["dataSources"][0]["queryObj"]["snubaQuery"]
        source = {
            "aggregate": aggregates.normal(query["aggregate"]),
            "query": query["query"],
            "timeWindow": query["timeWindow"],
            "dataset": query["dataset"],
            "eventTypes": query["eventTypes"],
            "extrapolationMode": query.get("extrapolationMode") or "unknown",
        }
        if query.get("environment"):
            source["environment"] = query["environment"]
        conditions = sorted(
            monitor["conditionGroup"]["conditions"], key=lambda condition: whole(condition, "id")
        )
        config = monitor.get("config") or {}
        return {
            "data_source": source,
            "conditions": [_live_condition(condition) for condition in conditions],
            "detection_type": config.get("detectionType", "static"),
            "comparison_delta": config.get("comparisonDelta"),
        }

    def is_declared(self, monitor: Mapping[str, Any], args: MetricMonitorArgs) -> bool:
        """Whether a monitor is what a creation with these arguments makes."""
        # The name first: what else is in the organization need not be of a shape that is known here.
        if monitor["name"] != args.name or monitor["type"] != self.kind or not monitor.get("dataSources"):
            return False
        live = {
            MetricMonitorArgs.model_fields[name].alias: value for name, value in self.live(monitor).items()
        }
        wire = args.declared()
        source = {name: value for name, value in wire["dataSource"].items() if name != "extrapolationMode"}
        return (
            covers(live["dataSource"], source)
            and live["dataSource"].get("environment") == source.get("environment")
            and all(covers(live.get(name), wire.get(name)) for name in _IDENTITY)
        )

    async def read(
        self, id: str, declared: MetricMonitorArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET, or a place in the list where many are read."""
        monitor = await self.find(id)
        if monitor is not None:
            return self.record(monitor, declared)
        if await self._hidden():
            raise SentryError(
                f"monitor {id} cannot be read (404), and neither can any other: the plan of organization "
                f"'{self.client.organization}' no longer has metric monitors. Sentry hides them and keeps them, "
                "so it stays in state: change the plan back, or remove it from the program to delete it"
            )
        return None

    async def _hidden(self) -> bool:
        """Whether the plan hides metric monitors: it lacks their feature, and the list shows none at all."""
        if await self.session.adoption.listed(MetricMonitor.token, self.all):
            return False
        features = await self.session.adoption.listed("features", self._features)
        return bool(features) and FEATURE not in {feature["id"] for feature in features}

    async def _features(self) -> list[dict[str, Any]]:
        return [{"id": feature} for feature in await self.client.organizations.features()]


def with_resolution(conditions: list[Any]) -> list[Any]:
    """The conditions, and where none of them resolves the issue, the one that Sentry gets besides."""
    if not all(isinstance(condition, MonitorConditionArgs) for condition in conditions):
        return conditions
    resolves = any(not known(c.result) or c.result == "resolved" for c in conditions)
    anomaly = any(not known(c.type) or c.type == "anomaly_detection" for c in conditions)
    thresholds = [c for c in conditions if known(c.comparison) and isinstance(c.comparison, float)]
    if resolves or anomaly or len(thresholds) != len(conditions) or not conditions:
        return conditions
    above = conditions[0].type in ("gt", "gte")
    nearest = (min if above else max)(thresholds, key=lambda condition: condition.comparison)
    return [
        *conditions,
        MonitorConditionArgs(
            type=_MIRROR[nearest.type],  # type: ignore[arg-type]  # a literal by construction
            comparison=nearest.comparison,
            result="resolved",
        ),
    ]


def _check_source(source: MetricDataSourceArgs) -> Iterable[Problem]:
    if known(source.dataset) and source.dataset not in QUERY_TYPES:
        if source.dataset in ("transactions", "generic_metrics"):
            reason = (
                f"Sentry retired this dataset for monitors; use {SPANS} with is_transaction:true in the query"
            )
        else:
            reason = f"must be one of {', '.join(QUERY_TYPES)}"
        yield Problem("dataSource.dataset", reason)
    window = source.time_window
    if source.dataset == SPANS and isinstance(window, int) and window < monitors.SHORTEST_SPAN_WINDOW:
        yield Problem(
            "dataSource.timeWindow",
            f"must be at least {monitors.SHORTEST_SPAN_WINDOW} s for spans, logs and metrics",
        )
    windows = monitors.windows_of(source.dataset) if known(source.dataset) else None
    if windows is not None and isinstance(window, int) and window not in windows:
        allowed = ", ".join(map(str, windows))
        yield Problem("dataSource.timeWindow", f"must be one of {allowed} (seconds) for crash-free rates")
    if known(source.aggregate) and known(source.dataset) and source.dataset in QUERY_TYPES:
        wrong = aggregates.complaint(source.aggregate, source.dataset)
        if wrong:
            yield Problem("dataSource.aggregate", wrong)
    if known(source.query) and (wrong := searches.complaint(source.query)):
        yield Problem("dataSource.query", wrong)
    if isinstance(source.event_types, list) and known(source.dataset):
        kinds = [str(each) for each in source.event_types]
        if wrong := monitors.event_types_complaint(kinds, source.dataset):
            yield Problem("dataSource.eventTypes", wrong)


def _check_conditions(conditions: list[Any]) -> Iterable[Problem]:
    # The one that resolves is there by now, if any can be added.
    if wrong := monitors.number_complaint(["" for _ in conditions], ends_by_itself=True):
        yield Problem("conditions", wrong)
    for index, condition in enumerate(conditions):
        if not isinstance(condition, MonitorConditionArgs) or not known(condition.type):
            continue
        if condition.type == "anomaly_detection":
            if condition.anomaly is None:
                yield Problem(f"conditions[{index}].anomaly", "is required with the type anomaly_detection")
        elif condition.comparison is None:
            yield Problem(f"conditions[{index}].comparison", "is required")
        elif condition.anomaly is not None:
            yield Problem(f"conditions[{index}].anomaly", "goes with the type anomaly_detection only")


def _comparison(condition: Mapping[str, Any]) -> Any:
    anomaly = condition.get("anomaly")
    if anomaly is None:
        return condition["comparison"]
    return {**anomaly, "thresholdType": _THRESHOLD_TYPES[anomaly["thresholdType"]]}


def _live_condition(condition: Mapping[str, Any]) -> dict[str, Any]:
    names: dict[Any, str] = {value: name for name, value in PRIORITIES.items()}
    live: dict[str, Any] = {
        "type": condition["type"],
        "result": names.get(condition["conditionResult"], str(condition["conditionResult"])),
    }
    comparison = condition["comparison"]
    if isinstance(comparison, Mapping):
        directions: dict[Any, str] = {value: name for name, value in _THRESHOLD_TYPES.items()}
        live["anomaly"] = {
            **comparison,
            "thresholdType": directions.get(comparison.get("thresholdType"), "both"),
        }
    else:
        live["comparison"] = comparison
    return live
