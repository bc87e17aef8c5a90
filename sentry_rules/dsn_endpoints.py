"""Addresses that a DSN may lead to in place of Sentry's own: a Relay, a proxy, or a domain of one's own."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_EXAMPLE = "write e.g. https://errors.example.com"


def endpoint_complaint(address: str) -> str | None:
    """Return why an address cannot stand in a DSN, or None where it can."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return f"is no address; {_EXAMPLE}"
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isprintable():
        return f"is no address of the form https://host; {_EXAMPLE}"
    if " " in address or "@" in parts.netloc:
        return f"holds a key or a space; {_EXAMPLE}, without the key"
    if parts.query or parts.fragment or "?" in address or "#" in address:
        return f"holds a ? or a #, which no DSN has; {_EXAMPLE}"
    return None


def through(endpoint: str, dsn: str) -> str:
    """Return a DSN that leads to an address, with the same key and project.

    Args:
        endpoint: the address; a path in it stays in front of the project.
        dsn: the DSN as Sentry says it.
    """
    there, key = urlsplit(endpoint), urlsplit(dsn)
    project = key.path.rpartition("/")[2]
    user = key.netloc.rpartition("@")[0]
    return urlunsplit((there.scheme, f"{user}@{there.netloc}", f"{there.path.rstrip('/')}/{project}", "", ""))
