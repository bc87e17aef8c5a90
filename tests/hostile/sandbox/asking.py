"""Requests to a sandbox in process, byte by byte, that count how much of a body it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

HOST = "127.0.0.1:9600"
PIECE = b"x" * 64 * 1024
"""What a server hands over at once."""


@dataclass
class Answer:
    """What came back.

    Args:
        taken: the bytes of the body that the sandbox asked for.
    """

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    taken: int = 0


def pieces(size: int) -> Iterator[bytes]:
    """A body that comes in pieces and does not say how long it is."""
    return (PIECE for _ in range(size // len(PIECE)))


async def ask(
    app: ASGIApp, method: str, url: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes] = ()
) -> Answer:
    """Send one request."""
    parts, answer = iter(body), Answer()

    async def receive() -> Message:
        part = next(parts, None)
        answer.taken += len(part or b"")
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    address = urlsplit(url)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": address.path,
        "raw_path": address.path.encode(),
        "root_path": "",
        "query_string": address.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "server": ("127.0.0.1", 9600),
        "client": ("127.0.0.1", 50_000),
    }
    await app(scope, receive, send)
    return answer
