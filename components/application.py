"""One application: its project, its client key, what watches it, and the `.env` file it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

import pulumi_sentry as sentry
from components.alerting import Alerting
from components.checks import Checks
from components.key_ring import KeyRing
from components.privacy import Privacy, scrubbing
from components.receivers import Receivers
from sentry_iac.spec import ApplicationSpec, EnvFileSpec


class Application(pulumi.ComponentResource):
    """An application of the estate."""

    def __init__(
        self,
        spec: ApplicationSpec,
        teams: Mapping[str, sentry.Team],
        receivers: Receivers,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare everything that belongs to the application.

        Args:
            spec: what it should be.
            teams: teams by their name in `sentry.yaml`.
            receivers: whom alerts can tell.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:Application", spec.name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.project = sentry.Project(
            spec.name,
            sentry.ProjectArgs(
                name=spec.display_name,
                slug=spec.slug,
                team=teams[spec.team].id,
                platform=spec.platform,
                remove_default_key=spec.remove_default_key,
                **scrubbing(spec.settings.declared()),
            ),
            child,
        )
        self.shared_with = {
            team: sentry.ProjectTeam(
                f"{spec.name}-{team}",
                sentry.ProjectTeamArgs(project=self.project.id, team=teams[team].id),
                child,
            )
            for team in spec.shared_with
        }
        self.keys = KeyRing(spec.name, spec.key, self.project, child)
        self.privacy = Privacy(spec, self.project, child)
        self.checks = Checks(spec, self.project, receivers.owner(spec.team), child)
        self.alerting = Alerting(spec, self.project, receivers, self.checks.monitor_ids, child)
        self.env_file = self._env_file(spec.name, spec.env_file, child) if spec.env_file else None
        self._spec = spec
        self.register_outputs({})

    def _env_file(self, name: str, spec: EnvFileSpec, opts: pulumi.ResourceOptions) -> sentry.EnvFile:
        # Only the DSN is a secret: a changed sample rate stays readable in a preview.
        values: dict[str, pulumi.Input[str]] = {
            key: value if isinstance(value, str) else self.keys.dsn for key, value in spec.values.items()
        }
        return sentry.EnvFile(name, sentry.EnvFileArgs(path=spec.path, values=values), opts)

    def summary(self) -> dict[str, Any]:
        """What the stack exports of it."""
        return {
            "projectId": self.project.id,
            "slug": self._spec.slug,
            "url": self.project.url,
            "dsn": self.keys.dsn,
            "envFile": self._spec.env_file.path if self._spec.env_file else None,
            "monitors": {rule: monitor.id for rule, monitor in self.alerting.monitors.items()},
            "uptime": {key: monitor.id for key, monitor in self.checks.uptime.items()},
            # What the job names in its check-ins.
            "crons": {key: monitor.slug for key, monitor in self.checks.crons.items()},
            "alerts": {key: alert.id for key, alert in self.alerting.alerts.items()},
        }
