"""The receivers of an alert besides a team, with all values known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sentry_rules.integrations import IntegrationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersEmail:
    """Mail the people whom the ownership rules name, or the active members if they name nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationTarget:
    """Tell people through an installed integration.

    `integration` is the name it is installed under; `settings` are the other arguments of this kind's action, by their
    names in `pulumi_sentry.alerts.actions`.
    """

    kind: IntegrationKind
    integration: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """Call a webhook; `service` is the slug of an internal integration, or `webhooks` for the project's own."""

    service: str
