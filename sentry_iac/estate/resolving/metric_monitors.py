"""The metric monitors of a project: the built-in ones and the team's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sentry_iac.estate.defaults.rules import DATASETS, MONITORS, MonitorRule
from sentry_iac.estate.model.estate import MetricMonitorSpec
from sentry_iac.estate.resolving.layers import Said, given, said_by_name
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import MONITOR_NAME
from sentry_iac.estate.text.units import Threshold, window_text
from sentry_iac.estate.written.monitors import AnyMonitor, CustomMonitor
from sentry_rules import aggregates, searches

_PLAIN_ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*", re.ASCII)


def metric_monitors_of(project: ProjectInStack) -> Iterator[MetricMonitorSpec]:
    """Yield the metric monitors of a project, the built-in ones first."""
    said = said_by_name(
        project.layers, lambda settings: settings.monitors.by_name() if settings.monitors else None
    )
    for rule in dict.fromkeys([*MONITORS[project.kind], *said]):
        monitor = _Monitor(project, rule, said.get(rule, Said()))
        if rule in MONITORS[project.kind] and not project.wants(monitor.said):
            continue
        if not monitor.said.is_off and (spec := monitor.spec()) is not None:
            yield spec


@dataclass(frozen=True, slots=True)
class _Monitor:
    """One monitor, by its name under `monitors:`."""

    project: ProjectInStack
    rule: str
    said: Said[AnyMonitor]

    def spec(self) -> MetricMonitorSpec | None:
        merged: AnyMonitor = self.said.merged(CustomMonitor())
        base = MONITORS[self.project.kind].get(self.rule) or self._of_the_team(merged)
        if base is None:
            return None
        # A built-in monitor takes neither a dataset nor a comparison.
        own = merged if isinstance(merged, CustomMonitor) else CustomMonitor()
        dataset_name = given(own.dataset, base.dataset)
        dataset = DATASETS[dataset_name]
        window, aggregate = given(merged.window, base.window), given(merged.aggregate, base.aggregate)
        if window < dataset.shortest_window:
            shortest = window_text(dataset.shortest_window)
            message = f"Sentry measures {dataset_name} over {shortest} or longer"
            self._report("window", lambda monitor: monitor.window, message)
        if reason := aggregates.complaint(aggregate, dataset.dataset):
            self._report("aggregate", lambda monitor: monitor.aggregate, reason)
        return MetricMonitorSpec(
            rule=self.rule,
            name=merged.name or f"{self.project.slug}: {base.title}",
            description=merged.description,
            enabled=given(merged.enabled, default=True),
            aggregate=aggregate,
            dataset=dataset.dataset,
            query=filtered(given(merged.query, base.query), self.project.stack.environment),
            query_type=dataset.query_type,
            event_types=dataset.event_types,
            time_window=window,
            threshold=base.threshold if merged.threshold is None else _number(merged.threshold),
            comparison=given(own.comparison, "gt"),
            priority=given(merged.priority, "high"),
        )

    def _of_the_team(self, merged: AnyMonitor) -> MonitorRule | None:
        """Return a monitor of the team's own as a rule; None, with a report, if it is none."""
        if not MONITOR_NAME.fullmatch(self.rule):
            self._report_whole(f"{quoted(self.rule)} cannot name a monitor; use letters, digits, - and _")
            return None
        if merged.aggregate is None or not isinstance(merged.threshold, Threshold):
            wanted = {"aggregate": merged.aggregate, "threshold": merged.threshold}
            missing = [key for key, value in wanted.items() if value is None]
            names = list(MONITORS["backend"])
            message = f"is none of the built-in monitors {listed(names)}{did_you_mean(self.rule, names)}"
            self._report_whole(f"{message}; one of your own also needs {' and '.join(missing)}")
            return None
        unit, given_unit = measured_in(merged.aggregate), merged.threshold.unit
        if unit is not None and given_unit != unit:
            example = {"count": "50", "duration": "2s", "percentage": "1%"}[unit]
            message = f"is a {given_unit}, but {merged.aggregate} is a {unit}; write e.g. {example}"
            self._report("threshold", lambda monitor: monitor.threshold, message)
        return MonitorRule(
            title=self.rule, aggregate=merged.aggregate, query="", threshold=merged.threshold.value
        )

    def _report(self, key: str, read: Callable[[AnyMonitor], object], message: str) -> None:
        """Report a problem of a value where it was last written; otherwise, of the whole monitor."""
        found = self.said.last(read)
        if found is None:
            self._report_whole(message)
            return
        self.project.report(found[0].problem(("monitors", self.rule, key), message))

    def _report_whole(self, message: str) -> None:
        layer, _ = self.said.by_layer[0]
        self.project.report(layer.problem(("monitors", self.rule), message))


def _number(threshold: Threshold | float) -> float:
    return threshold.value if isinstance(threshold, Threshold) else threshold


def filtered(query: str, environment: str) -> str:
    """Return `query` restricted to one environment, in Sentry's search syntax."""
    if _PLAIN_ENVIRONMENT.fullmatch(environment):
        value = environment
    else:
        # An asterisk is a wildcard in quotes, too.
        escaped = re.sub(r'(["\\*])', r"\\\1", environment)
        value = f'"{escaped}"'
    asked = query.strip()
    if searches.is_alternative(asked):
        asked = f"({asked})"
    return f"{asked} environment:{value}".strip()


def measured_in(aggregate: str) -> str | None:
    """Return what an aggregate yields (count, duration or percentage); None if unknown."""
    name, _, argument = aggregate.partition("(")
    if name == "failure_rate":
        return "percentage"
    if name in {"count", "count_unique", "count_if"}:
        return "count"
    if argument.startswith("span.duration"):
        return "duration"
    return None
