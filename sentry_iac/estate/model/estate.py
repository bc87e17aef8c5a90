"""The estate: everything that one stack declares, with all values known.

`load_estate` builds it; components and commands read it. Units are Sentry's, overrides are merged, queries are
complete, slugs carry the stack's suffix and paths the stack's application folder. So a reader of an estate needs
neither `sentry.yaml` nor stack config nor defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sentry_iac.estate.model.access import PersonSpec, TeamSpec
from sentry_iac.estate.model.alerts import AlertSpec, CustomAlertSpec, MonitorRef
from sentry_iac.estate.model.allotment import AllotmentSpec
from sentry_iac.estate.model.guard import GuardSpec
from sentry_iac.estate.model.keys_and_env_files import EnvFileSpec, FurtherKeySpec, KeySpec
from sentry_iac.estate.model.metric_monitors import MetricMonitorSpec
from sentry_iac.estate.model.settings import (
    FiltersSpec,
    OrganizationSpec,
    OwnershipSpec,
    PrivacySettings,
    RetentionSpec,
)
from sentry_iac.estate.model.uptime_and_cron import CronSpec, UptimeSpec
from sentry_iac.policy import PolicySpec

ProjectKind = Literal["backend", "frontend"]
"""The two kinds of project, by their table of monitor queries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings(PrivacySettings):
    """Settings of `PUT /projects/{org}/{project}/`; None means "not declared": Sentry keeps its value.

    `resolve_age` is in hours (0 switches auto-resolve off), the digest delays are in seconds.
    """

    subject_prefix: str | None = None
    subject_template: str | None = None
    resolve_age: int | None = None
    digests_min_delay: int | None = None
    digests_max_delay: int | None = None
    default_environment: str | None = None
    highlight_tags: tuple[str, ...] | None = None
    highlight_context: Mapping[str, tuple[str, ...]] | None = None
    debug_files_role: str | None = None
    security_token_header: str | None = None
    verify_ssl: bool | None = None
    allowed_domains: tuple[str, ...] | None = None
    fingerprinting_rules: str | None = None
    grouping_enhancements: str | None = None
    enable_auto_release_creation: bool | None = None
    options: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSpec:
    """A project and everything that belongs to it.

    `name` is its name in `sentry.yaml` (the same in every stack: use it for Pulumi's resource names and for
    outputs), `slug` and `display_name` are what Sentry gets, `platform` is empty for none, `team` is a
    `TeamSpec.name`, as is each of the further teams it is `shared_with`.
    """

    name: str
    slug: str
    display_name: str
    team: str
    kind: ProjectKind
    platform: str
    remove_default_key: bool
    settings: ProjectSettings
    key: KeySpec
    monitors: tuple[MetricMonitorSpec, ...]
    alerts: tuple[AlertSpec, ...]
    env_file: EnvFileSpec | None
    further_keys: tuple[FurtherKeySpec, ...] = ()
    further_env_files: tuple[EnvFileSpec, ...] = ()
    uptime: tuple[UptimeSpec, ...] = ()
    crons: tuple[CronSpec, ...] = ()
    spike_protection: bool | None = None
    shared_with: tuple[str, ...] = ()
    filters: FiltersSpec | None = None
    ownership: OwnershipSpec | None = None
    custom_alerts: tuple[CustomAlertSpec, ...] = ()

    @property
    def monitor_refs(self) -> list[MonitorRef]:
        """All of its monitors that have a name."""
        return [
            *(MonitorRef(project=self.name, section="metrics", name=each.rule) for each in self.monitors),
            *(MonitorRef(project=self.name, section="uptime", name=each.key) for each in self.uptime),
            *(MonitorRef(project=self.name, section="crons", name=each.key) for each in self.crons),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """Everything one stack declares, in the order of `sentry.yaml`.

    `joins` names the stack that owns teams and projects; None if this stack does. `alerts` are those that listen to
    monitors of several projects.
    """

    environment: str
    teams: tuple[TeamSpec, ...] = field(default=())
    applications: tuple[ApplicationSpec, ...] = field(default=())
    people: tuple[PersonSpec, ...] = field(default=())
    organization: OrganizationSpec | None = None
    retention: RetentionSpec | None = None
    guard: GuardSpec = field(default=GuardSpec())
    policy: PolicySpec = field(default_factory=PolicySpec)
    allotment: AllotmentSpec | None = None
    joins: str | None = None
    alerts: tuple[CustomAlertSpec, ...] = ()

    def __iter__(self) -> Iterator[ApplicationSpec]:
        """Iterate over the applications."""
        return iter(self.applications)

    def application(self, name: str) -> ApplicationSpec:
        """Return the application named `name` in `sentry.yaml`; raises KeyError where there is none."""
        for application in self.applications:
            if application.name == name:
                return application
        raise KeyError(name)
