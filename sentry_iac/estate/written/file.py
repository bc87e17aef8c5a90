"""The keys of `sentry.yaml`, and those of them that stack config may override.

An optional field is None while nobody has written it. `estate/defaults` has the values for this case, and
`estate/resolving` merges values from several places.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
)

from sentry_iac.estate.defaults.rules import ENV_NAMES
from sentry_iac.estate.defaults.strict_privacy import Privacy
from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.model.roles import WrittenOrgRole, WrittenTeamRole
from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import (
    ENV_NAME,
    Line,
    ProjectTitle,
    RelativePath,
    Slug,
    SpecModel,
    StringList,
    Switched,
    between,
    single_line,
)
from sentry_iac.estate.text.units import Rate, Seconds, wrong
from sentry_iac.estate.written.alerts import Alerts, CustomAlerts
from sentry_iac.estate.written.allotment import Allotment
from sentry_iac.estate.written.guard import Guard, Policy
from sentry_iac.estate.written.monitors import Monitors
from sentry_iac.estate.written.receivers import Notify
from sentry_iac.estate.written.settings import Filters, Organization, Ownership, Retention, Settings
from sentry_iac.estate.written.uptime_and_cron import CronSettings, UptimeSettings


def _env_keys(value: object) -> object:
    if not isinstance(value, dict):
        return value
    for source, name in value.items():
        if source not in ENV_NAMES:
            hint = did_you_mean(source, ENV_NAMES)
            raise wrong(f"{quoted(source)} is not a value to write; known: {listed(ENV_NAMES)}{hint}")
        if name is not False and not (isinstance(name, str) and ENV_NAME.fullmatch(name)):
            raise wrong(
                f"{quoted(name)} cannot be the name of {source}; use letters, digits and _, "
                "or false to leave it out"
            )
    return value


def _env_prefix(text: str) -> str:
    if text and not ENV_NAME.fullmatch(text):
        raise wrong(
            f"{quoted(text)} cannot begin a variable's name; use letters, digits and _, such as VITE_"
        )
    return text


class SampleRates(SpecModel):
    """The shares of events that the SDKs send, in percent."""

    traces: Rate | None = Field(default=None, description="Share of transactions that are traced.")
    replays_session: Rate | None = Field(default=None, description="Share of all sessions that are recorded.")
    replays_on_error: Rate | None = Field(
        default=None, description="Share of sessions with an error that are recorded."
    )
    profiles: Rate | None = Field(default=None, description="Share of traced transactions that are profiled.")


class RateLimit(SpecModel):
    """At most so many events of one client key within a window."""

    count: Annotated[int, Field(gt=0)]
    window: Annotated[Seconds, AfterValidator(lambda value: between(value, 1, 86_400, "1s", "1d"))]


class Loader(SpecModel):
    """The parts of the browser loader script."""

    replay: bool | None = None
    performance: bool | None = None
    debug: bool | None = None
    feedback: bool | None = None
    logs_and_metrics: bool | None = None


class Key(SpecModel):
    """The client key that a stack gives the project."""

    name: Annotated[str, AfterValidator(single_line(64))] | None = Field(
        default=None, description="Its name in Sentry: the environment unless given."
    )
    rate_limit: RateLimit | None = None
    browser_sdk_version: Line | None = None
    loader: Loader | None = None


class EnvFile(SpecModel):
    """The `.env` file that the application reads."""

    path: RelativePath = Field(description="Where it is, relative to the stack's appRoot.")
    prefix: Annotated[str, AfterValidator(_env_prefix)] = Field(
        default="", description="What the default names begin with, e.g. VITE_."
    )
    keys: Annotated[
        dict[str, str | Literal[False]],
        BeforeValidator(_env_keys),
        WithJsonSchema(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    source: {"anyOf": [{"type": "string", "pattern": ENV_NAME.pattern}, {"const": False}]}
                    for source in ENV_NAMES
                },
            }
        ),
    ] = Field(default={}, description="Names other than the default ones; false leaves one out.")


class Person(SpecModel):
    """Somebody in a team; the key is their email address. Nothing in it: a member who contributes to the team."""

    org_role: WrittenOrgRole | None = Field(
        default=None,
        description="In the organization: member unless given. The same in every team of theirs.",
    )
    team_role: WrittenTeamRole | None = Field(
        default=None, description="In this team: contributor, or admin who manages it."
    )
    remove_from_organization: bool | None = Field(
        default=None,
        description="true: who is taken out of this file leaves the organization, not only the team.",
    )


class Team(SpecModel):
    """A team; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    slug: Slug | None = None
    display_name: Annotated[str, AfterValidator(single_line(64))] | None = None
    people: dict[str, Person] = Field(default={}, description="Who is in the team, by email address.")


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


class Defaults(Guarded, Overridable):
    """Holds for every project that does not say otherwise."""

    settings: Settings | None = None
    privacy: Privacy | None = Field(default=None, description="strict: a preset; see docs/privacy.md.")
    filters: Filters | None = Field(default=None, description="Inbound filters.")


class Project(Watched, Overridable):
    """A Sentry project; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    platform: Line = Field(description="Sentry's name of the SDK, e.g. python-fastapi.")
    team: str = Field(description="A name under teams.")
    kind: ProjectKind | None = Field(
        default=None, description="Which monitor queries it gets; told from the platform."
    )
    slug: Slug | None = None
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
    key: Key | None = None
    env_file: EnvFile | None = None
    shared_with: StringList = Field(default=(), description="Further teams that have access, by name.")


class SentryYaml(SpecModel):
    """The whole of `sentry.yaml`."""

    teams: dict[str, Team] = Field(description="Teams by slug.")
    defaults: Defaults | None = Field(default=None, description="What holds for every project.")
    projects: dict[str, Project] = Field(description="Projects by slug.")
    organization: Organization | None = Field(default=None, description="Settings of the organization.")
    retention: Retention | None = Field(default=None, description="How long data is kept.")
    guard: Guard | None = Field(default=None, description="What a preview refuses.")
    policy: Policy | None = Field(default=None, description="How much the rules of docs/policy.md weigh.")
    allotment: Allotment | None = Field(default=None, description="What the plan takes in a period.")
    alerts: CustomAlerts = Field(
        default={}, description="Alerts that listen to monitors of several projects, by name."
    )
