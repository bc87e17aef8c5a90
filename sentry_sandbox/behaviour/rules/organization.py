"""Rules for the settings of an organization, by caller and plan."""

from __future__ import annotations

import re
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.http.errors import field_error
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.times import now_iso

_RELAY_KEY = re.compile(r"[A-Za-z0-9_\-]{43}")
"""32 bytes in URL-safe base64, without padding."""


def trusted_relays(value: Any) -> list[JsonObject]:
    """Relays by public key, each once; Sentry notes when each was made."""
    relays: list[JsonObject] = f.listing(f.mapping)(value)
    keys = [relay.get("publicKey") for relay in relays]
    for key in keys:
        if not isinstance(key, str) or not key:
            raise f.Invalid("Relay key info needs a publicKey.")
        if not _RELAY_KEY.fullmatch(key):
            name = next(relay.get("name") for relay in relays if relay.get("publicKey") == key)
            raise f.Invalid(f"Invalid public key for relay key info with name:'{name}' in Trusted Relays")
        if keys.count(key) > 1:
            raise f.Invalid(f"Duplicated key in Trusted Relays: '{key}'")
    now = now_iso()
    return [
        {
            "name": relay.get("name"),
            "publicKey": relay["publicKey"],
            "description": relay.get("description"),
            "created": now,
            "lastModified": now,
        }
        for relay in relays
    ]


def check_gates(changes: JsonObject, quirks: Quirks) -> None:
    """Refuse settings that the caller or the plan does not permit.

    Raises:
        ApiError: 400 on the setting.
    """
    if changes.get("require2FA") and not quirks.caller_has_2fa:
        raise field_error(
            "require2FA", "Cannot require two-factor authentication without personal two-factor enabled."
        )
    if changes.get("trustedRelays") and not quirks.relay_feature:
        raise field_error("trustedRelays", "Organization does not have the relay feature enabled")
    for name in ("targetSampleRate", "samplingMode"):
        if name in changes and not quirks.custom_dynamic_sampling:
            raise field_error(
                name, "Organization does not have the custom dynamic sample rate feature enabled."
            )
