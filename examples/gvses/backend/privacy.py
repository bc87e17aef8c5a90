"""Takes personal data out of what is about to be sent.

Sentry scrubs as well (`privacy: strict` in sentry.yaml); what never leaves cannot be stored by mistake.
"""

import re
from typing import Any

_HEADERS = {"accept", "content-length", "content-type", "host", "user-agent"}

# They hold versions and the names of files, which look like addresses now and then.
_UNTOUCHED = {"debug_meta", "modules", "release", "sdk"}

_PATTERNS = (
    (re.compile(r"[\w.+-]+(?:@|%40)(?:[\w-]+\.)+[a-zA-Z]{2,}"), "[email]"),
    (re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+"), "[token]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (
        re.compile(
            r"(?i)([\w-]*(?:token|password|secret|api_?key)[\"']?\s*(?:[=:]|%3d|%3a)\s*[\"']?)[^\s\"'&#,;}]+"
        ),
        r"\1[token]",
    ),
    # Addresses of the machine itself belong to nobody.
    (re.compile(r"(?:(?<=%[\da-fA-F]{2})|(?<![\w.]))(?!127\.)\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)"), "[ip]"),
    (
        re.compile(
            r"(?i)(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:)+(?::[\da-f]{1,4})+)"
        ),
        "[ip]",
    ),
)


def without_personal_data(event: Any) -> Any:
    """The same event, in which a person is an id and nothing else."""
    if request := event.get("request"):
        headers = request.get("headers") or {}
        request["headers"] = {name: text for name, text in headers.items() if name.lower() in _HEADERS}
        for name in ("cookies", "data", "env", "query_string"):
            request.pop(name, None)
    if user := event.get("user"):
        event["user"] = {"id": user["id"]} if "id" in user else {}
    return {name: value if name in _UNTOUCHED else _scrubbed(value) for name, value in event.items()}


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, replacement in _PATTERNS:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, dict):
        return {name: _scrubbed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(part) for part in value]
    return value
