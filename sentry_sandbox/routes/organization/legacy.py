"""The alert endpoints that Sentry removed in September 2026: they answer 410 to every request."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import endpoint_gone
from sentry_sandbox.routes.dispatch import Endpoint

_BASES = (
    "/projects/{organization}/{project}/rules/",
    "/projects/{organization}/{project}/alert-rules/",
    "/organizations/{organization}/alert-rules/",
    "/organizations/{organization}/combined-rules/",
)


def _gone(_call: Call) -> Response:
    raise endpoint_gone()


ENDPOINTS = tuple(
    Endpoint(method, path, _gone)
    for base in _BASES
    for path in (base, base + "{rest:path}")
    for method in ("GET", "POST", "PUT", "DELETE")
)
