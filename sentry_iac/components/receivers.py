"""Turns an alert's receivers into the actions that tell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pulumi
from pydantic.alias_generators import to_snake

import pulumi_sentry as sentry
from pulumi_sentry.alerts.parts import Action
from sentry_iac.components.joining import AnyTeam
from sentry_iac.estate import (
    ID,
    ActorOwner,
    IntegrationTarget,
    Owner,
    OwnersEmail,
    PersonEmail,
    PersonOwner,
    RawAction,
    Receiver,
    TeamEmail,
    TeamOwner,
    WebhookCall,
)

_CLASSES: Mapping[str, Callable[..., Action]] = {
    "slack": sentry.actions.Slack,
    "discord": sentry.actions.Discord,
    "msteams": sentry.actions.MicrosoftTeams,
    "pagerduty": sentry.actions.PagerDuty,
    "opsgenie": sentry.actions.Opsgenie,
    "github": sentry.actions.GitHub,
    "github_enterprise": sentry.actions.GitHubEnterprise,
    "jira": sentry.actions.Jira,
    "jira_server": sentry.actions.JiraServer,
    "vsts": sentry.actions.AzureDevOps,
}

_JOIN: Final = "Sentry knows only those who have joined; name them when they have, or name a team"


class Receivers:
    """The teams, people and integrations of the organization that alerts can tell; each is looked up once."""

    def __init__(self, teams: Mapping[str, AnyTeam]) -> None:
        """Begin without a lookup.

        Args:
            teams: teams by their name in `sentry.yaml`.
        """
        self._teams = teams
        self._integrations: dict[tuple[str, str], pulumi.Output[str]] = {}
        self._users: dict[str, pulumi.Output[str]] = {}

    def owner(self, owner: Owner | None) -> pulumi.Output[str] | str | None:
        """Somebody as the owner of a monitor or alert: `team:ID` or `user:ID`; None for nobody."""
        match owner:
            case None:
                return None
            case ActorOwner():
                return owner.actor
            case TeamOwner():
                return self.number(owner).apply(lambda id: f"team:{id}")
            case PersonOwner():
                return self.number(owner).apply(lambda id: f"user:{id}")

    def number(self, who: TeamOwner | PersonOwner) -> pulumi.Output[str]:
        """The number of a team or of a person's user at Sentry."""
        return self._teams[who.team].id if isinstance(who, TeamOwner) else self._user(who.email)

    def action(self, receiver: Receiver) -> Action:
        """The action that tells a receiver."""
        match receiver:
            case TeamEmail() | PersonEmail() | OwnersEmail():
                return self._mail(receiver)
            case WebhookCall():
                return sentry.actions.Webhook(service=receiver.service)
            case RawAction():
                values = {to_snake(name): value for name, value in receiver.values.items()}
                return sentry.AlertActionArgs(**values)
            case IntegrationTarget():
                return _CLASSES[receiver.kind](integration=self._integration(receiver), **receiver.settings)

    def _mail(self, receiver: TeamEmail | PersonEmail | OwnersEmail) -> Action:
        match receiver:
            case TeamEmail():
                return sentry.actions.EmailTeam(team=self._teams[receiver.team].id)
            case PersonEmail():
                return sentry.actions.EmailUser(user=self._user(receiver.email))
            case OwnersEmail():
                return sentry.actions.EmailIssueOwners(fallthrough=receiver.fallthrough)

    def _user(self, email: str) -> pulumi.Output[str]:
        if email not in self._users:
            args = sentry.GetMemberArgs(email=email, if_missing=_JOIN)
            self._users[email] = sentry.get_member_output(args).user_id
        return self._users[email]

    def _integration(self, target: IntegrationTarget) -> pulumi.Output[str] | str:
        if target.integration.startswith(ID):
            return target.integration.removeprefix(ID)
        key = target.kind, target.integration
        if key not in self._integrations:
            args = sentry.GetIntegrationArgs(provider=target.kind, name=target.integration)
            self._integrations[key] = sentry.get_integration_output(args).id
        return self._integrations[key]
