"""The keys under `notify:`: whom an alert tells."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.estate.text.errors import listed, quoted
from sentry_iac.estate.text.extensions import EXTENSION_PATTERN
from sentry_iac.estate.text.fields import Line, SpecModel, one_of
from sentry_iac.estate.text.saying import AnyValue, Length, key
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.raw_actions import AppSettings, RawAction
from sentry_rules import actions
from sentry_rules.integrations import IntegrationKind

_RECEIVERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "email": ((), ("fallthrough",)),
    "slack": (("channel",), ("channel_id", "tags", "notes")),
    "discord": (("channel_id",), ("tags",)),
    "msteams": (("channel",), ("channel_id",)),
    "pagerduty": (("service_id",), ("service", "priority")),
    "opsgenie": (("team_id",), ("team", "priority")),
    **dict.fromkeys(("github", "github_enterprise", "jira", "jira_server", "vsts"), ((), ("fields",))),
    "webhook": ((), ()),
    "app": ((), ("app_settings",)),
    "action": ((), ()),
}
"""The settings of each kind of receiver: required and optional ones."""


_PRIORITIES = ("P1", "P2", "P3", "P4", "P5")


ISSUE_OWNERS: Final = "issue-owners"
"""The word in place of a team's name for those whom the ownership rules name."""

Fallthrough = Annotated[
    str,
    AfterValidator(lambda text: one_of(text, actions.FALLTHROUGHS, "a fallthrough")),
    WithJsonSchema({"enum": list(actions.FALLTHROUGHS)}),
]


def _joined(value: object) -> object:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, str):
        return value
    raise wrong("must be a list of tags, such as [environment, level]")


Tags = Annotated[
    str,
    BeforeValidator(_joined),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
]


_ONE_OF: Final = "a receiver has one kind"


def _installed(what: str, example: str) -> Any:
    says = (
        f"It tells {what}, by the name on Sentry's page of installed integrations; id:4 is one by its number."
    )
    return key(says, example=example, unless=_ONE_OF)


def _goes_with(kinds: str, says: str, example: Any, unless: str = "not set", alias: str | None = None) -> Any:
    return key(f"{says} It goes with {kinds}.", example=example, unless=unless, alias=alias)


