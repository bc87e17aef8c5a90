"""The alerts of the team's own, which may listen to monitors of any project."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.alerts.parts import Condition
from sentry_iac.components.alerting import present
from sentry_iac.components.application import Application
from sentry_iac.components.receivers import Receivers
from sentry_iac.estate import (
    ActionFilterSpec,
    ConditionSpec,
    CustomAlertSpec,
    Estate,
    MonitorId,
    MonitorRef,
    PersonOwner,
    TeamOwner,
)


class CustomAlerts:
    """Declares the alerts of the team's own, once all monitors are declared.

    Attributes:
        alerts: those that belong to no project, by their name in `sentry.yaml`.
    """

    def __init__(self, estate: Estate, applications: Mapping[str, Application], receivers: Receivers) -> None:
        """Declare them.

        Args:
            estate: what is declared.
            applications: by the name of the project in `sentry.yaml`.
            receivers: whom alerts can tell.
        """
        self._applications = applications
        self._receivers = receivers
        for spec in estate:
            application = applications[spec.name]
            child = pulumi.ResourceOptions(parent=application.alerting)
            for alert in spec.custom_alerts:
                application.alerting.alerts[alert.key] = self._alert(f"{spec.name}-{alert.key}", alert, child)
        self.alerts = {alert.key: self._alert(alert.key, alert, None) for alert in estate.alerts}

    def _alert(self, name: str, spec: CustomAlertSpec, opts: pulumi.ResourceOptions | None) -> sentry.Alert:
        return sentry.Alert(
            name,
            sentry.AlertArgs(
                name=spec.name,
                enabled=spec.enabled,
                owner=self._receivers.owner(spec.owner),
                frequency=spec.frequency,
                environment=spec.seen_environment,
                monitors=[self._monitor(each) for each in spec.listens_to],
                triggers=[self._condition(each) for each in spec.triggers],
                action_filters=[self._filter(each) for each in spec.filters],
            ),
            opts,
        )

    def _monitor(self, heard: MonitorRef | MonitorId) -> pulumi.Input[str]:
        if isinstance(heard, MonitorId):
            return heard.id
        application = self._applications[heard.project]
        match heard.section:
            case "metrics":
                return application.alerting.monitors[heard.name].id
            case "uptime":
                return application.uptime[heard.name].id
            case "crons":
                return application.crons[heard.name].id
            case "issues":
                return application.project.issue_stream_monitor_id.apply(present)
            case "errors":
                return application.project.error_monitor_id.apply(present)

    def _filter(self, spec: ActionFilterSpec) -> sentry.ActionFilterArgs:
        return sentry.ActionFilterArgs(
            logic_type=spec.logic,
            conditions=[self._condition(each) for each in spec.conditions],
            actions=[self._receivers.action(each) for each in spec.notify],
        )

    def _condition(self, spec: ConditionSpec) -> Condition:
        comparison = spec.comparison
        if isinstance(comparison, Mapping):
            comparison = {
                key: self._receivers.number(value) if isinstance(value, TeamOwner | PersonOwner) else value
                for key, value in comparison.items()
            }
        return sentry.AlertConditionArgs(type=spec.type, comparison=comparison, result=spec.result)
