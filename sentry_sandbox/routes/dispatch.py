"""Brings a request to its handler: token, limits, latency, scopes, one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sentry_sandbox.behaviour.audit_log import watch
from sentry_sandbox.calls.call import API, Call
from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.http.bearer import bearer_token
from sentry_sandbox.http.bodies import read_body
from sentry_sandbox.http.errors import ApiError, detail, endpoint_gone
from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.store import Caller, Store

Handler = Callable[[Call], Response]
Reader = Callable[[Request], Awaitable[Any]]


async def read_json(request: Request) -> Any:
    """The body of a request as JSON; an empty one is an empty object.

    Raises:
        ApiError: 400, or 413 above the limit.
    """
    raw = await read_body(request)
    if not raw:
        return {}
    try:
        return parse(raw)
    except ValueError as error:
        raise detail(400, f"JSON parse error - {error}") from None


@dataclass(frozen=True)
class Endpoint:
    """A method on a path.

    Args:
        method: GET, POST, PUT or DELETE.
        path: below `/api/0`, with a trailing slash.
        handler: answers it, inside one transaction.
        scopes: any one of them is enough; none: any valid token.
        read: makes `Call.body` of a request.
    """

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    read: Reader = read_json


def authenticate(request: Request, store: Store) -> Caller:
    """The caller of a request.

    Raises:
        ApiError: 401.
    """
    token = bearer_token(request.headers)
    if token is None:
        raise detail(401, "Authentication credentials were not provided.")
    caller = store.tokens.caller(token)
    if caller is None:
        raise detail(401, "Invalid token")
    return caller


def _dispatcher(sandbox: Sandbox, by_method: dict[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
    async def dispatch(request: Request) -> Response:
        try:
            caller = authenticate(request, sandbox.store)
            endpoint = by_method.get(request.method)
            if endpoint is None:
                raise detail(405, f'Method "{request.method}" not allowed.')
            with sandbox.limits.slot((caller.identity, endpoint.method, endpoint.path)) as announced:
                response = await _handle(sandbox, endpoint, caller, request)
                response.headers.update(announced)
        except ApiError as error:
            return error.response()
        except ClientDisconnect:
            # The client is gone; without an answer the server would log a crash.
            return Response(status_code=400)
        return response

    return dispatch


async def _handle(sandbox: Sandbox, endpoint: Endpoint, caller: Caller, request: Request) -> Response:
    if sandbox.settings.latency_ms:
        await asyncio.sleep(sandbox.settings.latency_ms / 1000)
    try:
        deprecation = sandbox.deprecations.find(request.url.path)
        if deprecation is not None and deprecation.removed:
            raise endpoint_gone(deprecation.headers)
        call = Call(request, sandbox, caller, await endpoint.read(request))
        with sandbox.store.transaction():
            if "organization" in request.path_params:
                call.resolve_organization()
            if endpoint.scopes:
                call.require(*endpoint.scopes)
            changes = watch(call, endpoint.method, endpoint.path)
            response = endpoint.handler(call)
            if changes is not None:
                changes.record(response)
    except ApiError as error:
        return error.response()
    if deprecation is not None:
        response.headers.update(deprecation.headers)
    return response


def routes(sandbox: Sandbox, endpoints: Iterable[Endpoint]) -> list[Route]:
    """The endpoints as Starlette routes, one a path."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [
        Route(API + path, _dispatcher(sandbox, by_method), methods=methods)
        for path, by_method in by_path.items()
    ]
