"""What may stand in `sentry.yaml`, and the parts of it that stack config may override.

Every optional field is None while nobody wrote it; the values that then hold are in `rules`, and the merging
is in `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.spec.errors import did_you_mean, listed, quoted
from sentry_iac.spec.estate import Comparison, Priority, ProjectKind
from sentry_iac.spec.guard import RISKS
from sentry_iac.spec.rules import DATASETS, ENV_NAMES
from sentry_iac.spec.units import (
    AnyThreshold,
    Count,
    Fraction,
    Hours,
    Milliseconds,
    Minutes,
    Rate,
    Seconds,
    Window,
    wrong,
)

SLUG = re.compile(r"(?![0-9]+\Z)[a-z0-9_\-]+", re.ASCII)
ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
TEAM_SLUG_LENGTH = 50
PROJECT_SLUG_LENGTH = 100


class SpecModel(BaseModel):
    """A mapping of the spec: camelCase keys, nothing unknown, nothing coerced, nothing changed later."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
    )


def _single_line(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text.isprintable():
            raise wrong(f"{quoted(text)} holds a line break or another character that cannot be shown")
        if text != text.strip() or not text:
            raise wrong(f"{quoted(text)} is empty or begins or ends with a space")
        if len(text) > most:
            raise wrong(f"is {len(text)} characters long; Sentry takes at most {most}")
        return text

    return check


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise wrong(f"{quoted(text)} is not a slug; use small letters, digits, - and _, and not digits alone")
    return text


def _relative_path(text: str) -> str:
    parts = text.replace("\\", "/").split("/")
    if text.startswith(("/", "~", "\\")) or ":" in parts[0]:
        raise wrong(f"{quoted(text)} is absolute; write it relative to the stack's appRoot")
    if ".." in parts:
        raise wrong(f"{quoted(text)} leaves the stack's appRoot; move appRoot instead of writing ..")
    if "\\" in text:
        raise wrong(f"{quoted(text)} holds a backslash; separate folders with /")
    if parts[-1] in {"", "."}:
        raise wrong(f"{quoted(text)} is a folder; name the file, such as {text.rstrip('./') or 'web'}/.env")
    return text


def _not_empty(domains: tuple[str, ...]) -> tuple[str, ...]:
    if not domains:
        raise wrong('names no domain, which Sentry refuses; write ["*"] to allow every domain')
    return domains


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


Title = Annotated[str, AfterValidator(_single_line(200))]
ProjectTitle = Annotated[str, AfterValidator(_single_line(50))]
Line = Annotated[str, AfterValidator(_single_line(1000))]
Slug = Annotated[str, AfterValidator(_slug)]
StringList = Annotated[tuple[Line, ...], Field(strict=False)]
RelativePath = Annotated[str, AfterValidator(_single_line(1000)), AfterValidator(_relative_path)]


class Switched:
    """Marks a field in whose place `false` may stand (none of this) or `true` (this, as it is by default)."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def switch(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            if value is not True and value is not False:
                return validate(value)
            settings: Switchable = validate({})
            return settings if value else settings.switched_off()

        return core_schema.no_info_wrap_validator_function(switch, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "boolean"}]}


class Switchable(SpecModel):
    """Settings in whose place `false` may stand, which means: do not have this at all."""

    _off: bool = PrivateAttr(default=False)

    @property
    def is_off(self) -> bool:
        """Whether `false` was written."""
        return self._off

    def switched_off(self) -> Self:
        """Return these settings with `false` in their place."""
        copy = self.model_copy()
        copy._off = True
        return copy


class MonitorSettings(Switchable):
    """Overrides of one metric monitor. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(
        default=None, description="What to do when it fires; shown on its issues."
    )
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    aggregate: Line | None = Field(default=None, description="What is measured, e.g. p99(span.duration).")
    query: str | None = Field(
        default=None, description="Which events are measured; environment:… is added to it."
    )
    window: Window | None = Field(
        default=None, description="How long it measures: 1m, 5m, 10m, 15m, 30m, 1h, …, 24h."
    )
    priority: Priority | None = Field(default=None, description="The priority of its issues: high or medium.")


class CountMonitor(MonitorSettings):
    """A monitor whose threshold is a number of events."""

    threshold: Count | None = Field(default=None, description="It fires above this number of events.")


class LatencyMonitor(MonitorSettings):
    """A monitor whose threshold is a duration."""

    threshold: Milliseconds | None = Field(default=None, description="It fires above this duration, e.g. 2s.")


class RateMonitor(MonitorSettings):
    """A monitor whose threshold is a share."""

    threshold: Fraction | None = Field(default=None, description="It fires above this percentage, e.g. 1%.")


Dataset = Annotated[
    str,
    AfterValidator(lambda text: _one_of(text, DATASETS, "a dataset")),
    WithJsonSchema({"enum": list(DATASETS)}),
]


def _one_of(text: str, choices: dict[str, Any], what: str) -> str:
    if text not in choices:
        raise wrong(f"{quoted(text)} is not {what}; known: {listed(choices)}{did_you_mean(text, choices)}")
    return text


class CustomMonitor(MonitorSettings):
    """A monitor of the team's own; it needs `aggregate` and `threshold`."""

    threshold: AnyThreshold | None = Field(
        default=None, description="50, 2s or 1%, as the aggregate measures."
    )
    dataset: Dataset | None = Field(default=None, description="What it looks at: spans unless given.")
    comparison: Comparison | None = Field(
        default=None, description="gt unless given: fires above the threshold."
    )


class Monitors(SpecModel):
    """The three rules that every project has, by name, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomMonitor
    __pydantic_extra__: dict[str, Annotated[CustomMonitor, Switched]]

    server_errors: Annotated[CountMonitor, Switched] | None = Field(default=None, alias="5xx")
    latency: Annotated[LatencyMonitor, Switched] | None = None
    error_rate: Annotated[RateMonitor, Switched] | None = Field(default=None, alias="error-rate")

    def by_name(self) -> dict[str, MonitorSettings]:
        """Return what was written, by the name it was written under."""
        built_in = {"5xx": self.server_errors, "latency": self.latency, "error-rate": self.error_rate}
        return {
            **{name: settings for name, settings in built_in.items() if settings is not None},
            **(self.__pydantic_extra__ or {}),
        }


class AlertSettings(Switchable):
    """Overrides of one alert. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = Field(default=None, description="The alert's name in Sentry.")
    enabled: bool | None = Field(default=None, description="false keeps the alert, but paused.")
    frequency: Minutes | None = Field(
        default=None, description="Silence after telling of an issue, e.g. 30m."
    )


class Alerts(SpecModel):
    """The alerts that every project has."""

    monitors: Annotated[AlertSettings, Switched] | None = Field(
        default=None, description="Tells the team when a monitor opens or re-opens an issue."
    )
    high_priority: Annotated[AlertSettings, Switched] | None = Field(
        default=None, alias="high-priority", description="Tells the team of each new issue of high priority."
    )

    def by_name(self) -> dict[str, AlertSettings]:
        """Return what was written, by the name it was written under."""
        written = {"monitors": self.monitors, "high-priority": self.high_priority}
        return {name: settings for name, settings in written.items() if settings is not None}


class SampleRates(SpecModel):
    """How much of what happens the SDKs send, in percent."""

    traces: Rate | None = Field(default=None, description="Share of transactions that are traced.")
    replays_session: Rate | None = Field(default=None, description="Share of all sessions that are recorded.")
    replays_on_error: Rate | None = Field(
        default=None, description="Share of sessions with an error that are recorded."
    )
    profiles: Rate | None = Field(default=None, description="Share of traced transactions that are profiled.")


class RateLimit(SpecModel):
    """At most so many events of one client key within a window."""

    count: Annotated[int, Field(gt=0)]
    window: Annotated[Seconds, AfterValidator(lambda value: _between(value, 1, 86_400, "1s", "1d"))]


def _between(value: int, least: int, most: int, least_text: str, most_text: str) -> int:
    if not least <= value <= most:
        raise wrong(f"must lie between {least_text} and {most_text}")
    return value


class Loader(SpecModel):
    """What the browser loader script brings along."""

    replay: bool | None = None
    performance: bool | None = None
    debug: bool | None = None
    feedback: bool | None = None
    logs_and_metrics: bool | None = None


class Key(SpecModel):
    """The client key that a stack gives the project."""

    name: Annotated[str, AfterValidator(_single_line(64))] | None = Field(
        default=None, description="Its name in Sentry: the environment unless given."
    )
    rate_limit: RateLimit | None = None
    browser_sdk_version: Line | None = None
    loader: Loader | None = None


Digest = Annotated[Seconds, AfterValidator(lambda value: _between(value, 60, 3600, "1m", "1h"))]


class Settings(SpecModel):
    """Project settings. What is not written here stays as it is in Sentry."""

    subject_prefix: Annotated[str, Field(max_length=200)] | None = None
    subject_template: Annotated[str, Field(max_length=200, min_length=1)] | None = None
    resolve_age: Hours | None = Field(
        default=None, description="Resolve issues that were idle so long, e.g. 14d; 0: never."
    )
    digests_min_delay: Digest | None = None
    digests_max_delay: Digest | None = None
    default_environment: Line | None = None
    highlight_tags: StringList | None = None
    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    scrub_ip_addresses: bool | None = Field(default=None, alias="scrubIPAddresses")
    sensitive_fields: StringList | None = None
    safe_fields: StringList | None = None
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = None
    scrape_javascript: bool | None = Field(default=None, alias="scrapeJavaScript")
    verify_ssl: bool | None = Field(default=None, alias="verifySSL")
    allowed_domains: Annotated[StringList, AfterValidator(_not_empty)] | None = None
    fingerprinting_rules: str | None = None
    grouping_enhancements: str | None = None


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


class Team(SpecModel):
    """A team; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    slug: Slug | None = None
    display_name: Annotated[str, AfterValidator(_single_line(64))] | None = None


class Overridable(SpecModel):
    """What a project has, and the defaults and both levels of stack config may change."""

    monitors: Monitors | None = Field(
        default=None, description="Metric monitors: thresholds, windows, queries."
    )
    alerts: Alerts | None = Field(default=None, description="Who is told, and how often.")
    sample_rates: SampleRates | None = Field(default=None, description="What the SDKs send, written to .env.")


class Defaults(Overridable):
    """What holds for every project that does not say otherwise."""

    settings: Settings | None = None


class Project(Overridable):
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
    key: Key | None = None
    env_file: EnvFile | None = None


RiskKind = Annotated[
    str, AfterValidator(lambda text: _one_of(text, RISKS, "a risk")), WithJsonSchema({"enum": list(RISKS)})
]


class Allow(SpecModel):
    """One thing that may happen although the guard forbids its kind; a pull request that means it says so here."""

    risk: RiskKind = Field(description="The kind of risk.")
    resource: Line = Field(description="The resource's name, as the preview prints it.")
    because: Line = Field(description="Why it is meant, for the reviewer.")


class Guard(SpecModel):
    """What `sentry-iac preview` refuses with exit code 2."""

    forbid: Annotated[tuple[RiskKind, ...], Field(strict=False)] = Field(
        description="Kinds of risk that must not appear in a preview."
    )
    allow: Annotated[tuple[Allow, ...], Field(strict=False)] = Field(
        default=(), description="What may happen after all, one by one."
    )
    stacks: StringList | None = Field(default=None, description="Stacks it holds for: all unless given.")


class SentryYaml(SpecModel):
    """The whole of `sentry.yaml`."""

    teams: dict[str, Team] = Field(description="Teams by slug.")
    defaults: Defaults | None = Field(default=None, description="What holds for every project.")
    projects: dict[str, Project] = Field(description="Projects by slug.")
    guard: Guard | None = Field(default=None, description="What a preview refuses.")
