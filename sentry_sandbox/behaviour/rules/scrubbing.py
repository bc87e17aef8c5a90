"""Advanced scrubbing rules: a string of JSON that Relay has to understand."""

from __future__ import annotations

import json
from typing import Any

from sentry_sandbox.behaviour.rules.fields import Invalid, text

_TYPES = (
    "anything",
    "pattern",
    "imei",
    "mac",
    "uuid",
    "email",
    "ip",
    "creditcard",
    "iban",
    "userpath",
    "pemkey",
    "url_auth",
    "us_ssn",
    "bearer",
    "password",
    "redact_pair",
    "redactPair",
    "multiple",
    "alias",
)
_REQUIRED = {"pattern": "pattern", "redact_pair": "keyPattern", "multiple": "rules", "alias": "rule"}


def pii_config(value: Any) -> str:
    """Relay's `PiiConfig` as JSON text, stored as it is; "" clears it."""
    config: str = text()(value)
    if not config:
        return config
    try:
        parsed = json.loads(config)
    except ValueError as error:
        raise Invalid(f"could not parse the configuration: {error}") from None
    if not isinstance(parsed, dict):
        raise Invalid("could not parse the configuration: expected an object")
    rules = parsed.get("rules", {})
    if not isinstance(rules, dict) or not isinstance(parsed.get("applications", {}), dict):
        raise Invalid("could not parse the configuration: rules and applications are objects")
    for rule in rules.values():
        kind = rule.get("type") if isinstance(rule, dict) else None
        if kind not in _TYPES:
            raise Invalid(f"could not parse the configuration: unknown rule type {kind}")
        needed = _REQUIRED.get(kind)
        if needed and needed not in rule:
            raise Invalid(f"could not parse the configuration: missing field `{needed}`")
    return config
