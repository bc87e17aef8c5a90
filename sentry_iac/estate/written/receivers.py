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
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.estate.text.errors import listed, quoted
from sentry_iac.estate.text.fields import Line, SpecModel, one_of
from sentry_iac.estate.text.units import wrong
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


class AppSetting(SpecModel):
    """One setting for an app."""

    name: Annotated[str, Field(min_length=1)]
    value: Any
    label: str | None = Field(default=None, description="The value as people see it.")


AppSettings = Annotated[tuple[AppSetting, ...], Field(strict=False)]


class RawAction(SpecModel):
    """An action as Sentry spells it."""

    type: Annotated[str, AfterValidator(lambda text: one_of(text, actions.TYPES, "a type of action"))]
    target_type: (
        Annotated[str, AfterValidator(lambda text: one_of(text, actions.TARGET_TYPES, "a type of target"))]
        | None
    ) = None
    target_identifier: str | None = None
    target_display: str | None = None
    integration_id: Annotated[str, Field(pattern=r"^[0-9]+$")] | None = None
    data: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _taken(self) -> Self:
        if reasons := [f"{key} {reason}" for key, reason in actions.complaints(self.wire())]:
            raise wrong("; ".join(reasons))
        return self

    def wire(self) -> dict[str, Any]:
        """Return it by Sentry's keys, without what is not written."""
        return self.model_dump(by_alias=True, exclude_none=True)


class ReceiverSettings(SpecModel):
    """A receiver of an alert: one kind, and its settings."""

    email: Line | None = Field(
        default=None, description="team, issue-owners, a name under teams, or a person's address."
    )
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
    app: Line | None = Field(default=None, description="Number of an app on Sentry's integration platform.")
    action: RawAction | None = Field(
        default=None, description="An action as Sentry spells it: type, targetType, …, data."
    )
    fallthrough: Fallthrough | None = Field(
        default=None,
        description="Whom to mail if nobody owns the issue: active-members unless given, all-members or nobody.",
    )
    app_settings: AppSettings | None = Field(
        default=None,
        alias="settings",
        description="What the app asks for: name, value and maybe label of each.",
    )
    channel: Line | None = Field(default=None, description="Name of the channel.")
    channel_id: Line | None = Field(default=None, description="Id of the channel.")
    service: Line | None = Field(default=None, description="Name of the service.")
    service_id: Line | None = Field(default=None, description="Id of the service, from Sentry's settings.")
    team: Line | None = Field(default=None, description="Name of the team at Opsgenie.")
    team_id: Line | None = Field(default=None, description="Id of that team, from Sentry's settings.")
    priority: Line | None = Field(
        default=None, description="P1 to P5 for Opsgenie, a severity for PagerDuty."
    )
    tags: Tags | None = Field(default=None, description="Tags shown in the message.")
    notes: Line | None = Field(default=None, description="Text added to the message.")
    fields: dict[str, Any] | None = Field(default=None, description="What a ticket is made with.")

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
        return {"anyOf": [handler(schema), {"type": "string"}]}


def _somebody(receivers: tuple[ReceiverSettings, ...]) -> tuple[ReceiverSettings, ...]:
    if not receivers:
        raise wrong("names nobody; leave the line out to tell the team, or switch the alert off with false")
    return receivers


Notify = Annotated[
    tuple[Annotated[ReceiverSettings, _Shorthand], ...], Field(strict=False), AfterValidator(_somebody)
]
