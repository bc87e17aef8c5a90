"""Settings of a project about where events come from, and how Sentry fetches source files.

(sentry: `core/endpoints/project_details.py`, `api/serializers/rest_framework/origin.py`, `utils/http.py`)
"""

from __future__ import annotations

import re
from typing import Final

from sentry_rules.words import quoted

_TOKEN: Final = re.compile(r"[-a-zA-Z0-9+/=\s]*")
_HEADER: Final = re.compile(r"[a-zA-Z0-9_-]*")


def domain_complaint(domain: str) -> str | None:
    """Return what is wrong with a domain that may send events, or None where Sentry takes it."""
    _, scheme, rest = domain.partition("://")
    host, colon, port = (rest if scheme else domain).partition("/")[0].rpartition(":")
    if not colon or not port:
        return None
    without = domain.replace(f"{host}:{port}", host, 1)
    return (
        f"{quoted(domain)} names a port, which Sentry refuses; write {quoted(without)}, which means any port"
    )


def token_complaint(token: str) -> str | None:
    """Return what is wrong with a security token, or None where Sentry takes it. It does not hold the token."""
    if _TOKEN.fullmatch(token):
        return None
    return "may hold letters, digits, +, /, = and - only"


def header_complaint(header: str) -> str | None:
    """Return what is wrong with the header of a security token, or None where Sentry takes it."""
    if _HEADER.fullmatch(header):
        return None
    return f"{quoted(header)} is no name of a header that Sentry takes: letters, digits, - and _ only"
