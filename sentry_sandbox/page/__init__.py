"""The page at `/`: the organization as a person wants to see it. Server-rendered, no script, no outside asset."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.page.view import gather
from sentry_sandbox.store import Record

_TEMPLATES = Path(__file__).parent / "templates"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
}


def _organization(sandbox: Sandbox, slug: str | None) -> Record | None:
    if slug is not None:
        return sandbox.store.organizations.find(organization_id=0, slug=slug)
    return next(iter(sandbox.store.organizations.everything()), None)


def page_routes(sandbox: Sandbox) -> list[Route]:
    """The route of the page; `?org=<slug>` chooses an organization."""
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    async def show(request: Request) -> Response:
        with sandbox.store.transaction():
            organization = _organization(sandbox, request.query_params.get("org"))
            if organization is None:
                text = templates.get_template("missing.html").render()
                return HTMLResponse(text, status_code=404, headers=_HEADERS)
            page = gather(sandbox.store, sandbox.settings, organization)
        return HTMLResponse(templates.get_template("organization.html").render(page=page), headers=_HEADERS)

    return [Route("/", show, methods=["GET"])]
