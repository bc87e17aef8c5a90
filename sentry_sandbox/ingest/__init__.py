"""The endpoints for SDKs: `/api/<project id>/envelope/` and the older `/store/`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.http.bodies import Body, BodyTooLarge
from sentry_sandbox.ingest.accept import accept, event_id
from sentry_sandbox.ingest.auth import active_key, is_project_id, public_key
from sentry_sandbox.ingest.envelope import (
    Item,
    envelope_header,
    first_line,
    holds_nothing_known,
    items,
    json_object,
    refuse_too_large,
)
from sentry_sandbox.ingest.key_limit import KeyLimits
from sentry_sandbox.ingest.packing import MAX_BYTES, decompress, unpacked_start, unwrapped
from sentry_sandbox.ingest.refusal import Refusal
from sentry_sandbox.store import Record

# Browsers send from the application's origin, and read these headers to slow down.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "x-sentry-error,x-sentry-rate-limits,retry-after",
}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": ",".join(
        (
            *("x-sentry-auth", "x-requested-with", "x-forwarded-for", "origin", "referer", "accept"),
            *("content-type", "authentication", "authorization", "content-encoding", "transfer-encoding"),
        )
    ),
    "Access-Control-Max-Age": "3600",
}
_LOOK_BYTES = 64 * 1024
"""So much of a body is read before its key is known to be active, packed and unpacked."""
_SEEN_KEYS = 10_000
_Reader = Callable[[bytes], tuple[str, list[Item]]]


def _read_envelope(body: bytes) -> tuple[str, list[Item]]:
    header = envelope_header(body)
    if header is None:
        raise Refusal(400, "invalid envelope header")
    found = items(body)
    refuse_too_large(found)
    inner = next(
        (item.json().get("event_id") for item in found if item.type in ("event", "transaction")), None
    )
    return event_id(header.get("event_id") or inner), found


def _read_store(body: bytes) -> tuple[str, list[Item]]:
    plain = unwrapped(body)
    event = json_object(plain, "invalid event: the body is no JSON object")
    kind = "transaction" if event.get("type") == "transaction" else "event"
    found = [Item(kind, plain)]
    refuse_too_large(found)
    return event_id(event.get("event_id")), found


class _Ingest:
    """Which keys ingest remembers in memory."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.limits = KeyLimits()
        self._seen: dict[str, None] = {}

    def takes_blindly(self, public: str) -> bool:
        """Whether a request is answered before its key is looked up: once for each key, where the quirk is on."""
        first = public not in self._seen
        self._seen[public] = None
        if len(self._seen) > _SEEN_KEYS:
            # Anybody can make keys up.
            del self._seen[next(iter(self._seen))]
        return first and self.sandbox.quirks.unseen_key_accepted


def _endpoint(ingest: _Ingest, read: _Reader) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=200, headers=_PREFLIGHT)
        if ingest.sandbox.settings.latency_ms:
            await asyncio.sleep(ingest.sandbox.settings.latency_ms / 1000)
        try:
            return await _take(ingest, read, request)
        except ClientDisconnect:
            return Response(status_code=400)
        except BodyTooLarge as error:
            return _refused(Refusal(error.status, "the body is too large", error.headers))
        except Refusal as refusal:
            return _refused(refusal)

    return take


def _refused(refusal: Refusal) -> Response:
    headers = {**_CORS, "X-Sentry-Error": refusal.text, **refusal.headers}
    return JSONResponse({"detail": refusal.text}, status_code=refusal.status, headers=headers)


async def _take(ingest: _Ingest, read: _Reader, request: Request) -> Response:
    sent = Body(request, MAX_BYTES)
    encoding = request.headers.get("content-encoding", "").strip().lower()
    start, all_unpacked = unpacked_start(await sent.start(_LOOK_BYTES), encoding, _LOOK_BYTES)
    envelope = envelope_header(start) if read is _read_envelope else {}
    public = public_key(request.headers, request.query_params, envelope)
    number = request.path_params["project"]
    # A 200 with nothing kept: the key was not looked up, and the answer says nothing about it.
    blind = JSONResponse({"id": event_id((envelope or {}).get("event_id"))}, headers=_CORS)
    if is_project_id(number) and ingest.takes_blindly(public):
        return blind
    try:
        project, key = active_key(ingest.sandbox.store, number, public)
    except Refusal:
        # Nobody gets more than this short look with a key that is not active.
        whole = all_unpacked and sent.complete
        if is_project_id(number) and whole and read is _read_envelope and holds_nothing_known(start):
            return blind
        raise
    body = decompress(await sent.whole(), encoding)
    if read is _read_envelope and holds_nothing_known(body):
        return blind
    return _keep(ingest, read, project, key, body)


def _keep(ingest: _Ingest, read: _Reader, project: Record, key: Record, body: bytes) -> Response:
    if not body:
        raise Refusal(400, "empty request body")
    identity, found = read(body)
    header = b"" if read is _read_store else first_line(body)
    sent = [(item.type, item.payload) for item in found]
    ingest.sandbox.envelopes.keep(project.id_text, key.slug, header, sent)
    store, dropped = ingest.sandbox.store, None
    with store.transaction():
        try:
            accept(store, ingest.limits, project, key, found)
        except Refusal as refusal:
            # A dropped event has an answer of its own; the envelope's other items are kept.
            dropped = refusal
    if dropped is not None:
        raise dropped
    return JSONResponse({"id": identity}, headers=_CORS)


def ingest_routes(sandbox: Sandbox) -> list[Route]:
    """The routes of ingest; a missing trailing slash is accepted here."""
    ingest = _Ingest(sandbox)
    routes: list[Route] = []
    for name, read in (("envelope", _read_envelope), ("store", _read_store)):
        endpoint = _endpoint(ingest, read)
        for slash in ("/", ""):
            path = f"/api/{{project}}/{name}{slash}"
            routes.append(Route(path, endpoint, methods=["POST", "OPTIONS"]))
    return routes
