"""One application: its project, its client key, its monitors and alerts, and its `.env` file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

import pulumi_sentry as sentry
from sentry_iac.components.alerting import Alerting
from sentry_iac.components.joining import AnyProject, AnyTeam, JoinedProject
from sentry_iac.components.key_ring import KeyRing, dsn_of, key_settings
from sentry_iac.components.privacy import Privacy, scrubbing
from sentry_iac.components.receivers import Receivers
from sentry_iac.components.uptime_and_cron import Checks
from sentry_iac.estate import ApplicationSpec, EnvFileSpec, EnvValue, FromProject


class Application(pulumi.ComponentResource):
    """An application of the estate."""

    def __init__(
        self,
        spec: ApplicationSpec,
        teams: Mapping[str, AnyTeam],
        receivers: Receivers,
        opts: pulumi.ResourceOptions | None = None,
        *,
        joined: JoinedProject | None = None,
    ) -> None:
        """Declare everything that belongs to the application and to this stack.

        Args:
            spec: the application.
            teams: teams by their name in `sentry.yaml`.
            receivers: whom alerts can tell.
            opts: Pulumi's resource options.
            joined: its project, if another stack owns it; this stack then declares neither the project nor its
                settings.
        """
        super().__init__("sentry-iac:components:Application", spec.name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.project: AnyProject = joined or self._project(spec, teams, child)
        self.shared_with = {
            team: sentry.ProjectTeam(
                f"{spec.name}-{team}",
                sentry.ProjectTeamArgs(project=self.project.id, team=teams[team].id),
                child,
            )
            for team in spec.shared_with
        }
        self.keys = KeyRing(spec.name, spec.key, self.project, child) if spec.key.is_declared else None
        self.further_keys = {
            key.key: sentry.ProjectKey(
                f"{spec.name}-{key.key}",
                sentry.ProjectKeyArgs(project=self.project.id, name=key.name, **key_settings(key)),
                child,
            )
            for key in spec.further_keys
        }
        self._dsns: dict[str | None, pulumi.Output[str]] = {
            **({None: self.keys.dsn} if self.keys else {}),
            **{key.key: dsn_of(self.further_keys[key.key], key) for key in spec.further_keys},
        }
        shared = list(self.shared_with.values())
        # A component costs the engine as much as a resource, so there is none without a resource in it.
        has_privacy = not joined and Privacy.is_declared(spec)
        self.privacy = Privacy(spec, self.project, child, after=shared) if has_privacy else None
        checks = Checks(spec, self.project, receivers, child) if Checks.are_declared(spec) else None
        self.uptime: Mapping[str, sentry.UptimeMonitor] = checks.uptime if checks else {}
        self.crons: Mapping[str, sentry.CronMonitor] = checks.crons if checks else {}
        checked = [
            *(monitor.id for monitor in self.uptime.values()),
            *(monitor.id for monitor in self.crons.values()),
        ]
        self.alerting = Alerting(spec, self.project, receivers, checked, child)
        self.env_file = self._env_file(spec.name, spec.env_file, child) if spec.env_file else None
        self.further_env_files = {
            file.name: self._env_file(f"{spec.name}-{file.name}", file, child)
            for file in spec.further_env_files
        }
        files = [*([self.env_file] if self.env_file else []), *self.further_env_files.values()]
        if self.keys is not None:
            self.keys.retire(after=files)
        self._spec = spec
        self.register_outputs({})

    @staticmethod
    def _project(
        spec: ApplicationSpec, teams: Mapping[str, AnyTeam], opts: pulumi.ResourceOptions
    ) -> sentry.Project:
        args = sentry.ProjectArgs(
            name=spec.display_name,
            slug=spec.slug,
            team=teams[spec.team].id,
            platform=spec.platform or None,
            remove_default_key=spec.remove_default_key,
            **scrubbing(spec.settings.declared()),
        )
        return sentry.Project(spec.name, args, opts)

    def _env_file(self, name: str, spec: EnvFileSpec, opts: pulumi.ResourceOptions) -> sentry.EnvFile:
        # Only the DSN is secret: a preview shows a changed sample rate.
        return sentry.EnvFile(name, sentry.EnvFileArgs(path=spec.path, values=self._env_values(spec)), opts)

    def _env_values(self, spec: EnvFileSpec) -> dict[str, pulumi.Input[str]]:
        return {name: self._env_value(spec, value) for name, value in spec.values.items()}

    def _env_value(self, spec: EnvFileSpec, value: EnvValue) -> pulumi.Input[str]:
        match value:
            case FromProject.DSN:
                return self._dsns[spec.key]
            case FromProject.ORGANIZATION:
                return sentry.get_organization_output(sentry.GetOrganizationArgs()).slug
        return value

    def summary(self) -> dict[str, Any]:
        """The stack's output about it."""
        return {
            "projectId": self.project.id,
            "slug": self._spec.slug,
            "url": self.project.url,
            "dsn": self.keys.dsn if self.keys else None,
            "keys": self.keys.summary() if self.keys else {},
            "envFile": self._spec.env_file.path if self._spec.env_file else None,
            "env": self._env_values(self._spec.env_file) if self._spec.env_file else None,
            "monitors": {rule: monitor.id for rule, monitor in self.alerting.monitors.items()},
            "uptime": {key: monitor.id for key, monitor in self.uptime.items()},
            # The slug for the job's check-ins.
            "crons": {key: monitor.slug for key, monitor in self.crons.items()},
            "alerts": {key: alert.id for key, alert in self.alerting.alerts.items()},
            **self._further_summary(),
        }

    def _further_summary(self) -> dict[str, Any]:
        # Only where there are any, so that the outputs of most stacks stay short.
        keys = {
            key: {"id": pulumi.Output.secret(made.id), "status": made.status, "dsn": self._dsns[key]}
            for key, made in self.further_keys.items()
        }
        files = {
            file.name: {
                "path": file.path,
                "env": self._env_values(file),
                "dsn": self._dsns[file.key],
            }
            for file in self._spec.further_env_files
        }
        return {**({"furtherKeys": keys} if keys else {}), **({"envFiles": files} if files else {})}
