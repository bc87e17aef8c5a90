"""What may stand in `sentry.yaml`, and the parts of it that stack config may override.

Every optional field is None while nobody wrote it; the values that then hold are in `rules`, and the merging
is in `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

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
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.spec.checks import HttpMethod
from sentry_iac.spec.errors import did_you_mean, listed, quoted
from sentry_iac.spec.estate import Comparison, Priority, ProjectKind
from sentry_iac.spec.guard import RISKS
from sentry_iac.spec.policies import PiiMethod
from sentry_iac.spec.privacy import Privacy
from sentry_iac.spec.receivers import IntegrationKind
from sentry_iac.spec.retention import Plan
from sentry_iac.spec.roles import WrittenOrgRole, WrittenTeamRole
from sentry_iac.spec.rules import DATASETS, ENV_NAMES
from sentry_iac.spec.units import (
    AnyThreshold,
    Count,
    Days,
    Fraction,
    Hours,
    Milliseconds,
    Minutes,
    Rate,
    Seconds,
    Window,
    wrong,
)
from sentry_iac.spec.usage_models import Allotment

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


_RECEIVERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "email": ((), ()),
    "slack": (("channel",), ("channel_id", "tags", "notes")),
    "discord": (("channel_id",), ("tags",)),
    "msteams": (("channel",), ("channel_id",)),
    "pagerduty": (("service_id",), ("service", "priority")),
    "opsgenie": (("team_id",), ("team", "priority")),
    **dict.fromkeys(("github", "github_enterprise", "jira", "jira_server", "vsts"), ((), ("fields",))),
    "webhook": ((), ()),
}
"""What goes with each kind of receiver: what it must have, and what it may have."""

_PRIORITIES = ("P1", "P2", "P3", "P4", "P5")


class Receiver(SpecModel):
    """Somebody whom an alert tells: one kind, and what goes with it."""

    email: Line | None = Field(default=None, description="team, issue-owners, or a name under teams.")
    slack: Line | None = Field(default=None, description="Name of the installed Slack workspace.")
    discord: Line | None = Field(default=None, description="Name of the installed Discord server.")
    msteams: Line | None = Field(default=None, description="Name of the installed Microsoft Teams tenant.")
    pagerduty: Line | None = Field(default=None, description="Name of the installed PagerDuty account.")
    opsgenie: Line | None = Field(default=None, description="Name of the installed Opsgenie account.")
    github: Line | None = Field(default=None, description="Name of the installed GitHub organization.")
    github_enterprise: Line | None = Field(default=None, description="Name of the installed GitHub server.")
    jira: Line | None = Field(default=None, description="Name of the installed Jira site.")
    jira_server: Line | None = Field(default=None, description="Name of the installed Jira server.")
    vsts: Line | None = Field(default=None, description="Name of the installed Azure DevOps organization.")
    webhook: Line | None = Field(default=None, description="Slug of an internal integration, or webhooks.")
    channel: Line | None = Field(default=None, description="Name of the channel.")
    channel_id: Line | None = Field(default=None, description="Id of the channel.")
    service: Line | None = Field(default=None, description="Name of the service.")
    service_id: Line | None = Field(default=None, description="Id of the service, from Sentry's settings.")
    team: Line | None = Field(default=None, description="Name of the team at Opsgenie.")
    team_id: Line | None = Field(default=None, description="Id of that team, from Sentry's settings.")
    priority: Line | None = Field(
        default=None, description="P1 to P5 for Opsgenie, a severity for PagerDuty."
    )
    tags: StringList | None = Field(default=None, description="Tags shown in the message.")
    notes: Line | None = Field(default=None, description="Text added to the message.")
    fields: dict[str, Any] | None = Field(default=None, description="What a ticket is made with.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in _RECEIVERS if getattr(self, kind) is not None]
        shown = {kind: to_camel(kind) for kind in type(self).model_fields}
        if len(kinds) != 1:
            named = (
                f"names {' and '.join(shown[kind] for kind in kinds)}; give each a line of its own"
                if kinds
                else (f"names nobody to tell; write one of {listed(shown[kind] for kind in _RECEIVERS)}")
            )
            raise wrong(named)
        kind = kinds[0]
        needed, allowed = _RECEIVERS[kind]
        extra = [name for name in self.settings() if name not in (*needed, *allowed)]
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise wrong(f"{shown[kind]} also needs {listed(shown[name] for name in missing)}")
        if extra:
            raise wrong(f"{listed(shown[name] for name in extra)} does not go with {shown[kind]}")
        if kind == "opsgenie" and self.priority not in (None, *_PRIORITIES):
            raise wrong(
                f"{quoted(self.priority)} is not a priority of Opsgenie; known: {listed(_PRIORITIES)}"
            )
        return self

    def integration(self) -> tuple[IntegrationKind, str]:
        """Return the kind of integration and the name it is installed under; not for email and webhook."""
        kinds = (kind for kind in get_args(IntegrationKind) if getattr(self, kind) is not None)
        kind: IntegrationKind = next(kinds)
        return kind, getattr(self, kind)

    def settings(self) -> dict[str, Any]:
        """Return what goes with the kind, by Python name."""
        names = [name for name in type(self).model_fields if name not in _RECEIVERS]
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


class _Shorthand:
    """Marks a receiver in whose place the text under its `email` may stand alone."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spell_out(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            return validate({"email": value} if isinstance(value, str) else value)

        return core_schema.no_info_wrap_validator_function(spell_out, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "string"}]}


