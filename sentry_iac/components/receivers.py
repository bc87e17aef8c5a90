"""Turns an alert's receivers into the actions that tell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.alerts.parts import Action
from sentry_iac.components.joining import AnyTeam
from sentry_iac.estate import (
    ActorOwner,
    IntegrationTarget,
    Owner,
    OwnersEmail,
    PersonOwner,
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

_JOIN: Final = "only somebody who has joined can own something; name them when they have, or name a team"


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
            case TeamOwner():
                return self._teams[owner.team].id.apply(lambda id: f"team:{id}")
            case PersonOwner():
                return self._user(owner.email).apply(lambda id: f"user:{id}")
            case ActorOwner():
                return owner.actor
            case None:
                return None

    def action(self, receiver: Receiver) -> Action:
        """The action that tells a receiver."""
        match receiver:
            case TeamEmail():
                return sentry.actions.EmailTeam(team=self._teams[receiver.team].id)
            case OwnersEmail():
                return sentry.actions.EmailIssueOwners()
            case WebhookCall():
                return sentry.actions.Webhook(service=receiver.service)
            case IntegrationTarget():
                return _CLASSES[receiver.kind](integration=self._integration(receiver), **receiver.settings)

    def _user(self, email: str) -> pulumi.Output[str]:
        if email not in self._users:
            args = sentry.GetMemberArgs(email=email, if_missing=_JOIN)
            self._users[email] = sentry.get_member(args).user_id
        return self._users[email]

    def _integration(self, target: IntegrationTarget) -> pulumi.Output[str]:
        key = target.kind, target.integration
        if key not in self._integrations:
            args = sentry.GetIntegrationArgs(provider=target.kind, name=target.integration)
            self._integrations[key] = sentry.get_integration(args).id
        return self._integrations[key]
