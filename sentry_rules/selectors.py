"""Selectors of advanced scrubbing rules: which values of an event a rule looks at, such as `$string && !user.id`.

Sentry refuses rules with a selector that Relay cannot read. The grammar is Relay's; `sentry-relay` holds it in a test.
"""

from __future__ import annotations

import re
from typing import Final

from sentry_rules.scanning import SPACES, past
from sentry_rules.words import closest, quoted

VALUE_TYPES: Final = (
    *("string", "number", "boolean", "bool", "datetime", "array", "list", "object"),
    *("event", "error", "exception", "stacktrace", "stack", "frame", "request", "http", "user", "message"),
    *("logentry", "thread", "breadcrumb", "span", "sdk", "log", "trace_metric", "replay"),
    *("attachments", "binary", "minidump", "heap_memory", "stack_memory"),
)
"""What a selector may name behind a `$`; a newer Relay may know more."""

_ITEM: Final = r"\$[a-z_]+|\*\*|\*|[0-9]+|[A-Za-z_][A-Za-z0-9_-]*|'(?:[^']|'')+'"
_TOKEN: Final = re.compile(
    rf"(?P<path>(?:{_ITEM})(?: *\. *(?:{_ITEM}))*)|(?P<join>&&?|\|\|?)|(?P<not>[!~])|(?P<open>\()|(?P<close>\))"
)
_MISSING: Final = "has nothing on one side of {}; write a path there, such as extra.account or $string"


class _Unreadable(Exception):
    """Relay cannot read a selector; the text says why, as the rest of a sentence."""


def complaint(selector: str) -> str | None:
    """Return what is wrong with a selector, or None where Relay may read it."""
    try:
        _read(selector.rstrip(" "))
    except _Unreadable as unreadable:
        return str(unreadable)
    return None


def _read(selector: str) -> None:
    at, depth, before, ended = 0, 0, "(", False
    while (at := past(SPACES, selector, at)) < len(selector):
        token = _TOKEN.match(selector, at)
        if token is None or (ended and token.lastgroup in ("path", "not", "open")):
            raise _Unreadable(_ends_before(selector[at:]))
        if token.lastgroup in ("join", "close") and not ended:
            raise _Unreadable(_MISSING.format(token[0] if token.lastgroup == "join" else before))
        if token.lastgroup == "not" and before in ("!", "~"):
            raise _Unreadable("negates twice; put what is negated in parentheses")
        if token.lastgroup == "path":
            _check_path(token[0])
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if depth < 0:
            raise _Unreadable("has a ) that opens nowhere")
        ended, before, at = token.lastgroup in ("path", "close"), token[0], token.end()
    if not ended:
        raise _Unreadable(_MISSING.format(before) if selector else "is empty")
    if depth:
        raise _Unreadable("has a ( that is not closed")


def _ends_before(rest: str) -> str:
    return (
        f"cannot be read from {quoted(rest)} on; join paths by && or ||, and put a key with other signs than "
        "letters, digits, - and _ in single quotes"
    )


def _check_path(path: str) -> None:
    items = re.findall(_ITEM, path)
    if items == ["*"]:
        raise _Unreadable("holds a * that stands alone; write ** for everything")
    if items.count("**") > 1:
        raise _Unreadable("holds ** twice in one path, and Relay takes it once")
    for item in items:
        if item.startswith("$") and item[1:] not in VALUE_TYPES and (meant := closest(item[1:], VALUE_TYPES)):
            raise _Unreadable(
                f"looks at {quoted(item)}, which is no type of a value (did you mean ${meant}?)"
            )
