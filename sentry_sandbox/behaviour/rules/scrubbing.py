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
_ITEM = r"(?:\$[a-z_]+|\*\*|\*|[0-9]+|[A-Za-z_][A-Za-z0-9_-]*|'(?:[^']|'')+')"
_TOKEN = re.compile(rf" *(?P<word>&&?|\|\|?|[()!~]|(?P<path>{_ITEM}(?: *\. *{_ITEM})*+))")
_VALUE_TYPES = frozenset(
    {
        *("array", "attachments", "binary", "bool", "boolean", "breadcrumb", "datetime", "error", "event"),
        *("exception", "frame", "heap_memory", "http", "list", "log", "logentry", "message", "minidump"),
        *("number", "object", "replay", "request", "sdk", "span", "stack", "stack_memory", "stacktrace"),
        *("string", "thread", "trace_metric", "user"),
    }
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
    """Whether Relay reads a selector: paths joined by | and &, negated by ! or ~, grouped by parentheses."""
    place, depth, before = 0, 0, "("
    text = text.rstrip(" ")
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            return False
        place, word = token.end(), token["word"][0]
        ends = before in (")", "path")
        if token["path"]:
            word = "path"
        if (word in ("path", "(", "!", "~")) is ends or (word in ("!", "~") and before in ("!", "~")):
            return False
        if token["path"] and not _is_path(token["path"]):
            return False
        depth += (word == "(") - (word == ")")
        if depth < 0:
            return False
        before = word
    return before in (")", "path") and not depth


def _is_path(path: str) -> bool:
    items = re.findall(_ITEM, path)
    types = {item[1:] for item in items if item.startswith("$")}
    return path != "*" and items.count("**") < 2 and types <= _VALUE_TYPES  # noqa: PLR2004 - Relay looks deep once
