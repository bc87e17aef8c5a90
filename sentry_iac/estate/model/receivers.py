"""Whom an alert tells besides a team, with every question answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sentry_rules.integrations import IntegrationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersEmail:
    """Mail those whom the ownership rules name, and the active members where they name nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationTarget:
    """Tell somebody through an installed integration.

    `integration` is the name it is installed under; `settings` are the arguments of the action of this kind, by
    their names in `pulumi_sentry.alerts.actions`, the integration left out.
    """

    kind: IntegrationKind
    integration: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """Call a webhook; `service` is the slug of an internal integration, or `webhooks` for the project's own."""

    service: str
