"""Keeps web pages away from the sandbox: a browser on this machine reaches it, and so does every page that it shows.

- The `Host` header has to name this machine or the sandbox's own address. A page whose name an attacker points at
  127.0.0.1 (DNS rebinding) sends its own name there.
- The `Origin` header, where a browser sends one, has to be the sandbox's own. Ingest takes every origin, as Relay does:
  applications in a browser send events to it.
- What another page loads (`Sec-Fetch-Site`, https://www.w3.org/TR/fetch-metadata/) is refused. A link to the sandbox's
  page is followed.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sentry_sandbox.controls.request_log import kind_of

_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_FOREIGN_SITES = ("cross-site", "same-site")
"""Another port of this machine is the same site: an application under development, not the sandbox."""


class BrowserLayer:
    """Refuses with 403, before anything else looks at a request, what a web page has sent.

    Args:
        app: what answers the rest.
        public_url: the sandbox's own address.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._own_host = urlsplit(public_url).hostname or ""
        self._own_origin = public_url.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"detail": problem}, status_code=403)(scope, receive, send)

    def _problem(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            return (
                f"The sandbox does not answer to the Host {', '.join(hosts) or 'that is missing'}: "
                f"use localhost, 127.0.0.1 or {self._own_host}, or start it with --public-url."
            )
        if kind_of(scope["path"]) == "ingest":
            return None
        # Behind a proxy with TLS, a page has another scheme than the request that arrives here.
        own = (f"{scope['scheme']}://{hosts[0]}".lower(), self._own_origin)
        foreign = [origin for origin in headers.getlist("origin") if origin.lower() not in own]
        if foreign:
            return f"The sandbox takes requests of its own page only, not of a page of {foreign[0]}."
        follows_link = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site") in _FOREIGN_SITES and not follows_link:
            return "The sandbox takes requests of its own page only, not of another page."
        return None

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in (self._own_host, "localhost") or name.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # Whoever listens on all addresses is asked by them. No attacker can point an address elsewhere.
        return address.is_loopback or self._own_host in _ANY_ADDRESS