def _somebody(receivers: tuple[Receiver, ...]) -> tuple[Receiver, ...]:
    if not receivers:
        raise wrong("names nobody; leave the line out to tell the team, or switch the alert off with false")
    return receivers


Notify = Annotated[
    tuple[Annotated[Receiver, _Shorthand], ...], Field(strict=False), AfterValidator(_somebody)
]


class AlertSettings(Switchable):
    """Overrides of one alert. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Title | None = Field(default=None, description="The alert's name in Sentry.")
    enabled: bool | None = Field(default=None, description="false keeps the alert, but paused.")
    frequency: Minutes | None = Field(
        default=None, description="Silence after telling of an issue, e.g. 30m."
    )
    notify: Notify | None = Field(default=None, description="Who is told, in place of everybody else.")


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


class PiiRule(SpecModel):
    """An advanced scrubbing rule: what to find where, and what to do with it."""

    type: Literal[
        "anything",
        "pattern",
        "imei",
        "mac",
        "uuid",
        "email",
        "ip",
        "creditcard",
        "iban",
        "userpath",
        "pemkey",
        "url_auth",
        "us_ssn",
        "bearer",
        "password",
    ] = Field(description="What to find; pattern finds what `pattern` says.")
    source: Line = Field(default="$string", description="Where: a selector, such as extra.account.")
    method: PiiMethod = Field(default="remove", description="What to do with it.")
    pattern: Line | None = Field(default=None, description="Regular expression of type pattern.")
    text: Line | None = Field(default=None, description="What stands in its place with method replace.")

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.pattern is None) is (self.type == "pattern"):
            raise wrong("pattern belongs to type pattern, and type pattern needs one")
        if self.text is not None and self.method != "replace":
            raise wrong(f"text belongs to method replace, and the method is {self.method}")
        return self


PiiRules = Annotated[tuple[PiiRule, ...], Field(strict=False)]
Role = Literal["member", "admin", "manager", "owner"]


class OrganizationSettings(SpecModel):
    """Settings of the whole organization. What is not written here stays as it is in Sentry."""

    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    scrub_ip_addresses: bool | None = Field(default=None, alias="scrubIPAddresses")
    sensitive_fields: StringList | None = None
    safe_fields: StringList | None = None
    pii_rules: PiiRules | None = Field(default=None, description="Advanced scrubbing rules, in this order.")
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = None
    is_early_adopter: bool | None = None
    hide_ai_features: bool | None = None
    open_membership: bool | None = None
    allow_join_requests: bool | None = None
    allow_shared_issues: bool | None = None
    allow_member_invite: bool | None = None
    allow_member_project_creation: bool | None = None
    alerts_member_write: bool | None = None
    events_member_admin: bool | None = None
    require_2fa: bool | None = Field(default=None, alias="require2FA")
    scrape_javascript: bool | None = Field(default=None, alias="scrapeJavaScript")
    enhanced_privacy: bool | None = None
    attachments_role: Role | None = None
    debug_files_role: Role | None = None
    default_role: Role | None = None


class Organization(SpecModel):
    """The organization itself; it is changed only where something is written here."""

    privacy: Privacy | None = Field(default=None, description="strict: a preset for all projects.")
    settings: OrganizationSettings | None = None


class Filters(SpecModel):
    """Inbound filters: what Sentry drops and does not count. What is not written stays as it is in Sentry."""

    browser_extensions: bool | None = None
    localhost: bool | None = None
    filtered_transaction: bool | None = Field(default=None, description="Transactions of health checks.")
    web_crawlers: bool | None = None
    legacy_browsers: (
        Annotated[
            tuple[
                Literal["ie", "edge", "safari", "firefox", "chrome", "opera", "android", "opera_mini"], ...
            ],
            Field(strict=False),
        ]
        | None
    ) = None
    react_hydration_errors: bool | None = None
    chunk_load_error: bool | None = None
    ip_addresses: StringList | None = None
    releases: StringList | None = None
    error_messages: StringList | None = None
    log_messages: StringList | None = None


class Ownership(SpecModel):
    """Whose an issue is. Teams in the rules are names under teams: the stack's suffix is added."""

    rules: str | None = Field(default=None, description="Rules, one a line: path:src/* #team.")
    fallthrough: bool | None = None
    auto_assignment: Literal["owner", "suspect-commits", "off"] | None = None
    codeowners_auto_sync: bool | None = None


