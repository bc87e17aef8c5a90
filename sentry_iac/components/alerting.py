"""The monitors of an application, and the alerts that tell people."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.alerts.parts import Condition
from sentry_iac.components.joining import AnyProject
from sentry_iac.components.receivers import Receivers
from sentry_iac.estate import (
    AlertSpec,
    AnomalySpec,
    ApplicationSpec,
    MetricMonitorSpec,
    ThresholdSpec,
)


class Alerting(pulumi.ComponentResource):
    """The metric monitors of an application and its alerts.

    Attributes:
        monitors: by rule.
        alerts: by the name they have in `sentry.yaml`.
    """

    def __init__(
        self,
        spec: ApplicationSpec,
        project: AnyProject,
        receivers: Receivers,
        checks: Sequence[pulumi.Input[str]] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare monitors and alerts.

        Args:
            spec: the application.
            project: its project.
            receivers: whom alerts can tell.
            checks: ids of further monitors that its alert listens to.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:Alerting", spec.name, {}, opts)
        self._project = project
        self._receivers = receivers
        self._checks = checks
        self._child = pulumi.ResourceOptions(parent=self)
        self.monitors = {rule.rule: self._monitor(spec, rule) for rule in spec.monitors}
        self.alerts = {alert.key: self._alert(spec, alert) for alert in spec.alerts}
        self.register_outputs({})

    def _monitor(self, spec: ApplicationSpec, rule: MetricMonitorSpec) -> sentry.MetricMonitor:
        return sentry.MetricMonitor(
            f"{spec.name}-{rule.rule}",
            sentry.MetricMonitorArgs(
                project=self._project.id,
                name=rule.name,
                description=rule.description,
                owner=self._receivers.owner(rule.owner),
                enabled=rule.enabled,
                data_source=sentry.MetricDataSourceArgs(
                    aggregate=rule.aggregate,
                    dataset=rule.dataset,
                    query=rule.query,
                    event_types=list(rule.event_types),
                    time_window=rule.time_window,
                    environment=rule.seen_environment,
                    extrapolation_mode=rule.extrapolation_mode or "unknown",
                ),
                conditions=[_condition(each) for each in rule.conditions],
                detection_type=rule.detection,
                comparison_delta=rule.compared_with,
            ),
            self._child,
        )

    def _alert(self, spec: ApplicationSpec, alert: AlertSpec) -> sentry.Alert:
        return sentry.Alert(
            f"{spec.name}-{alert.key}",
            sentry.AlertArgs(
                name=alert.name,
                enabled=alert.enabled,
                owner=self._receivers.owner(alert.owner),
                environment=alert.seen_environment,
                frequency=alert.frequency,
                monitors=self._listens_to(alert),
                triggers=[sentry.AlertConditionArgs(type=trigger) for trigger in alert.triggers],
                action_filters=[
                    sentry.ActionFilterArgs(
                        logic_type="all",
                        conditions=[*filters_of(spec, alert)],
                        actions=[self._receivers.action(receiver) for receiver in alert.notify],
                    )
                ],
            ),
            self._child,
        )

    def _listens_to(self, alert: AlertSpec) -> list[pulumi.Input[str]]:
        if alert.source == "issue-stream":
            return [self._project.issue_stream_monitor_id.apply(present)]
        return [*(monitor.id for monitor in self.monitors.values()), *self._checks]


def _condition(spec: ThresholdSpec | AnomalySpec) -> sentry.MonitorConditionArgs:
    if isinstance(spec, ThresholdSpec):
        return sentry.MonitorConditionArgs(type=spec.comparison, comparison=spec.value, result=spec.result)
    return sentry.MonitorConditionArgs(
        type="anomaly_detection",
        result=spec.result,
        anomaly=sentry.AnomalyArgs(
            sensitivity=spec.sensitivity, threshold_type=spec.direction, seasonality=spec.seasonality
        ),
    )


def filters_of(spec: ApplicationSpec, alert: AlertSpec) -> list[Condition]:
    """Return the filters of a built-in alert.

    Args:
        spec: the application.
        alert: one of its alerts.
    """
    found: list[Condition] = []
    if alert.source == "issue-stream" and any(other.source == "monitors" for other in spec.alerts):
        # The issue of a monitor is an issue of the project too, and the monitors' alert tells of it.
        found.append(sentry.filters.IssueCategory(category="metric", include=False))
        if spec.uptime or spec.crons:
            found.append(sentry.filters.IssueCategory(category="outage", include=False))
    if alert.environment is not None:
        # A filter instead of the alert's own environment: Sentry knows an environment only after its first event.
        found.append(
            sentry.filters.EventAttribute(attribute="environment", match="eq", value=alert.environment)
        )
    if alert.minimum_priority:
        found.append(sentry.filters.IssuePriorityGreaterOrEqual(priority=alert.minimum_priority))
    return found


def present(monitor: str | None) -> str:
    """The number of a monitor that Sentry makes with a project; empty while it lags behind."""
    # The alert's own check refuses "" with a sentence that says what to do.
    return monitor or ""
