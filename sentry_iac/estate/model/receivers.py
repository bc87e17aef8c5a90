"""The receivers of an alert, with all values known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sentry_rules.integrations import IntegrationKind

Fallthrough = Literal["ActiveMembers", "AllMembers", "NoOne"]
"""Whom Sentry mails if nobody owns an issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamEmail:
    """Mail every member of a team; `team` is a `TeamSpec.name`."""

    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEmail:
    """Mail one person, who is found by their email address."""

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersEmail:
    """Mail the people whom the ownership rules name, or others if they name nobody.

    `fallthrough` is Sentry's word for these others.
    """

    fallthrough: Fallthrough = "ActiveMembers"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationTarget:
    """Tell people through an installed integration.

    `integration` is the name it is installed under, or `id:` and its number; `settings` are the other arguments of this
    kind's action, by their names in `pulumi_sentry.alerts.actions`.
    """

    kind: IntegrationKind
    integration: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """Call a webhook; `service` is the slug of an internal integration, or `webhooks` for the project's own."""

    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAction:
    """Any other action; `values` are its keys at Sentry."""

    values: Mapping[str, Any]


Receiver = TeamEmail | PersonEmail | OwnersEmail | IntegrationTarget | WebhookCall | RawAction
