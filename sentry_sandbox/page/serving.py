"""Serves the pages: which organization, its version, and what a browser may do with them."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.page.addresses import Elsewhere, Missing, Shown, Target
from sentry_sandbox.page.frame import Reader
from sentry_sandbox.store import Record

_TEMPLATES = Path(__file__).parent / "templates"
_SECONDS_OF_A_VERSION = 60
"""A page says how long ago things were, so it grows old by itself."""

Find = Callable[[Reader, list[str], Mapping[str, str]], Target]


def _inline(name: str) -> tuple[str, str]:
    """A file that stands in every page, and the source by which the policy allows it and nothing else."""
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


class Pages:
    """Renders pages of a sandbox.

    Args:
        sandbox: whose data they show.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._start = secrets.token_hex(8)
        style, style_source = _inline("style.css")
        script, script_source = _inline("page.js")
        self._headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": (
                f"default-src 'none'; style-src {style_source}; script-src {script_source}; connect-src 'self'; "
                "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            ),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {"style": style, "script": script}

    def endpoint(self, find: Find) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for the addresses that `find` knows."""

        async def show(request: Request) -> Response:
            version = self._version()
            if request.headers.get("if-none-match") == version:
                return Response(status_code=304, headers={"ETag": version, **self._headers})
            with self._sandbox.store.transaction():
                organization = self._organization(request)
                if organization is None:
                    return self._missing(None, "organization of that name", version)
                reader = Reader(self._sandbox.store, self._sandbox.settings, organization)
                parts = [one for one in request.path_params.get("rest", "").split("/") if one]
                target = find(reader, parts, request.query_params)
                match target:
                    case Elsewhere(address):
                        return RedirectResponse(address, status_code=302, headers=self._headers)
                    case Missing(what):
                        return self._missing(reader, what, version)
                    case Shown(template, page):
                        return self._html(template, 200, version, page=page)

        return show

    def _organization(self, request: Request) -> Record | None:
        organizations = self._sandbox.store.organizations
        slug = request.path_params.get("organization", request.query_params.get("org"))
        if slug is not None:
            return organizations.find(organization_id=0, slug=slug)
        return next(iter(organizations.everything()), None)

    def _version(self) -> str:
        minute = int(time.time()) // _SECONDS_OF_A_VERSION
        return f'W/"{self._start}-{self._sandbox.store.changes}-{minute}"'

    def _missing(self, reader: Reader | None, what: str, version: str) -> Response:
        return self._html("missing.html", 404, version, frame=reader and reader.frame(), what=what)

    def _html(self, name: str, status: int, version: str, **content: object) -> Response:
        text = self._templates.get_template(name).render(version=version, **content)
        return HTMLResponse(text, status_code=status, headers={"ETag": version, **self._headers})
