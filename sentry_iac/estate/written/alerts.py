"""The keys under `alerts:` and `notify:`."""

from __future__ import annotations

from typing import Annotated, Any, Self, get_args

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.estate.text.errors import listed, quoted
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, Switchable, Switched, Title
from sentry_iac.estate.text.units import Minutes, wrong
from sentry_rules.integrations import IntegrationKind

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
"""The settings of each kind of receiver: required and optional ones."""


_PRIORITIES = ("P1", "P2", "P3", "P4", "P5")


class ReceiverSettings(SpecModel):
    """A receiver of an alert: one kind, and its settings."""

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
        """Return the written alerts, by name."""
        written = {"monitors": self.monitors, "high-priority": self.high_priority}
        return {name: settings for name, settings in written.items() if settings is not None}
