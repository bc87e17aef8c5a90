"""The pages for people: what is in an organization, at the addresses that it has at Sentry.

They are rendered here and complete without a script. A small script of our own adds keys and keeps an open page up to
date: it asks for the page again, and gets an answer only after something was stored.
"""

from __future__ import annotations

from starlette.routing import Route

from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.page.addresses import below_organizations, below_settings, listed
from sentry_sandbox.page.serving import Pages


def page_routes(sandbox: Sandbox) -> list[Route]:
    """The routes of the pages; at `/` is the first organization, or the one that `?org=<slug>` names."""
    pages = Pages(sandbox)
    return [
        Route(
            "/",
            pages.endpoint(lambda reader, _parts, asked: listed(reader, asked.get("q", ""))),
            methods=["GET"],
        ),
        *(
            Route(f"/{start}/{{organization}}{rest}", pages.endpoint(find), methods=["GET"])
            for start, find in (("organizations", below_organizations), ("settings", below_settings))
            for rest in ("", "/{rest:path}")
        ),
    ]
