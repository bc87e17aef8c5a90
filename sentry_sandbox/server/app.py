"""The ASGI application: management API, ingest, the page and the admin API, behind the fault and limit layers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp

from sentry_sandbox.admin.api import admin_routes
from sentry_sandbox.admin.seeding import prepare
from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.controls.faults import FaultLayer
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.controls.rate_limits import RateLimits
from sentry_sandbox.controls.request_log import RequestLogLayer
from sentry_sandbox.ingest import ingest_routes
from sentry_sandbox.page import page_routes
from sentry_sandbox.routes import all_endpoints
from sentry_sandbox.routes.dispatch import routes
from sentry_sandbox.server.browsers import BrowserLayer
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Store

_NO_ROUTE = "Route not found, did you forget a trailing slash?"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_NO_SUCH_PAGE = "<!doctype html><title>Page not found</title><h1>Page not found</h1>"
_CSRF_PAGE = "<!doctype html><title>CSRF Verification Failed</title><h1>CSRF Verification Failed</h1>"


async def _elsewhere(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return _no_such_endpoint(request)
    # A base URL without /api/0 ends here, as it does on a real Sentry.
    if request.method in _SAFE_METHODS:
        return HTMLResponse(_NO_SUCH_PAGE, status_code=404)
    return HTMLResponse(_CSRF_PAGE, status_code=403)


def _no_such_endpoint(request: Request) -> Response:
    """The body of Sentry's catch-all: empty, where the path ends as its own paths do."""
    if request.url.path.endswith("/"):
        return HTMLResponse(status_code=404)
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return JSONResponse({"info": _NO_ROUTE}, status_code=404)
    return PlainTextResponse(_NO_ROUTE, status_code=404)


async def _wrong_method(request: Request, error: Exception) -> Response:
    if not request.url.path.startswith("/api/"):
        return await _elsewhere(request, error)
    return JSONResponse({"detail": f'Method "{request.method}" not allowed.'}, status_code=405)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """A whole sandbox as one ASGI application, its data included.

    Args:
        settings: how it behaves; the defaults keep everything in memory and take the token `sandbox-token`.
    """
    settings = settings or Settings()
    store = Store(settings.data)
    prepare(store, settings)
    quirks = Quirks()
    sandbox = Sandbox(settings, store, quirks, RateLimits(quirks.rate_limit))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            *routes(sandbox, all_endpoints()),
            *ingest_routes(sandbox),
            *page_routes(sandbox),
            *admin_routes(sandbox),
        ],
        exception_handlers={404: _elsewhere, 405: _wrong_method},
    )
    app.router.redirect_slashes = False
    logged = RequestLogLayer(FaultLayer(app, sandbox.faults), sandbox.log)
    return BrowserLayer(logged, settings.public_url)