class Expected(SpecModel):
    """How long a kind of data is expected to be kept."""

    at_least: Days | None = Field(default=None, description="The plan must keep it so long, e.g. 30d.")
    at_most: Days | None = Field(default=None, description="It must be gone after that, e.g. 90d.")


class SelfHosted(SpecModel):
    """A Sentry of one's own, with one retention for everything."""

    days: Annotated[int, Field(gt=0)] = Field(description="Its SENTRY_EVENT_RETENTION_DAYS.")


class Purge(SpecModel):
    """What `sentry-iac purge` deletes before Sentry does."""

    issues: Days | None = Field(default=None, description="Issues that were not seen for so long.")
    replays: Days | None = Field(default=None, description="Replays that are older.")


class Retention(SpecModel):
    """How long data is kept. Nothing here sets it, for Sentry has no such setting: a preview fails where it differs."""

    plan: Plan | None = Field(default=None, description="The plan on sentry.io.")
    self_hosted: SelfHosted | None = Field(default=None, alias="self-hosted")
    legacy_transactions: bool = Field(default=False, description="Billed by transactions, not by spans.")
    errors: Expected | None = None
    logs: Expected | None = None
    spans: Expected | None = None
    replays: Expected | None = None
    profiles: Expected | None = None
    crons: Expected | None = None
    uptime: Expected | None = None
    attachments: Expected | None = None
    purge: Purge | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.plan is None) is (self.self_hosted is None):
            raise wrong("needs either plan: (on sentry.io) or self-hosted: { days: … }, and not both")
        return self


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
    pii_rules: PiiRules | None = Field(default=None, description="Advanced scrubbing rules, in this order.")
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
    display_name: Annotated[str, AfterValidator(_single_line(64))] | None = None
    people: dict[str, Person] = Field(default={}, description="Who is in the team, by email address.")


_CHECK_INTERVALS = {60: "1m", 300: "5m", 600: "10m", 1200: "20m", 1800: "30m", 3600: "1h"}
_CRONTAB_FIELDS = 5
_FOUR_WEEKS = 40_320


def _check_interval(seconds: int) -> int:
    if seconds not in _CHECK_INTERVALS:
        raise wrong(f"Sentry checks every {listed(_CHECK_INTERVALS.values())}")
    return seconds


def _address(text: str) -> str:
    if not re.match(r"https?://[^\s/]", text):
        raise wrong(f"{quoted(text)} is not an address; write it with https:// in front")
    return text


