"""Rules for the actions of alerts: who is told, and how."""

from __future__ import annotations

import zlib
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.lookups import MAX_ID

_MESSENGERS = ("slack", "discord", "msteams", "pagerduty", "opsgenie")
_TICKETS = ("github", "github_enterprise", "jira", "jira_server", "vsts")
INTEGRATION_TYPES = (*_MESSENGERS, *_TICKETS)
_TYPES = ("email", *INTEGRATION_TYPES, "sentry_app", "webhook")
_NAMED_CHANNEL = ("slack", "msteams")
"""Their channel is given by name, and Sentry asks the service for its id."""
_TARGET_BY_ID = ("discord", "pagerduty", "opsgenie")
_EMAIL_TARGETS = ("user", "team", "issue_owners")
_FALLTHROUGH = ("ActiveMembers", "AllMembers", "NoOne")


def _email(action: JsonObject) -> None:
    config = action["config"]
    target = config.get("targetType")
    if target not in _EMAIL_TARGETS:
        raise f.Invalid({"config": [f"'{target}' is not one of {list(_EMAIL_TARGETS)}"]})
    if target != "issue_owners" and not config.get("targetIdentifier"):
        raise f.Invalid({"config": [f"targetIdentifier is required for targetType {target}"]})
    fallthrough = action["data"].get("fallthroughType")
    if fallthrough is not None and fallthrough not in _FALLTHROUGH:
        raise f.Invalid({"data": [f"'{fallthrough}' is not one of {list(_FALLTHROUGH)}"]})


def _integration(call: Call, action: JsonObject) -> None:
    kind = action["type"]
    integration = call.store.integrations.get(action["integrationId"])
    if (
        integration is None
        or integration.organization_id != call.organization.id
        or integration.body["provider"] != kind
    ):
        raise f.Invalid({"integrationId": [f"No {kind} integration with this id is installed."]})
    config = action["config"]
    if config.get("targetType") not in ("specific", None):
        raise f.Invalid({"config": ["targetType must be specific"]})
    if kind in _NAMED_CHANNEL:
        channel = config.get("targetDisplay")
        if not channel:
            raise f.Invalid({"config": [f"targetDisplay is required for {kind}"]})
        if not config.get("targetIdentifier") and call.quirks.channel_ids_filled_in:
            config["targetIdentifier"] = f"C{zlib.crc32(str(channel).encode()):08X}"
    elif kind in _TARGET_BY_ID and not config.get("targetIdentifier"):
        raise f.Invalid({"config": [f"targetIdentifier is required for {kind}"]})


def _outside(action: JsonObject) -> None:
    kind, config = action["type"], action["config"]
    if not config.get("targetIdentifier"):
        raise f.Invalid({"config": [f"targetIdentifier is required for {kind}"]})
    wanted = "sentry_app" if kind == "sentry_app" else None
    if config.get("targetType") != wanted:
        raise f.Invalid({"config": [f"'{config.get('targetType')}' is not one of [{wanted!r}]"]})


def action_of(call: Call) -> f.Cleaner:
    """A check of one action against the organization's integrations."""

    def clean(value: Any) -> JsonObject:
        action = f.clean_object(
            f.mapping(value),
            {
                "id": f.text(),
                "type": f.text(),
                "integrationId": f.nullable(f.integer(1, MAX_ID)),
                "config": f.mapping,
                "data": f.mapping,
                "status": f.choice(("active", "disabled")),
            },
            required=("type", "config", "data"),
        )
        kind = action["type"]
        if kind == "plugin":
            raise f.Invalid({"type": ["Plugin actions are deprecated and cannot be created."]})
        if kind not in _TYPES:
            raise f.Invalid({"type": [f"Invalid action type {kind}"]})
        if kind != "email" and not call.quirks.integration_actions_plan:
            raise f.Invalid({"type": ["Organization does not allow this action type"]})
        integration_id = action.setdefault("integrationId", None)
        if (integration_id is not None) != (kind in INTEGRATION_TYPES):
            need = "requires" if kind in INTEGRATION_TYPES else "does not take"
            raise f.Invalid({"integrationId": [f"Action type {kind} {need} an integration ID"]})
        if kind in INTEGRATION_TYPES:
            _integration(call, action)
        elif kind == "email":
            _email(action)
        else:
            _outside(action)
        action.setdefault("status", "active")
        return action

    return clean
