"""Advanced scrubbing rules: a string of JSON that Relay has to understand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

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
_TOKEN = re.compile(rf" *(?P<word>&&?|\|\|?|[()!~]|(?P<path>{_ITEM}(?: *\. *{_ITEM})*))")
_BLANKS = re.compile(r"[\s,]*")
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
    # Relay reads from the front, and tells of the first place where it cannot go on.
    for part in _members(config, 0):
        for member in _members(config, part.begin) if part.name in ("rules", "applications") else ():
            said = (
                _rule_problem(json.loads(config[member.begin : member.end]))
                if part.name == "rules"
                else _selector_problem(member.name)
            )
            if said:
                raise Invalid(said + _place(config, member.end if part.name == "rules" else member.colon))
    return config


def _rule_problem(rule: Any) -> str:
    kind = rule.get("type") if isinstance(rule, dict) else None
    if kind is None:
        return "missing field `type`"
    if kind not in _TYPES:
        expected = ", ".join(f"`{known}`" for known in _TYPES)
        return f"unknown variant `{kind}`, expected one of {expected}"
    needed = _REQUIRED.get(kind)
    return f"missing field `{needed}`" if needed and needed not in rule else ""


def _selector_problem(selector: str) -> str:
    if _is_selector(selector):
        return ""
    return f"invalid value: string {json.dumps(selector, ensure_ascii=False)}, expected a selector"


class _Member(NamedTuple):
    """A member of an object in a text of JSON: its name, where its colon is, and where its value begins and ends."""

    name: str
    colon: int
    begin: int
    end: int


def _members(config: str, at: int) -> Iterator[_Member]:
    """The members of the object that begins at a place of a text that is valid JSON."""
    decoder = json.JSONDecoder()
    at = config.index("{", at) + 1
    while (name_at := _BLANKS.match(config, at).end()) < len(config) and config[name_at] == '"':  # type: ignore[union-attr]
        name, name_end = decoder.raw_decode(config, name_at)
        colon = config.index(":", name_end)
        begin = _BLANKS.match(config, colon + 1).end()  # type: ignore[union-attr]
        _, end = decoder.raw_decode(config, begin)
        yield _Member(name, colon, begin, end)
        at = end


def _place(config: str, end: int) -> str:
    """A place in a text as Relay says it: its column is counted in bytes."""
    before = config[:end]
    column = len(before.rpartition("\n")[2].encode())
    return f" at line {before.count(chr(10)) + 1} column {column}"


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
