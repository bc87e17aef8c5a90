"""The checks that Sentry makes of an application, and its spike protection."""

from __future__ import annotations

import pulumi

import pulumi_sentry as sentry
from sentry_iac.components.joining import AnyProject
from sentry_iac.components.receivers import Receivers
from sentry_iac.estate import ApplicationSpec, CronSpec, UptimeSpec


class Checks(pulumi.ComponentResource):
    """The uptime and cron monitors of an application, and its spike protection if declared.

    Attributes:
        uptime: by their name in `sentry.yaml`.
        crons: by their name in `sentry.yaml`.
    """

    def __init__(
        self,
        spec: ApplicationSpec,
        project: AnyProject,
        receivers: Receivers,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the monitors and the spike protection.

        Args:
            spec: the application.
            project: its project.
            receivers: who can own the monitors.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:Checks", spec.name, {}, opts)
        self._project = project
        self._receivers = receivers
        self._child = pulumi.ResourceOptions(parent=self)
        self.uptime = {check.key: self._uptime(spec, check) for check in spec.uptime}
        self.crons = {check.key: self._cron(spec, check) for check in spec.crons}
        if spec.spike_protection is not None:
            args = sentry.SpikeProtectionArgs(project=project.id, enabled=spec.spike_protection)
            sentry.SpikeProtection(spec.name, args, self._child)
        self.register_outputs({})

    @staticmethod
    def are_declared(spec: ApplicationSpec) -> bool:
        """Whether an application has any monitor of these kinds, or spike protection."""
        return bool(spec.uptime or spec.crons) or spec.spike_protection is not None

    def _uptime(self, spec: ApplicationSpec, check: UptimeSpec) -> sentry.UptimeMonitor:
        return sentry.UptimeMonitor(
            f"{spec.name}-{check.key}",
            sentry.UptimeMonitorArgs(
                project=self._project.id,
                name=check.name,
                description=check.description,
                owner=self._receivers.owner(check.owner),
                enabled=check.enabled,
                target=check.url,
                method=check.method,
                headers=None if check.headers is None else dict(check.headers),
                body=check.body,
                assertion=None if check.assertion is None else dict(check.assertion),
                trace_sampling=check.trace_sampling,
                interval=check.interval,
                timeout=check.timeout,
                environment=check.environment,
                downtime_threshold=check.downtime_threshold,
                recovery_threshold=check.recovery_threshold,
            ),
            self._child,
        )

    def _cron(self, spec: ApplicationSpec, check: CronSpec) -> sentry.CronMonitor:
        every = check.every and sentry.CronIntervalArgs(value=check.every[0], unit=check.every[1])
        return sentry.CronMonitor(
            f"{spec.name}-{check.key}",
            sentry.CronMonitorArgs(
                project=self._project.id,
                name=check.name,
                description=check.description,
                owner=self._receivers.owner(check.owner),
                enabled=check.enabled,
                crontab=check.crontab,
                interval=every,
                timezone=check.timezone,
                checkin_margin=check.checkin_margin,
                max_runtime=check.max_runtime,
                failure_issue_threshold=check.failure_issue_threshold,
                recovery_threshold=check.recovery_threshold,
            ),
            self._child,
        )