def _crontab(text: str) -> str:
    if not text.startswith("@") and len(text.split()) != _CRONTAB_FIELDS:
        raise wrong(
            f'{quoted(text)} is not a crontab; write five fields, e.g. "0 3 * * *", or an alias such as @daily'
        )
    return text


def _some_minutes(minutes: int) -> int:
    return _between(minutes, 1, _FOUR_WEEKS, "1m", "4w")


InARow = Annotated[int, Field(ge=1, le=720)]
Wait = Annotated[Minutes, AfterValidator(_some_minutes)]


class UptimeCheck(Switchable):
    """An address that Sentry asks for. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    url: Annotated[Line, AfterValidator(_address)] | None = Field(
        default=None, description="What is asked for."
    )
    name: Title | None = Field(default=None, description="The monitor's name in Sentry.")
    description: str | None = Field(default=None, description="What to do when it is down.")
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    method: HttpMethod | None = None
    interval: Annotated[Seconds, AfterValidator(_check_interval)] | None = Field(
        default=None, description="1m, 5m, 10m, 20m, 30m or 1h."
    )
    timeout: Annotated[Milliseconds, AfterValidator(int)] | None = Field(
        default=None, description="How long an answer may take, e.g. 5s."
    )
    downtime_threshold: InARow | None = Field(default=None, description="Failed checks in a row that count.")
    recovery_threshold: InARow | None = Field(default=None, description="Good checks in a row that count.")


class CronCheck(Switchable):
    """A job that checks in. `enabled: false` keeps the monitor in Sentry, paused; `false` has none."""

    schedule: Annotated[Line, AfterValidator(_crontab)] | None = Field(
        default=None, description='When it runs, as a crontab, e.g. "0 3 * * *".'
    )
    every: Wait | None = Field(default=None, description="How often it runs, e.g. 10m; in place of schedule.")
    timezone: Line | None = Field(
        default=None, description="Of the schedule, e.g. Europe/Berlin; UTC unless given."
    )
    name: Annotated[str, AfterValidator(_single_line(128))] | None = Field(
        default=None, description="The monitor's name in Sentry, of which it makes the slug."
    )
    description: str | None = Field(default=None, description="What to do when it did not run.")
    enabled: bool | None = Field(default=None, description="false keeps the monitor, but paused.")
    checkin_margin: Wait | None = Field(default=None, description="How late it may check in, e.g. 5m.")
    max_runtime: Wait | None = Field(default=None, description="How long it may run, e.g. 30m.")
    failure_issue_threshold: InARow | None = Field(
        default=None, description="Failed runs in a row that count."
    )
    recovery_threshold: InARow | None = Field(default=None, description="Good runs in a row that count.")


class Guarded(SpecModel):
    """Who is told, and what saves the quota: for all projects or for one."""

    notify: Notify | None = Field(default=None, description="Whom all alerts tell: the team unless given.")
    spike_protection: bool | None = Field(
        default=None,
        description="Whether Sentry drops events of a sudden flood; as it is there unless given.",
    )


class Watched(Guarded):
    """What Sentry checks by itself for one project, by the name it has here."""

    uptime: dict[str, Annotated[UptimeCheck, Switched]] | None = Field(
        default=None, description="Addresses that must answer."
    )
    crons: dict[str, Annotated[CronCheck, Switched]] | None = Field(
        default=None, description="Jobs that must run."
    )


class Overridable(SpecModel):
    """What a project has, and the defaults and both levels of stack config may change."""

    monitors: Monitors | None = Field(
        default=None, description="Metric monitors: thresholds, windows, queries."
    )
    alerts: Alerts | None = Field(default=None, description="Who is told, and how often.")
    sample_rates: SampleRates | None = Field(default=None, description="What the SDKs send, written to .env.")


class Defaults(Guarded, Overridable):
    """What holds for every project that does not say otherwise."""

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
    organization: Organization | None = Field(default=None, description="Settings of the organization.")
    retention: Retention | None = Field(default=None, description="How long data is kept.")
    guard: Guard | None = Field(default=None, description="What a preview refuses.")
    allotment: Allotment | None = Field(default=None, description="What the plan takes in a period.")