def _one_kind_only(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [
        {
            "required": [_written(each) for each in (kind, *needed)],
            "propertyNames": {
                "anyOf": [
                    {"enum": [_written(each) for each in (kind, *needed, *allowed)]},
                    {"pattern": EXTENSION_PATTERN},
                ]
            },
        }
        for kind, (needed, allowed) in _RECEIVERS.items()
    ]


def _written(name: str) -> str:
    return "settings" if name == "app_settings" else to_camel(name)


class ReceiverSettings(SpecModel, title="Receiver", json_schema_extra=_one_kind_only):
    """A receiver of an alert: one kind, and its settings."""

    email: Line | None = key(
        "It mails team, issue-owners, a name under teams, or a person by their address.",
        example="issue-owners",
        unless=_ONE_OF,
    )
    slack: Line | None = _installed("a channel of a Slack workspace", "Example Workspace")
    discord: Line | None = _installed("a channel of a Discord server", "Example Server")
    msteams: Line | None = _installed("a channel of a Microsoft Teams tenant", "Example Tenant")
    pagerduty: Line | None = _installed("a service of a PagerDuty account", "Example On-Call")
    opsgenie: Line | None = _installed("a team of an Opsgenie account", "Example Opsgenie")
    github: Line | None = _installed("GitHub by a ticket in an organization", "example")
    github_enterprise: Line | None = _installed("a GitHub server by a ticket", "example")
    jira: Line | None = _installed("a Jira site by a ticket", "Example Jira")
    jira_server: Line | None = _installed("a Jira server by a ticket", "Example Jira")
    vsts: Line | None = _installed("Azure DevOps by a ticket in an organization", "example")
    webhook: Line | None = key(
        "It calls an internal integration by its slug, or the addresses of the plugin webhooks.",
        example="on-call-bridge",
        unless=_ONE_OF,
    )
    app: Line | None = key(
        "It tells an app on Sentry's integration platform, by its number in quotes.",
        example="12",
        unless=_ONE_OF,
    )
    action: RawAction | None = key(
        "It does whatever else Sentry can do, as Sentry spells it.",
        example={"type": "email", "targetType": "issue_owners"},
        unless=_ONE_OF,
    )
    fallthrough: Fallthrough | None = key(
        "Whom to mail where nobody owns the issue. It goes with email: issue-owners.",
        example="nobody",
        usual="active-members",
    )
    app_settings: AppSettings | None = _goes_with(
        "app", "What the app asks for.", [{"name": "channel", "value": "ops"}], alias="settings"
    )
    channel: Line | None = _goes_with("slack and msteams, which need it", "The channel's name.", "#alerts")
    channel_id: Line | None = _goes_with(
        "discord, which needs it, slack and msteams",
        "The channel's id, in quotes.",
        "714123428994482189",
        unless="Sentry finds it by the name",
    )
    service: Line | None = _goes_with("pagerduty", "The service's name.", "Website")
    service_id: Line | None = _goes_with(
        "pagerduty, which needs it", "The service's id, from the integration's settings at Sentry.", "1"
    )
    team: Line | None = _goes_with("opsgenie", "The team's name at Opsgenie.", "Backend")
    team_id: Line | None = _goes_with(
        "opsgenie, which needs it", "The team's id, from the integration's settings at Sentry.", "1-backend"
    )
    priority: Line | None = _goes_with(
        "opsgenie and pagerduty",
        "P1 to P5 for Opsgenie, a severity for PagerDuty.",
        "P2",
        unless="as Sentry chooses",
    )
    tags: Tags | None = _goes_with(
        "slack and discord", "The tags that the message shows.", ["environment", "level"], unless="none"
    )
    notes: Line | None = _goes_with(
        "slack", "A text that the message ends with.", "See the runbook.", unless="none"
    )
    fields: dict[str, Annotated[Any, AnyValue]] | None = _goes_with(
        "github, githubEnterprise, jira, jiraServer and vsts",
        "What a ticket is made with.",
        {"repo": "example/shop", "labels": ["bug"]},
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in _RECEIVERS if getattr(self, kind) is not None]
        shown = {name: field.alias or name for name, field in type(self).model_fields.items()}
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
        if self.fallthrough is not None and self.email != ISSUE_OWNERS:
            raise wrong(f"fallthrough goes with email: {ISSUE_OWNERS} only")
        return self

    def integration(self) -> tuple[IntegrationKind, str]:
        """Return the kind of integration and its installed name; not for receivers of kind email or webhook."""
        kinds = (kind for kind in get_args(IntegrationKind) if getattr(self, kind) is not None)
        kind: IntegrationKind = next(kinds)
        return kind, getattr(self, kind)

    def settings(self) -> dict[str, Any]:
        """Return the settings of the kind, by Python name."""
        names = [name for name in type(self).model_fields if name not in _RECEIVERS]
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


class _Shorthand:
    """Marks a receiver that may also be the text under its `email` alone."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spell_out(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            return validate({"email": value} if isinstance(value, str) else value)

        return core_schema.no_info_wrap_validator_function(spell_out, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "string", "minLength": 1}]}


def _somebody(receivers: tuple[ReceiverSettings, ...]) -> tuple[ReceiverSettings, ...]:
    if not receivers:
        raise wrong("names nobody; leave the line out to tell the team, or switch the alert off with false")
    return receivers


Notify = Annotated[
    tuple[Annotated[ReceiverSettings, _Shorthand], ...],
    Field(strict=False),
    AfterValidator(_somebody),
    Length(),
]
