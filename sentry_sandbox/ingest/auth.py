"""Finds the client key of a request: in a header, in the query, or in the envelope's DSN."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sentry_sandbox.ingest.refusal import Refusal, rejected
from sentry_sandbox.store import Record, Store
from sentry_sandbox.store.lookups import as_id

_KEY = re.compile(r"^[a-fA-F0-9]{32}$")
_VERSIONS = ("2.0", "3", "4", "5", "6", "7")
_MISSING = "missing authorization information"


def _from_header(text: str) -> dict[str, str]:
    scheme, _, rest = text.partition(" ")
    if scheme.lower() != "sentry" or not rest.strip():
        raise Refusal(401, "bad sentry auth header")
    parts: dict[str, str] = {}
    for part in rest.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals:
            raise Refusal(401, "bad sentry auth header")
        parts[name.strip()] = value.strip()
    return parts


def _from_dsn(header: Mapping[str, Any] | None) -> dict[str, str]:
    if header is None:
        raise Refusal(401, "bad envelope header: authentication information cannot be read")
    dsn = header.get("dsn")
    if dsn is None:
        raise Refusal(401, _MISSING)
    try:
        key = urlsplit(dsn).username if isinstance(dsn, str) else None
    except ValueError:
        key = None
    if not key:
        raise Refusal(401, "bad envelope authentication: the DSN has no public key")
    return {"sentry_key": key}


def public_key(
    headers: Mapping[str, str], query: Mapping[str, str], envelope: Mapping[str, Any] | None
) -> str:
    """The public key in a request.

    Args:
        headers: of the request.
        query: of the request.
        envelope: header of the envelope; `None` where there is none or it cannot be read.

    Raises:
        Refusal: 401 for none or more than one, 400 for an invalid key or an unknown protocol version.
    """
    header = headers.get("x-sentry-auth")
    if header is None and headers.get("authorization", "").lower().startswith("sentry "):
        header = headers["authorization"]
    if header is not None and "sentry_key" in query:
        raise Refusal(401, "multiple authorization payloads detected")
    if header is not None:
        found: Mapping[str, str] = _from_header(header)
    elif "sentry_key" in query:
        found = query
    else:
        found = _from_dsn(envelope)
    key = found.get("sentry_key")
    if not key:
        raise Refusal(401, _MISSING)
    if found.get("sentry_version", "7") not in _VERSIONS:
        raise Refusal(400, "unsupported protocol version")
    if not _KEY.match(key):
        raise Refusal(400, "bad key: it has to be 32 hexadecimal characters")
    return key.lower()


def is_project_id(text: str) -> bool:
    """Whether a part of a path is a project id, existing or not."""
    return as_id(text) is not None


def active_key(store: Store, project_text: str, public: str) -> tuple[Record, Record]:
    """The project and the key of a request.

    Raises:
        Refusal: 400 for a path without a project id, 403 for a missing project, or a key that is missing, off or of
            another project.
    """
    project_id = as_id(project_text)
    if project_id is None:
        raise Refusal(400, "invalid project id")
    project = store.projects.get(project_id)
    if project is None:
        raise rejected()
    key = store.keys.find(organization_id=project.organization_id, slug=public)
    if key is None or key.project_id != project.id or not key.body["isActive"]:
        raise rejected()
    return project, key
