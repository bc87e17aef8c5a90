"""The keys under `projects:` and `defaults:`, and those of them that stack config may override.

An optional field is None while nobody has written it. `estate/defaults` has the values for this case, and
`estate/resolving` merges values from several places.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from sentry_iac.estate.defaults.rules import SAMPLE_RATES
from sentry_iac.estate.defaults.strict_privacy import Privacy
from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.text.fields import Line, ProjectTitle, Slug, SpecModel, StringList, Switched
from sentry_iac.estate.text.quantities import Rate
from sentry_iac.estate.text.saying import AS_AT_SENTRY, key, required
from sentry_iac.estate.text.units import percentage_text
from sentry_iac.estate.written.alerts import Alerts
from sentry_iac.estate.written.keys_and_env_files import EnvFile, FurtherEnvFile, FurtherKey, Key
from sentry_iac.estate.written.monitors import Monitors
from sentry_iac.estate.written.owners import WrittenOwner, owner_key
from sentry_iac.estate.written.receivers import Notify
from sentry_iac.estate.written.settings import Filters, Ownership, Settings
from sentry_iac.estate.written.stacks import InSome, InStacks, slug_suffix_key
from sentry_iac.estate.written.uptime_and_cron import CronSettings, UptimeSettings


def _share(says: str, example: str, usual: str) -> Any:
    return key(says, example=example, usual=percentage_text(float(usual)))


class SampleRates(SpecModel, title="Sample rates"):
    """The shares of events that the SDKs send. They are written to .env files; nothing at Sentry changes."""

    traces: Rate | None = _share("The share of transactions that are traced.", "20%", SAMPLE_RATES.traces)
    replays_session: Rate | None = _share(
        "The share of all sessions that are recorded.", "5%", SAMPLE_RATES.replays_session
    )
    replays_on_error: Rate | None = _share(
        "The share of sessions with an error that are recorded.", "50%", SAMPLE_RATES.replays_on_error
    )
    profiles: Rate | None = _share(
        "The share of traced transactions that are profiled.", "5%", SAMPLE_RATES.profiles
    )


class Guarded(SpecModel, title="Guarded"):
    """Who is told, and the limits that save the quota: for all projects or for one."""

    notify: Notify | None = key(
        "Whom all alerts tell that name nobody themselves.",
        example=["team", {"slack": "Example Workspace", "channel": "#alerts"}],
        unless="the team that owns the project",
    )
    spike_protection: bool | None = key(
        "Whether Sentry drops events of a sudden flood.", example=True, unless=AS_AT_SENTRY
    )


class Watched(Guarded, title="Watched"):
    """The checks of one project, by name."""

    uptime: dict[str, Annotated[UptimeSettings, Switched]] | None = key(
        "The addresses that must answer, by name; false for none of that name.",
        example={"health": {"url": "https://api.example.com/health", "interval": "5m"}},
        unless="Sentry checks no address",
    )
    crons: dict[str, Annotated[CronSettings, Switched]] | None = key(
        "The jobs that must run, by name; false for none of that name.",
        example={"nightly-import": {"schedule": "0 3 * * *", "maxRuntime": "1h"}},
        unless="Sentry expects no job",
    )


class Overridable(SpecModel, title="Overridable"):
    """The parts of a project that the defaults and both levels of stack config may change."""

    monitors: Monitors | None = key(
        "The metric monitors: thresholds, windows, queries.",
        example={"latency": {"threshold": "800ms"}},
        unless="the built-in monitors with their own values",
    )
    alerts: Alerts | None = key(
        "The alerts: who is told, and how often.",
        example={"monitors": {"frequency": "1h"}},
        unless="the built-in alerts with their own values",
    )
    sample_rates: SampleRates | None = key(
        "The shares of events that the SDKs send, written to .env files.",
        example={"traces": "20%"},
        unless="each rate has its own value",
    )
    monitor_environment: Literal[""] | Line = key(
        "Whose events the metric monitors look at: any, or the name of an environment.",
        example="any",
        unless="the stack's environment",
        default="",
    )


class Owned(SpecModel, title="Owned"):
    """Who owns what watches a project: for all projects or for one."""

    owner: WrittenOwner | None = owner_key(
        "the monitors and alerts that name nobody themselves", unless="the project's team"
    )


def _settings_key() -> Any:
    return key(
        "What Sentry's page of a project's settings has.",
        example={"subjectPrefix": "[shop]", "resolveAge": "14d"},
        unless=AS_AT_SENTRY,
    )


def _privacy_key() -> Any:
    return key(
        "A preset: strict lets no personal data into events and replays (docs/privacy.md).",
        example="strict",
        usual="none",
    )


def _filters_key() -> Any:
    return key(
        "The inbound filters: what Sentry drops without counting it.",
        example={"webCrawlers": True},
        unless=AS_AT_SENTRY,
    )


def _built_ins_key() -> Any:
    return key(
        "Whether a project has the built-in monitors and alerts; with false it has only those that it names itself.",
        example=False,
        usual=True,
    )


class Defaults(Owned, Guarded, Overridable, title="Defaults"):
    """Holds for every project that does not say otherwise."""

    settings: Settings | None = _settings_key()
    privacy: Privacy | None = _privacy_key()
    filters: Filters | None = _filters_key()
    built_ins: bool | None = _built_ins_key()


_key: Final = key
"""A project has a key of this name."""


class Project(InStacks, Owned, Watched, Overridable, title="Project"):
    """A Sentry project; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    platform: Line = required(
        "Sentry's name of the platform or framework, which chooses the SDK; none for a project without an SDK.",
        example="python-fastapi",
    )
    team: str = required("The team that owns the project: a name under teams.", example="core")
    built_ins: bool | None = _built_ins_key()
    kind: ProjectKind | None = _key(
        "Whether it runs on a server or in a browser; the built-in monitors ask for one or the other.",
        example="frontend",
        unless="told from the platform",
    )
    slug: Slug | None = _key(
        "The project's short name in Sentry's addresses.", example="shop-api", unless="the name of the entry"
    )
    slug_suffix: InSome = slug_suffix_key()
    display_name: ProjectTitle | None = _key(
        "The project's name for people.", example="The API", unless="the slug"
    )
    remove_default_key: bool = _key(
        "Whether the client key is removed that Sentry makes by itself with a new project.",
        example=False,
        usual=True,
        default=True,
    )
    settings: Settings | None = _settings_key()
    privacy: Privacy | None = _privacy_key()
    filters: Filters | None = _filters_key()
    ownership: Ownership | None = _key(
        "Whose an issue is, and whom Sentry assigns it to.",
        example={"rules": "path:src/api/* #core"},
        unless=AS_AT_SENTRY,
    )
    key: Annotated[Key, Switched] | None = _key(
        "The client key that applications use, one for each stack; false: the project has none of its own.",
        example={"rateLimit": {"count": 1000, "window": "1h"}},
        unless="a key with the name of the stack's environment",
    )
    keys: dict[str, FurtherKey] = _key(
        "Further client keys, by name. They do not rotate.",
        example={"mobile": {"name": "Mobile apps"}},
        unless="none",
        default={},
    )
    env_file: EnvFile | None = _key(
        "The .env file of the application, which gets the DSN.",
        example={"path": "backend/.env"},
        unless="no file is written",
    )
    env_files: dict[str, FurtherEnvFile] = _key(
        "Further .env files that get a DSN of this project, by name.",
        example={"worker": {"path": "worker/.env"}},
        unless="none",
        default={},
    )
    shared_with: StringList = _key(
        "Further teams that have access, by their names under teams.",
        example=["mobile"],
        unless="none",
        default=(),
    )
