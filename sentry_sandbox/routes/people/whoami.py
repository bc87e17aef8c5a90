"""The user behind a token, and the address of its organizations."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.caller import caller_user
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint

_REGION = "us"


def _root(call: Call) -> Response:
    return reply({"version": "0", "auth": {"scopes": sorted(call.caller.scopes)}, "user": caller_user(call)})


def _auth(call: Call) -> Response:
    user = caller_user(call)
    if user is None:
        raise detail(401, "Authentication credentials were not provided.")
    return reply(user)


def _regions(call: Call) -> Response:
    return reply({"regions": [{"name": _REGION, "url": call.public_url}]})


def _health(_call: Call) -> Response:
    # Only a superuser gets a body; for others the status proves that the token is valid.
    return Response()


ENDPOINTS = (
    Endpoint("GET", "/", _root),
    Endpoint("GET", "/internal/health/", _health),
    Endpoint("GET", "/auth/", _auth),
    Endpoint("GET", "/users/me/regions/", _regions),
)
