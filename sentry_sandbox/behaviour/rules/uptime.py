"""Rules for the body of an uptime monitor."""

from __future__ import annotations

import re
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.store import JsonObject

UPTIME = "uptime_domain_failure"

_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_INTERVALS = (60, 300, 600, 1200, 1800, 3600)
_MANUAL = 1
_LONGEST_ADDRESS = 255
_LARGEST_REQUEST = 1000


def _url(value: Any) -> str:
    text: str = f.text(_LONGEST_ADDRESS, blank=False)(value)
    found = re.fullmatch(
        r"(?i)https?://(?:\S+@)?([^\s/?#:@\[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?", text
    )
    # Every host but localhost has a domain.
    if found is None or ("." not in found[1] and found[1][0] != "[" and found[1].lower() != "localhost"):
        raise f.Invalid("Enter a valid URL.")
    return text


def _header(value: Any) -> list[str]:
    pair: list[str] = f.listing(f.text())(value)
    if len(pair) != 2:  # noqa: PLR2004 - a name and a value
        raise f.Invalid("Expected array of header tuples.")
    return pair


def _uptime_source(value: Any) -> JsonObject:
    source = f.clean_object(
        f.mapping(value),
        {
            "url": _url,
            "method": f.choice(_METHODS),
            "headers": f.listing(_header),
            "body": f.nullable(f.text(trim=False)),
            "intervalSeconds": f.choice(_INTERVALS),
            "timeoutMs": f.integer(1_000, 60_000),
            "traceSampling": f.boolean,
            "assertion": f.nullable(f.mapping),
        },
        required=("url", "intervalSeconds", "timeoutMs"),
    )
    defaults: JsonObject = {
        "method": "GET",
        "headers": [],
        "body": None,
        "traceSampling": False,
        "assertion": None,
    }
    whole = {**defaults, **source}
    size = len(f"{whole['method']} {whole['url']} HTTP/1.1\r\n")
    size += sum(len(name) + len(text.encode()) + 2 for name, text in whole["headers"])
    size += 0 if whole["body"] is None else len(whole["body"].encode()) + 2
    if size > _LARGEST_REQUEST:
        raise f.Invalid({"nonFieldErrors": [f"Request is too large, max size is {_LARGEST_REQUEST} bytes"]})
    return whole


def _uptime_config(value: Any) -> JsonObject:
    return f.clean_object(
        f.mapping(value),
        {
            "mode": f.choice((_MANUAL,)),
            "environment": f.nullable(f.text(64)),
            "recoveryThreshold": f.integer(1),
            "downtimeThreshold": f.integer(1),
        },
        required=("mode", "environment", "recoveryThreshold", "downtimeThreshold"),
    )


CLEANERS: dict[str, f.Cleaner] = {"dataSources": f.only(_uptime_source), "config": _uptime_config}
"""Its fields beyond those of every monitor."""

REQUIRED = ("name", "dataSources", "config")
