"""What only a real connection shows: was the request sent or not."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from pulumi_sentry.api import AnswerLost, ConnectionFailed, SentryClient
from tests.unit.pulumi_sentry.api.support import ORGANIZATION, TOKEN, FakeTime

Respond = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def _http(status: int, body: object) -> bytes:
    content = json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


@asynccontextmanager
async def _server(respond: Respond) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Serves the pre-flight by itself and hands every other request to ``respond``."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = [
                    int(line[15:])
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length:")
                ]
                await reader.readexactly(length[0] if length else 0)
                if b"/organizations/acme/?" in head:
                    writer.write(_http(200, ORGANIZATION))
                else:
                    heads.append(head)
                    await respond(head, writer)
                if writer.is_closing():
                    return
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", heads
    finally:
        server.close()


def _client(base_url: str) -> SentryClient:
    return SentryClient(organization="acme", token=TOKEN, base_url=base_url, timing=FakeTime().timing)


async def _hang_up(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _cut_in_the_middle(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"id":')
    writer.close()


@pytest.mark.parametrize("respond", [_hang_up, _cut_in_the_middle])
async def test_a_post_that_reached_the_server_and_got_no_whole_answer_is_lost_and_sent_once(
    respond: Respond,
) -> None:
    async with _server(respond) as (url, heads), _client(url) as api:
        with pytest.raises(AnswerLost):
            await api.teams.create({"slug": "x"})
    assert len(heads) == 1
    assert f"Authorization: Bearer {TOKEN}".encode() in heads[0]


async def test_a_delete_that_got_no_answer_is_sent_again() -> None:
    answers: list[Respond] = [_hang_up]

    async def respond(head: bytes, writer: asyncio.StreamWriter) -> None:
        if answers:
            await answers.pop()(head, writer)
        else:
            writer.write(_http(200, {}))

    async with _server(respond) as (url, heads), _client(url) as api:
        await api.teams.delete("3")
    assert [head.split()[0] for head in heads] == [b"DELETE", b"DELETE"]


async def test_a_refused_connection_was_certainly_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with _client(url) as api:
            with pytest.raises(ConnectionFailed) as caught:
                await api.teams.create({"slug": "x"})
    assert url in str(caught.value)
    assert not caught.value.outcome_unknown


async def test_a_proxy_from_the_environment_does_not_see_what_is_meant_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    async def respond(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(_http(200, {"id": "3"}))

    async with _server(respond) as (url, _), _client(url) as api:
        assert await api.teams.get("3") == {"id": "3"}
