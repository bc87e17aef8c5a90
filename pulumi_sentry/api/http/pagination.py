"""Sentry's ``Link`` header: both directions always present, an opaque cursor, and whether more follows."""

from __future__ import annotations

import re

PER_PAGE = 100
"""Items a page: Sentry's maximum, and ten times what some lists give by themselves."""

_LINK = re.compile(r'<[^>]*>((?:\s*;\s*[A-Za-z]+="[^"]*")*)')
_ATTRIBUTE = re.compile(r'([A-Za-z]+)="([^"]*)"')


class BadLink(ValueError):
    """A ``Link`` header that cannot be followed; the text says why."""


def next_cursor(link: str | None) -> str | None:
    """Return the cursor of the next page, or None after the last one.

    Only the cursor is taken from the link, never its address: Sentry writes its own `system.url-prefix` there,
    whatever host was asked.

    Args:
        link: the ``Link`` header, if any.

    Raises:
        BadLink: the next page has no cursor.
    """
    for attributes in _LINK.findall(link or ""):
        values = dict(_ATTRIBUTE.findall(attributes))
        if values.get("rel") != "next":
            continue
        if values.get("results") != "true":
            return None
        if not values.get("cursor"):
            raise BadLink("a next page without a cursor")
        return str(values["cursor"])
    return None
