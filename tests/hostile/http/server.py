"""A small server on this machine. It answers the pre-flight as a Sentry does, and misbehaves from then on."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

from tests.unit.pulumi_sentry.bodies import ORGANIZATION

Misbehaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]

MEGABYTE = 1_000_000


def _head(*headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", "")).encode()


def _whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return _head(f"Content-Length: {len(body)}", *headers, status=status) + body


async def ten_gigabytes(writer: asyncio.StreamWriter) -> None:
    writer.write(_head("Content-Length: 10000000000"))
    while True:
        writer.write(b" " * MEGABYTE)
        await writer.drain()


async def endless_pieces(writer: asyncio.StreamWriter) -> None:
    writer.write(_head("Transfer-Encoding: chunked"))
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()


async def packed_bomb(writer: asyncio.StreamWriter) -> None:
    """A hundred megabytes in a hundred kilobytes."""
    writer.write(_whole(gzip.compress(b" " * 100 * MEGABYTE, 9), "Content-Encoding: gzip"))
    await writer.drain()


async def packed_twice(writer: asyncio.StreamWriter) -> None:
    body = gzip.compress(gzip.compress(b" " * 100 * MEGABYTE, 9), 9)
    writer.write(_whole(body, "Content-Encoding: gzip, gzip"))
    await writer.drain()


async def huge_error(writer: asyncio.StreamWriter) -> None:
    writer.write(_head("Content-Length: 10000000000", status="400 Bad Request"))
    while True:
        writer.write(b"x" * MEGABYTE)
        await writer.drain()


async def byte_by_byte(writer: asyncio.StreamWriter) -> None:
    writer.write(_head("Content-Length: 100000"))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def silence(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


_cursors = count()


async def pages_without_end(writer: asyncio.StreamWriter) -> None:
    cursor = next(_cursors)
    link = f'Link: <http://x/>; rel="next"; results="true"; cursor="0:{cursor}:0"'
    writer.write(_whole(json.dumps([{"id": str(cursor)}]).encode(), link))


async def large_pages_without_end(writer: asyncio.StreamWriter) -> None:
    cursor = next(_cursors)
    link = f'Link: <http://x/>; rel="next"; results="true"; cursor="0:{cursor}:0"'
    writer.write(_whole(json.dumps([{"id": str(cursor), "text": "x" * 90_000}]).encode(), link))


async def pages_in_a_circle(writer: asyncio.StreamWriter) -> None:
    writer.write(_whole(b"[]", 'Link: <http://x/>; rel="next"; results="true"; cursor="0:100:0"'))


async def deep_json(writer: asyncio.StreamWriter) -> None:
    writer.write(_whole(b'[{"a":' + b"[" * 500 + b"]" * 500 + b"}]"))


async def bottomless_json(writer: asyncio.StreamWriter) -> None:
    writer.write(_whole(b"[" * 200_000 + b"]" * 200_000))


async def not_packed_at_all(writer: asyncio.StreamWriter) -> None:
    writer.write(_whole(b"[]", "Content-Encoding: gzip"))


@asynccontextmanager
async def serving(misbehaviour: Misbehaviour) -> AsyncIterator[str]:
    """Serve on a free port of this machine; yields the address."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"/organizations/acme/?" in head:
                    writer.write(_whole(json.dumps(ORGANIZATION).encode()))
                else:
                    await misbehaviour(writer)
        writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
