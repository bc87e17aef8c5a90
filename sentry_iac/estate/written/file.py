"""The keys of `sentry.yaml`, and those of them that stack config may override.

An optional field is None while nobody has written it. `estate/defaults` has the values for this case, and
`estate/resolving` merges values from several places.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sentry_iac.estate.defaults.strict_privacy import Privacy
from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.text.fields import Line, ProjectTitle, Slug, SpecModel, StringList, Switched
from sentry_iac.estate.text.units import Rate
from sentry_iac.estate.written.access import OrganizationPerson, Team
from sentry_iac.estate.written.alerts import Alerts, AlertsOfSeveral
from sentry_iac.estate.written.allotment import Allotment
from sentry_iac.estate.written.guard import Guard, Policy
from sentry_iac.estate.written.keys_and_env_files import EnvFile, FurtherEnvFile, FurtherKey, Key
from sentry_iac.estate.written.monitors import Monitors
from sentry_iac.estate.written.organization import Organization
from sentry_iac.estate.written.owners import WrittenOwner
from sentry_iac.estate.written.receivers import Notify
from sentry_iac.estate.written.settings import Filters, Ownership, Retention, Settings
from sentry_iac.estate.written.stacks import SLUG_SUFFIX, InSome, InStacks
from sentry_iac.estate.written.uptime_and_cron import CronSettings, UptimeSettings


class SampleRates(SpecModel):
    """The shares of events that the SDKs send, in percent."""

    traces: Rate | None = Field(default=None, description="Share of transactions that are traced.")
    replays_session: Rate | None = Field(default=None, description="Share of all sessions that are recorded.")
    replays_on_error: Rate | None = Field(
        default=None, description="Share of sessions with an error that are recorded."
    )
    profiles: Rate | None = Field(default=None, description="Share of traced transactions that are profiled.")


class Guarded(SpecModel):
    """Who is told, and the limits that save the quota: for all projects or for one."""

    notify: Notify | None = Field(default=None, description="Whom all alerts tell: the team unless given.")
    spike_protection: bool | None = Field(
        default=None,
        description="Whether Sentry drops events of a sudden flood; as it is there unless given.",
    )


class Watched(Guarded):
    """The checks of one project, by name."""

    uptime: dict[str, Annotated[UptimeSettings, Switched]] | None = Field(
        default=None, description="Addresses that must answer."
    )
    crons: dict[str, Annotated[CronSettings, Switched]] | None = Field(
        default=None, description="Jobs that must run."
    )


class Overridable(SpecModel):
    """The parts of a project that the defaults and both levels of stack config may change."""

    monitors: Monitors | None = Field(
        default=None, description="Metric monitors: thresholds, windows, queries."
    )
    alerts: Alerts | None = Field(default=None, description="Who is told, and how often.")
    sample_rates: SampleRates | None = Field(default=None, description="What the SDKs send, written to .env.")
    monitor_environment: Literal[""] | Line = Field(
        default="",
        description="Whose events metric monitors look at: any, or a name; the stack's environment unless given.",
    )


class Owned(SpecModel):
    """Who owns what watches a project: for all projects or for one."""

    owner: WrittenOwner | None = Field(
        default=None,
        description="Who owns the monitors and alerts that name nobody themselves: the project's team unless given.",
    )


class Defaults(Owned, Guarded, Overridable):
    """Holds for every project that does not say otherwise."""

    settings: Settings | None = None
    privacy: Privacy | None = Field(default=None, description="strict: a preset; see docs/privacy.md.")
    filters: Filters | None = Field(default=None, description="Inbound filters.")
    built_ins: bool | None = Field(
        default=None,
        description="false: a project has only those monitors and alerts that it names itself.",
    )


class Project(InStacks, Owned, Watched, Overridable):
    """A Sentry project; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    platform: Line = Field(description="Sentry's name of the SDK, e.g. python-fastapi; none for no SDK.")
    team: str = Field(description="A name under teams.")
    built_ins: bool | None = Field(
        default=None,
        description="false: a project has only those monitors and alerts that it names itself.",
    )
    kind: ProjectKind | None = Field(
        default=None, description="Which monitor queries it gets; told from the platform."
    )
    slug: Slug | None = None
    slug_suffix: InSome = Field(default=True, description=SLUG_SUFFIX)
    display_name: ProjectTitle | None = Field(
        default=None, description="Its name in Sentry: the slug unless given."
    )
    remove_default_key: bool = Field(
        default=True, description="Remove the key Default that Sentry makes by itself."
    )
    settings: Settings | None = None
    privacy: Privacy | None = Field(default=None, description="strict: a preset; see docs/privacy.md.")
    filters: Filters | None = Field(default=None, description="Inbound filters.")
    ownership: Ownership | None = Field(default=None, description="Whose an issue is.")
    key: Annotated[Key, Switched] | None = Field(
        default=None,
        description="The client key that applications use; false: the project has none of its own.",
    )
    keys: dict[str, FurtherKey] = Field(
        default={}, description="Further client keys, by name; they do not rotate."
    )
    env_file: EnvFile | None = None
    env_files: dict[str, FurtherEnvFile] = Field(
        default={}, description="Further .env files that get a DSN of this project, by name."
    )
    shared_with: StringList = Field(default=(), description="Further teams that have access, by name.")


class SentryYaml(SpecModel):
    """The whole of `sentry.yaml`."""

    teams: dict[str, Team] = Field(description="Teams by slug.")
    people: dict[str, OrganizationPerson] = Field(
        default={}, description="Members of the organization, in a team or in none, by email address."
    )
    defaults: Defaults | None = Field(default=None, description="What holds for every project.")
    projects: dict[str, Project] = Field(description="Projects by slug.")
    organization: Organization | None = Field(default=None, description="Settings of the organization.")
    retention: Retention | None = Field(default=None, description="How long data is kept.")
    guard: Guard | None = Field(default=None, description="What a preview refuses.")
    policy: Policy | None = Field(default=None, description="How much the rules of docs/policy.md weigh.")
    allotment: Allotment | None = Field(default=None, description="What the plan takes in a period.")
    alerts: AlertsOfSeveral = Field(
        default={}, description="Alerts that listen to monitors of several projects, by name."
    )
