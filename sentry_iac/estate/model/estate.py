"""The estate: everything that one stack declares, with all values known.

`load_estate` builds it; components and commands read it. Units are Sentry's, overrides are merged, queries are
complete, slugs carry the stack's suffix and paths the stack's application folder. So a reader of an estate needs
neither `sentry.yaml` nor stack config nor defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from sentry_iac.estate.model.alerts import AlertSpec, CustomAlertSpec
from sentry_iac.estate.model.allotment import AllotmentSpec
from sentry_iac.estate.model.guard import GuardSpec
from sentry_iac.estate.model.metric_monitors import MetricMonitorSpec
from sentry_iac.estate.model.roles import OrgRole, TeamRole
from sentry_iac.estate.model.rotation import RotationSpec
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


class FromProject(Enum):
    """A value of an `.env` file that exists only once Sentry has made the project's client key."""

    DSN = "dsn"


EnvValue = str | FromProject


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSpec:
    """A team of the organization.

    `name` is its name in `sentry.yaml` (the same in every stack: use it for Pulumi's resource names), `slug`
    and `display_name` are what Sentry gets.
    """

    name: str
    slug: str
    display_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipSpec:
    """One team of a person. `team` is a `TeamSpec.name`; a role of None is "not declared"."""

    team: str
    role: TeamRole | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpec:
    """A person in the organization, with all their teams.

    An `org_role` of None is "not declared": new people become members, others keep their role.
    `remove_from_organization` says whether people who leave `sentry.yaml` also leave the organization.
    """

    email: str
    org_role: OrgRole | None
    remove_from_organization: bool
    memberships: tuple[MembershipSpec, ...]


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
    verify_ssl: bool | None = None
    allowed_domains: tuple[str, ...] | None = None
    fingerprinting_rules: str | None = None
    grouping_enhancements: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitSpec:
    """At most `count` events within `window` seconds for one client key."""

    count: int
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoaderSpec:
    """The parts of the browser loader script of a client key; None means "not declared"."""

    has_replay: bool | None = None
    has_performance: bool | None = None
    has_debug: bool | None = None
    has_feedback: bool | None = None
    has_logs_and_metrics: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec:
    """The client key that a stack gives a project, and how far its rotation is."""

    name: str
    is_active: bool = True
    rate_limit: RateLimitSpec | None = None
    browser_sdk_version: str | None = None
    loader: LoaderSpec = LoaderSpec()
    rotation: RotationSpec = field(default_factory=RotationSpec)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvFileSpec:
    """The `.env` file of an application.

    `path` is relative to the Pulumi project's folder, with forward slashes, unless `appRoot` is absolute, so that
    states of several machines are alike. `absolute_path` is for this machine; `in_app` is relative to `appRoot`, as in
    `sentry.yaml`. `values` maps environment variable names to text, or to `FromProject.DSN`.
    """

    path: str
    absolute_path: Path
    in_app: str
    values: Mapping[str, EnvValue]

    def resolved(self, dsn: str) -> dict[str, str]:
        """Return the values with `dsn` (a secret) filled in."""
        return {name: dsn if value is FromProject.DSN else str(value) for name, value in self.values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSpec:
    """A project and everything that belongs to it.

    `name` is its name in `sentry.yaml` (the same in every stack: use it for Pulumi's resource names and for
    outputs), `slug` and `display_name` are what Sentry gets, `team` is a `TeamSpec.name`, as is each of the
    further teams it is `shared_with`.
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
    uptime: tuple[UptimeSpec, ...] = ()
    crons: tuple[CronSpec, ...] = ()
    spike_protection: bool | None = None
    shared_with: tuple[str, ...] = ()
    filters: FiltersSpec | None = None
    ownership: OwnershipSpec | None = None
    custom_alerts: tuple[CustomAlertSpec, ...] = ()


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


def frozen_mapping(values: Mapping[str, EnvValue]) -> Mapping[str, EnvValue]:
    """Return a read-only copy of `values` that keeps their order."""
    return MappingProxyType(dict(values))
