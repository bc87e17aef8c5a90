"""Advanced scrubbing rules: a string of JSON that Relay has to understand."""

from __future__ import annotations

import json
import re
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
    "cookies",
    "redactPair",
    "redact_pair",
    "multiple",
    "alias",
    "unknown",
)
_REQUIRED = {
    "pattern": "pattern",
    "redact_pair": "keyPattern",
    "redactPair": "keyPattern",
    "multiple": "rules",
    "alias": "rule",
}
_TOKEN = re.compile(
    r"\s*(\|\||&&|[()!]|(?:\*\*|\*|'(?:[^']|'')*'|\$?[\w-]+)(?:\.(?:\*\*|\*|'(?:[^']|'')*'|\$?[\w-]+))*)"
)


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
            if kind is None:
                raise Invalid("missing field `type`")
            expected = ", ".join(f"`{known}`" for known in _TYPES)
            raise Invalid(f"unknown variant `{kind}`, expected one of {expected}")
        needed = _REQUIRED.get(kind)
        if needed and needed not in rule:
            raise Invalid(f"missing field `{needed}`")
    for selector in parsed.get("applications", {}):
        if not _is_selector(selector):
            raise Invalid(f"invalid value: string {json.dumps(selector)}, expected a selector")
    return config


def _is_selector(text: str) -> bool:
    """Whether Relay reads a selector: paths joined by || and &&, negated by !, grouped by parentheses."""
    place, depth, operand = 0, 0, True
    text = text.strip()
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            return False
        place, word = token.end(), token[1]
        if word in ("||", "&&", ")"):
            if operand:
                return False
            depth -= word == ")"
            operand = word != ")"
        elif not operand:
            return False
        elif word == "(":
            depth += 1
        elif word != "!":
            operand = False
        if depth < 0:
            return False
    return not operand and not depth
