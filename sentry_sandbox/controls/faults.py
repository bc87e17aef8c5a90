"""Faults that a test switches on for a path: a wrong status, a delay, a cut connection, a lost answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sentry_sandbox.controls.connections import cut
from sentry_sandbox.controls.path_patterns import compile_path
from sentry_sandbox.controls.request_log import kind_of

KINDS = ("status", "delay", "cut", "lost_answer", "late_answer", "html", "malformed")
_NAMES = ("method", "path", "kind", "status", "headers", "body", "delay_ms", "times", "after")
_GATEWAY_PAGE = "<!doctype html><html><head><title>Bad Gateway</title></head><body><h1>502</h1></body></html>"


@dataclass
class Fault:
    """One fault.

    Args:
        id: to remove it by.
        kind: one of `KINDS`.
        path: glob or `^regex` on the whole path.
        method: HTTP method, or `None` for all.
        status: status of the answer, for `status` and `html`.
        headers: headers of the answer, for `status` and `html`.
        body: JSON body of the answer, for `status`.
        delay_ms: wait in milliseconds: before the effect, and for `lost_answer` and `late_answer` after the commit.
        times: how often it strikes; `None`: until it is removed.
        after: how many matching requests it lets pass first.
    """

    id: int
    kind: str
    path: str = "*"
    method: str | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    delay_ms: float = 0.0
    times: int | None = None
    after: int = 0
    seen: int = 0
    struck: int = 0
    pattern: re.Pattern[str] = field(default=re.compile(""), repr=False)

    def as_json(self) -> dict[str, Any]:
        """The fault as the admin API shows it."""
        shown = {name: getattr(self, name) for name in _NAMES}
        return {"id": self.id, **shown, "seen": self.seen, "struck": self.struck}


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._last_id = 0

    def add(self, wanted: Mapping[str, Any]) -> Fault:
        """Switch a fault on.

        Raises:
            ValueError: the description is wrong; the text says why.
        """
        unknown = sorted(set(wanted) - set(_NAMES))
        if unknown:
            raise ValueError(f'a fault has no "{unknown[0]}"; it has {", ".join(_NAMES)}')
        if wanted.get("kind") not in KINDS:
            raise ValueError(f"a fault needs a kind: one of {', '.join(KINDS)}")
        _check_numbers(wanted)
        self._last_id += 1
        fault = Fault(id=self._last_id, **wanted)
        fault.method = fault.method.upper() if fault.method else None
        fault.pattern = compile_path(fault.path)
        self._faults.append(fault)
        return fault

    def remove(self, fault_id: int | None = None) -> None:
        """Switch one fault off, or all of them."""
        self._faults = [fault for fault in self._faults if fault_id is not None and fault.id != fault_id]

    def as_json(self) -> list[dict[str, Any]]:
        """Every fault, with how often it matched and struck."""
        return [fault.as_json() for fault in self._faults]

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, if any. Each matching fault counts the request."""
        chosen = None
        for fault in self._faults:
            if fault.method not in (None, method) or not fault.pattern.match(path):
                continue
            fault.seen += 1
            due = fault.seen > fault.after and (fault.times is None or fault.struck < fault.times)
            if due and chosen is None:
                fault.struck += 1
                chosen = fault
        return chosen


def _check_numbers(wanted: Mapping[str, Any]) -> None:
    for name in ("status", "times", "after", "delay_ms"):
        value = wanted.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise ValueError(f"{name} takes a number that is not negative")
    texts = all(isinstance(wanted.get(name) or "", str) for name in ("path", "method"))
    if not texts or not isinstance(wanted.get("headers", {}), dict):
        raise ValueError("path and method take strings, headers an object of names and values")


def _answer(fault: Fault) -> Response:
    if fault.kind == "html":
        return HTMLResponse(_GATEWAY_PAGE, status_code=fault.status or 502, headers=fault.headers)
    status = fault.status or 500
    body = fault.body if fault.body is not None else {"detail": f"Fault {fault.id} of the sandbox"}
    return JSONResponse(body, status_code=status, headers=fault.headers)


async def _drain(receive: Receive) -> None:
    # Closing on unread bytes makes TCP send a reset, and the client would see one of two errors by chance.
    more = True
    while more:
        message = await receive()
        more = bool(message.get("more_body", False))


class _Recorder:
    """Stands in for the client, and keeps the handler's answer instead of sending it."""

    def __init__(self) -> None:
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    @property
    def may_have_a_body(self) -> bool:
        """Whether HTTP lets an answer of this status have one."""
        return self.start is not None and self.start["status"] not in (204, 304)

    async def replay(self, send: Send, body: bytes) -> None:
        if self.start is None:
            return
        kept = [(name, value) for name, value in self.start["headers"] if name.lower() != b"content-length"]
        headers = [*kept, (b"content-length", str(len(body)).encode())]
        await send({**self.start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class FaultLayer:
    """Lets the faults strike, around everything but the request log.

    Args:
        app: what answers otherwise.
        faults: what is switched on.
    """

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or kind_of(scope["path"]) is None:
            await self._app(scope, receive, send)
            return
        fault = self._faults.strike(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind in ("lost_answer", "late_answer", "malformed"):
            await self._after_handling(fault, scope, receive, send)
        else:
            await asyncio.sleep(fault.delay_ms / 1000)
            if fault.kind == "delay":
                await self._app(scope, receive, send)
            elif fault.kind == "cut":
                await _drain(receive)
                await cut(scope, receive)
            else:
                await _answer(fault)(scope, receive, send)

    async def _after_handling(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        recorder = _Recorder()
        await self._app(scope, receive, recorder)
        await asyncio.sleep(fault.delay_ms / 1000)
        if fault.kind == "lost_answer":
            await cut(scope, receive)
        elif fault.kind == "late_answer":
            await recorder.replay(send, recorder.body)
        else:
            await recorder.replay(send, _half_of(recorder.body) if recorder.may_have_a_body else b"")


def _half_of(body: bytes) -> bytes:
    half = body[: max(len(body) // 2, 1)] or b"{"
    try:
        json.loads(half)
    except ValueError:
        return half
    # Half of a number or of white space may be JSON, too.
    return half + b"{"
