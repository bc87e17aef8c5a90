"""What an alert does: one class for each kind, for `actions` of an `ActionFilterArgs`.

Types, targets and data: https://docs.sentry.io/api/monitors/ (`actionFilters.actions`). An action names an integration
by its id; `get_integration` finds the id by the integration's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pulumi_sentry.alerts.parts import ActionKind
from pulumi_sentry.declaration import Args, Input, arg

_INTEGRATION = "Id of the installed integration."


def _data(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _in_data(action: Mapping[str, Any], name: str) -> Any:
    data = action.get("data")
    return data.get(name) if isinstance(data, Mapping) else None


class EmailUser(ActionKind):
    """Mail one person."""

    type = "email"

    user: Input[str] = arg("Id of the user (not of the member).", min_length=1)

    def wire(self) -> dict[str, Any]:
        """The user as target."""
        return {"targetType": "user", "targetIdentifier": self.user, "data": {}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The user."""
        return {"user": action.get("targetIdentifier")}


class EmailTeam(ActionKind):
    """Mail every member of a team."""

    type = "email"

    team: Input[str] = arg("Id of the team.", min_length=1)

    def wire(self) -> dict[str, Any]:
        """The team as target."""
        return {"targetType": "team", "targetIdentifier": self.team, "data": {}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The team."""
        return {"team": action.get("targetIdentifier")}


class EmailIssueOwners(ActionKind):
    """Mail those whom the ownership rules name, or others where they name nobody."""

    type = "email"

    fallthrough: Input[Literal["ActiveMembers", "AllMembers", "NoOne"]] = arg(
        "Whom to mail if nobody owns the issue.", default="ActiveMembers"
    )

    def wire(self) -> dict[str, Any]:
        """No target of its own."""
        return {"targetType": "issue_owners", "data": {"fallthroughType": self.fallthrough}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """Whom to mail otherwise."""
        return {"fallthrough": _in_data(action, "fallthroughType")}


class _Integration(ActionKind):
    targets: ClassVar[Mapping[str, str]] = {}
    """The argument for each key of the target, by Python name."""
    data_names: ClassVar[tuple[str, ...]] = ()
    """The arguments that the data holds under their own names."""

    integration: Input[str] = arg(_INTEGRATION, min_length=1)

    def wire(self) -> dict[str, Any]:
        """The integration, and a target inside it."""
        return {"integrationId": self.integration, "targetType": "specific", **self.inside()}

    def inside(self) -> dict[str, Any]:
        """The target inside the integration, and the data."""
        raise NotImplementedError

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The integration, the target inside it, and the data."""
        found = {
            "integration": action.get("integrationId"),
            **{name: action.get(key) for name, key in cls.targets.items()},
            **{name: _in_data(action, name) for name in cls.data_names},
        }
        return {name: value for name, value in found.items() if value not in (None, "")}


class Slack(_Integration):
    """Post to a Slack channel."""

    type = "slack"
    targets: ClassVar = {"channel": "targetDisplay", "channel_id": "targetIdentifier"}
    data_names: ClassVar = ("tags", "notes")

    channel: Input[str] = arg("Name of the channel, with or without the #; @name for a person.", min_length=1)
    channel_id: Input[str | None] = arg(
        "Id of the channel. Sentry finds it by the name where it is not given.", default=None
    )
    tags: Input[str | None] = arg("Tags shown in the message, separated by commas.", default=None)
    notes: Input[str | None] = arg("Text added to the message.", default=None)

    def inside(self) -> dict[str, Any]:
        """The channel."""
        return {
            "targetDisplay": self.channel,
            "targetIdentifier": self.channel_id,
            "data": _data(tags=self.tags, notes=self.notes),
        }


class Discord(_Integration):
    """Post to a Discord channel."""

    type = "discord"
    targets: ClassVar = {"channel_id": "targetIdentifier"}
    data_names: ClassVar = ("tags",)

    channel_id: Input[str] = arg("Id of the channel.", min_length=1)
    tags: Input[str | None] = arg("Tags shown in the message, separated by commas.", default=None)

    def inside(self) -> dict[str, Any]:
        """The channel."""
        return {"targetIdentifier": self.channel_id, "data": _data(tags=self.tags)}


class MicrosoftTeams(_Integration):
    """Post to a channel of Microsoft Teams."""

    type = "msteams"
    targets: ClassVar = {"channel": "targetDisplay", "channel_id": "targetIdentifier"}

    channel: Input[str] = arg("Name of the channel.", min_length=1)
    channel_id: Input[str | None] = arg(
        "Id of the channel. Sentry finds it by the name where it is not given.", default=None
    )

    def inside(self) -> dict[str, Any]:
        """The channel."""
        return {"targetDisplay": self.channel, "targetIdentifier": self.channel_id, "data": {}}


class PagerDuty(_Integration):
    """Open an incident of a PagerDuty service."""

    type = "pagerduty"
    targets: ClassVar = {"service_id": "targetIdentifier", "service": "targetDisplay"}
    data_names: ClassVar = ("priority",)

    service_id: Input[str] = arg(
        "Id that Sentry gave the service in the integration's settings.", min_length=1
    )
    service: Input[str | None] = arg("Name of the service, for people.", default=None)
    priority: Input[str] = arg("Severity of the incident; default leaves it to PagerDuty.", default="default")

    def inside(self) -> dict[str, Any]:
        """The service."""
        return {
            "targetIdentifier": self.service_id,
            "targetDisplay": self.service,
            "data": {"priority": self.priority},
        }


class Opsgenie(_Integration):
    """Open an alert of an Opsgenie team."""

    type = "opsgenie"
    targets: ClassVar = {"team_id": "targetIdentifier", "team": "targetDisplay"}
    data_names: ClassVar = ("priority",)

    team_id: Input[str] = arg("Id that Sentry gave the team in the integration's settings.", min_length=1)
    team: Input[str | None] = arg("Name of the team, for people.", default=None)
    priority: Input[Literal["P1", "P2", "P3", "P4", "P5"] | None] = arg("Priority.", default=None)

    def inside(self) -> dict[str, Any]:
        """The team."""
        return {
            "targetIdentifier": self.team_id,
            "targetDisplay": self.team,
            "data": _data(priority=self.priority),
        }


class _Ticket(_Integration):
    fields: Input[dict[str, Any]] = arg(
        "The ticket's fields, by the integration's own names, such as repo, project or labels.",
        default={},
    )

    def inside(self) -> dict[str, Any]:
        """The fields; Sentry keeps their names as they are."""
        return {"data": {"additionalFields": self.fields}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The integration and the fields."""
        return {**super().arguments_of(action), "fields": _in_data(action, "additionalFields") or {}}


class GitHub(_Ticket):
    """Create an issue at GitHub."""

    type = "github"


class GitHubEnterprise(_Ticket):
    """Create an issue at a GitHub Enterprise server."""

    type = "github_enterprise"


class Jira(_Ticket):
    """Create a ticket in Jira Cloud."""

    type = "jira"


class JiraServer(_Ticket):
    """Create a ticket on a Jira server."""

    type = "jira_server"


class AzureDevOps(_Ticket):
    """Create a work item in Azure DevOps."""

    type = "vsts"


class SentryAppSettingArgs(Args):
    """One setting for the app."""

    name: Input[str] = arg("Its name.", min_length=1)
    value: Input[Any] = arg("Its value.")
    label: Input[str | None] = arg("The value as people see it.", default=None)


class SentryApp(ActionKind):
    """Call an app that is built on Sentry's integration platform."""

    type = "sentry_app"

    app: Input[str] = arg("Id of the app.", min_length=1)
    settings: Input[list[Input[SentryAppSettingArgs]]] = arg(
        "The settings that the app asks for.", default=[]
    )

    def wire(self) -> dict[str, Any]:
        """The app as target."""
        return {"targetType": "sentry_app", "targetIdentifier": self.app, "data": {"settings": self.settings}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The app and its settings."""
        return {"app": action.get("targetIdentifier"), "settings": _in_data(action, "settings") or []}


class Webhook(ActionKind):
    """Call the webhook of an internal integration, or the project's own webhooks."""

    type = "webhook"

    service: Input[str] = arg("Slug of the integration; webhooks for those of the project.", min_length=1)

    def wire(self) -> dict[str, Any]:
        """The service as target."""
        return {"targetIdentifier": self.service, "data": {}}

    @classmethod
    def arguments_of(cls, action: Mapping[str, Any]) -> dict[str, Any]:
        """The service."""
        return {"service": action.get("targetIdentifier")}
