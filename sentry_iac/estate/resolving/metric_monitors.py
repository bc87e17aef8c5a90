"""The metric monitors of a project: the built-in ones and the team's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic.alias_generators import to_snake

from sentry_iac.estate.defaults.rules import DATASETS, MONITORS, RAW_DATASETS, DatasetRule, MonitorRule
from sentry_iac.estate.model.metric_monitors import ANY_ENVIRONMENT, MetricMonitorSpec
from sentry_iac.estate.resolving.layers import Said, given, last, said_by_name
from sentry_iac.estate.resolving.owners import owner_of
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.resolving.thresholds import FORMS, conditions_of
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import MONITOR_NAME
from sentry_iac.estate.text.units import window_text
from sentry_iac.estate.written.monitors import AnyMonitor, CustomMonitor
from sentry_rules import aggregates, monitors, searches

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
        name, dataset = self._dataset(merged, base)
        window, aggregate = given(merged.window, base.window), given(merged.aggregate, base.aggregate)
        self._check_window(window, name, dataset)
        if reason := aggregates.complaint(aggregate, dataset.dataset):
            self._report(("aggregate",), reason)
        event_types = given(merged.event_types, dataset.event_types)
        if reason := monitors.event_types_complaint(event_types, dataset.dataset):
            self._report(("eventTypes",), reason)
        return MetricMonitorSpec(
            rule=self.rule,
            name=merged.name or f"{self.project.slug}: {base.title}",
            description=merged.description,
            enabled=given(merged.enabled, default=True),
            aggregate=aggregate,
            dataset=dataset.dataset,
            query=self._query(given(merged.query, base.query), merged.environment),
            query_type=dataset.query_type,
            event_types=event_types,
            time_window=window,
            conditions=conditions_of(self.said, base, aggregate, dataset.dataset, self._report),
            owner=owner_of(self.project, merged.owner, lambda message: self._report(("owner",), message)),
            compared_with=merged.compared_with,
            seen_environment=merged.seen_environment,
            extrapolation_mode=merged.extrapolation_mode,
        )

    def _dataset(self, merged: AnyMonitor, base: MonitorRule) -> tuple[str, DatasetRule]:
        # A built-in monitor takes no dataset.
        written = merged.dataset if isinstance(merged, CustomMonitor) else None
        name = given(written, base.dataset)
        return name, {**RAW_DATASETS, **DATASETS}[name]

    def _check_window(self, window: int, name: str, dataset: DatasetRule) -> None:
        only = monitors.windows_of(dataset.dataset)
        if window < dataset.shortest_window:
            shortest = window_text(dataset.shortest_window)
            self._report(("window",), f"Sentry measures {name} over {shortest} or longer")
        elif only is not None and window not in only:
            self._report(("window",), f"Sentry measures {name} over {listed(map(window_text, only))}")

    def _query(self, query: str, environment: str | None) -> str:
        of_all = last(
            ((layer, layer.settings) for layer in self.project.layers),
            lambda settings: settings.monitor_environment or None,
        )
        watched = environment or (of_all[1] if of_all else self.project.stack.environment)
        return query.strip() if watched == ANY_ENVIRONMENT else filtered(query, watched)

    def _of_the_team(self, merged: AnyMonitor) -> MonitorRule | None:
        """Return a monitor of the team's own as a rule; None, with a report, if it is none."""
        if not MONITOR_NAME.fullmatch(self.rule):
            self._report_whole(f"{quoted(self.rule)} cannot name a monitor; use letters, digits, - and _")
            return None
        fires = any(getattr(merged, form) is not None for form in FORMS)
        if merged.aggregate is None or not fires:
            wanted = {"aggregate": merged.aggregate is not None, "threshold": fires}
            missing = [key for key, is_there in wanted.items() if not is_there]
            names = list(MONITORS["backend"])
            message = f"is none of the built-in monitors {listed(names)}{did_you_mean(self.rule, names)}"
            self._report_whole(f"{message}; one of your own also needs {' and '.join(missing)}")
            return None
        return MonitorRule(title=self.rule, aggregate=merged.aggregate, query="", threshold=0)

    def _report(self, path: Path, message: str) -> None:
        """Report a problem of a value where it was last written; otherwise, of the whole monitor."""
        name = to_snake(str(path[0]))
        found = self.said.last(lambda monitor: getattr(monitor, name, None))
        if found is None:
            self._report_whole(message)
            return
        self.project.report(found[0].problem(("monitors", self.rule, *path), message))

    def _report_whole(self, message: str) -> None:
        layer, _ = self.said.by_layer[0]
        self.project.report(layer.problem(("monitors", self.rule), message))


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
