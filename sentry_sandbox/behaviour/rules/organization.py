"""Rules for the settings of an organization, by caller and plan."""

from __future__ import annotations

import base64
import re
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.http.errors import field_error
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.times import now_iso

_KEY = re.compile(r"[A-Za-z0-9_\-]{42}[AEIMQUYcgkosw048]")
"""32 bytes in URL-safe base64, without padding: the last letter has two bits that mean nothing, and they are 0."""

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN = 1 << 255


def _is_public_key(text: str) -> bool:
    """Whether Relay reads a key: its 32 bytes are the place of a point on the curve Ed25519 (RFC 8032, 5.1.3)."""
    if not _KEY.fullmatch(text):
        return False
    y = (int.from_bytes(base64.urlsafe_b64decode(text + "="), "little") & (_SIGN - 1)) % _P
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    return square == 0 or pow(square, (_P - 1) // 2, _P) == 1


def _relay(value: Any) -> JsonObject:
    if not isinstance(value, dict):
        raise f.Invalid("Bad structure received for Trusted Relays")
    name, key = value.get("name"), value.get("publicKey") or ""
    if name is None:
        raise f.Invalid("Relay key info with missing name in Trusted Relays")
    name = str(name).strip()
    if not name:
        raise f.Invalid("Relay key info with empty name in Trusted Relays")
    if not key:
        raise f.Invalid(f"Missing public key for relay key info with name:'{name}' in Trusted Relays")
    if not isinstance(key, str) or not _is_public_key(key):
        raise f.Invalid(f"Invalid public key for relay key info with name:'{name}' in Trusted Relays")
    return {**value, "name": name}


def trusted_relays(value: Any) -> list[JsonObject]:
    """Relays by public key, each once; Sentry notes when each was made."""
    relays: list[JsonObject] = f.listing(_relay)(value)
    keys = [relay["publicKey"] for relay in relays]
    for key in keys:
        if keys.count(key) > 1:
            raise f.Invalid(f"Duplicated key in Trusted Relays: '{key}'")
    now = now_iso()
    return [
        {
            "name": relay["name"],
            "publicKey": relay["publicKey"],
            "description": relay.get("description"),
            "created": now,
            "lastModified": now,
        }
        for relay in relays
    ]


def check_gates(changes: JsonObject, quirks: Quirks, *, two_factor: bool) -> None:
    """Refuse settings that the caller or the plan does not permit.

    Args:
        changes: the settings.
        quirks: what the plan permits.
        two_factor: whether the caller uses a second factor.

    Raises:
        ApiError: 400 on the setting.
    """
    if changes.get("require2FA") and not two_factor:
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
