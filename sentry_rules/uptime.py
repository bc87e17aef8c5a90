"""What Sentry asks for by itself: the address, how often, how long it waits, and how large the request may be.

(sentry: `uptime/endpoints/validators.py`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sentry_rules.words import quoted

INTERVALS: Final = (60, 300, 600, 1200, 1800, 3600)
"""Seconds between two checks."""

SHORTEST_TIMEOUT: Final = 1_000
LONGEST_TIMEOUT: Final = 60_000
"""Milliseconds."""

LONGEST_ADDRESS: Final = 255
LARGEST_REQUEST: Final = 1_000
"""Bytes of the first line, the headers and the body together."""

_ADDRESS: Final = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?P<host>\[[0-9a-f:.]+\]|[^\s/?#:@\[\]]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_PASSWORD: Final = re.compile(r"//[^/?#]*@")


def address_complaint(url: str) -> str | None:
    """Return what is wrong with the address of an uptime monitor, or None where Sentry takes it."""
    if len(url) > LONGEST_ADDRESS:
        return f"is {len(url)} characters long; Sentry takes at most {LONGEST_ADDRESS}"
    found = _ADDRESS.fullmatch(url)
    shown = quoted(_PASSWORD.sub("//…@", url))
    if found is None:
        return f"{shown} is not an address; write it with https:// in front and without blanks"
    host = found["host"].rstrip(".")
    if not host.startswith("[") and "." not in host and host.casefold() != "localhost":
        return f"{shown} names the host {quoted(host)}, which is no full name; write e.g. https://www.example.com"
    return None


def request_size(method: str, url: str, headers: Mapping[str, str], body: str | None) -> int:
    """Return how large the request is, in bytes, as Sentry counts."""
    first = len(f"{method} {url} HTTP/1.1\r\n")
    named = sum(len(name) + len(value.encode()) + len("\r\n") for name, value in headers.items())
    return first + named + (0 if body is None else len(body.encode()) + len("\r\n"))
