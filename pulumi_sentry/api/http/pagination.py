"""Sentry's ``Link`` header: both directions always present, an opaque cursor, and whether more follows."""

from __future__ import annotations

import re

import httpx2

from pulumi_sentry.api.http.base_url import is_sentry_saas

PER_PAGE = 100
"""Items a page: Sentry's maximum, and ten times what some lists give by themselves."""

_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[A-Za-z]+="[^"]*")*)')
_ATTRIBUTE = re.compile(r'([A-Za-z]+)="([^"]*)"')


class BadLink(ValueError):
    """A ``Link`` header that cannot be followed; the text says why."""


def next_cursor(link: str | None, requested: httpx2.URL) -> str | None:
    """Return the cursor of the next page, or None after the last one.

    Only the cursor is taken from the link, never its address; a link that names another host is refused, as
    its cursor belongs to another list.

    Args:
        link: the ``Link`` header, if any.
        requested: the URL that was answered.

    Raises:
        BadLink: the next page is on another host or has no cursor.
    """
    for target, attributes in _LINK.findall(link or ""):
        values = dict(_ATTRIBUTE.findall(attributes))
        if values.get("rel") != "next":
            continue
        if values.get("results") != "true":
            return None
        try:
            url = requested.join(target)
        except (httpx2.InvalidURL, ValueError):
            raise BadLink("a next page whose address is no URL") from None
        # Hosts, not origins: behind a proxy that ends TLS, a self-hosted Sentry writes http:// in its links.
        if url.host.lower() != requested.host.lower() and not (
            is_sentry_saas(url) and is_sentry_saas(requested)
        ):
            raise BadLink(f"a next page on another host ({url.host})")
        cursor: str | None = values.get("cursor") or url.params.get("cursor")
        if not cursor:
            raise BadLink("a next page without a cursor")
        return cursor
    return None
