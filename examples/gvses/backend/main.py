"""The back end of the dashboard: `uvicorn main:app`. Each route shows one thing that Sentry gets to see."""

import instrument  # isort: skip  # noqa: F401 - starts Sentry

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI, Header, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response

from expected import RateLimited, VoiceAssistantDisconnected
from reporting import capture_with_context, identify


async def signed_in(x_user_id: Annotated[str | None, Header()] = None) -> None:
    """Stands for a real session: whoever asks, their id is what Sentry knows of them."""
    if x_user_id:
        identify(x_user_id)


app = FastAPI(title="GVSES", dependencies=[Depends(signed_in)])


@app.exception_handler(RateLimited)
async def too_many(_request: object, error: Exception) -> Response:
    """Answer 429, and report it."""
    capture_with_context(error, retry_after=60)
    return JSONResponse({"detail": str(error)}, 429, {"Retry-After": "60"})


@app.get("/health")
async def health() -> dict[str, str]:
    """What the uptime monitor asks for."""
    return {"status": "ok"}


@app.get("/api/error")
async def error(symbol: str = "ACME") -> None:
    """An error that nobody handles: a 500 and an event."""
    raise LookupError(f"no price for {symbol}")


@app.get("/api/slow")
async def slow() -> dict[str, str]:
    """An answer that takes longer than the latency monitor allows (2 s)."""
    await asyncio.sleep(2.1)
    return {"status": "late"}


@app.get("/api/unavailable")
async def unavailable() -> Response:
    """A 5xx without an exception: no event, but the transaction counts for the 5xx monitor."""
    return JSONResponse({"detail": "the exchange is closed"}, 503)


@app.get("/api/quotes")
async def quotes() -> None:
    """A caller that asks too often."""
    raise RateLimited("more than 100 quotes in a minute")


@app.post("/api/voice")
async def voice() -> dict[str, bool]:
    """A voice session whose other end goes away."""
    try:
        await _listen()
    except VoiceAssistantDisconnected as error:
        capture_with_context(error, session="voice", resumable=True)
    return {"resumable": True}


async def _listen() -> None:
    raise VoiceAssistantDisconnected("the assistant closed the session")


@app.websocket("/api/ticker")
async def ticker(socket: WebSocket) -> None:
    """Echoes symbols until the browser goes away."""
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect as error:
        capture_with_context(error, code=error.code)
