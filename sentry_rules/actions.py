"""Whether Sentry takes an action of an alert in its form at Sentry: type, target, integration and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, get_args

from sentry_rules.integrations import IntegrationKind

INTEGRATIONS: Final = frozenset(get_args(IntegrationKind))
"""Types that work through an installed integration (sentry: `Action.Type`)."""

TYPES: Final = (*get_args(IntegrationKind), "email", "sentry_app", "webhook")

TARGET_TYPES: Final = ("user", "team", "issue_owners", "specific", "sentry_app")

EMAIL_TARGETS: Final = ("user", "team", "issue_owners")

FALLTHROUGHS: Final[Mapping[str, Literal["ActiveMembers", "AllMembers", "NoOne"]]] = {
    "active-members": "ActiveMembers",
    "all-members": "AllMembers",
    "nobody": "NoOne",
}
"""Whom to mail if nobody owns the issue, and Sentry's word for each."""

NEEDS: Final[Mapping[str, Mapping[str, str]]] = {
    "slack": {"targetDisplay": "the name of the channel"},
    "discord": {"targetIdentifier": "the id of the channel"},
    "msteams": {"targetDisplay": "the name of the channel"},
    "pagerduty": {"targetIdentifier": "the id of the service"},
    "opsgenie": {"targetIdentifier": "the id of the team"},
    "sentry_app": {"targetIdentifier": "the id of the app"},
    "webhook": {"targetIdentifier": "the slug of the service"},
}
"""The keys that an action of a type must have, with a description of each."""


def complaints(action: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an action, each with the key that it is about.

    Args:
        action: by key at Sentry; a key that is not declared is not there.
    """
    kind = action.get("type")
    if not isinstance(kind, str):
        return
    if kind in INTEGRATIONS and "integrationId" not in action:
        yield "integrationId", f"is required for {kind}: the id of the installed integration"
    if kind not in INTEGRATIONS and "integrationId" in action:
        yield "integrationId", f"does not go with {kind}"
    target = action.get("targetType")
    if kind == "email" and (target is None or (isinstance(target, str) and target not in EMAIL_TARGETS)):
        yield "targetType", "must be user, team or issue_owners for email"
    if target in ("user", "team") and "targetIdentifier" not in action:
        yield "targetIdentifier", f"is required: the id of the {target}"
    for name, what in NEEDS.get(kind, {}).items():
        if name not in action:
            yield name, f"is required for {kind}: {what}"
