"""A sandbox behind a real socket: in this process' main loop, or in a thread beside a test.

with SandboxServer() as sandbox:
    requests go to sandbox.url with the bearer token sandbox.token
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType

import uvicorn

from sentry_sandbox.controls.connections import CuttableProtocol
from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import DEFAULT_HOST, Settings

_GRACE_SECONDS = 1
# Long enough that an idle connection is not closed just when a client sends on it again.
_KEEP_ALIVE_SECONDS = 75
_START_SECONDS = 30.0


class PortTakenError(Exception):
    """Another program listens there."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers; the caller decides when it ends."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm, 40 ms an answer, off only for a socket with a named protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Without this, two sandboxes that start at the same moment would both believe the port is theirs.
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror}); another port, or 0 for a free one, is --port"
        ) from None
    return listener


class Listener:
    """A bound socket and the sandbox that answers on it.

    Args:
        settings: how the sandbox behaves; its `public_url` is replaced.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        public_url: address by which others reach it; None for the one that it listens on.
        on_started: called once, when requests are answered.

    Raises:
        PortTakenError: another program listens there.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        host: str = DEFAULT_HOST,
        port: int = 0,
        public_url: str | None = None,
        on_started: Callable[[], None] = lambda: None,
    ) -> None:
        self._socket = _listen(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._socket.getsockname()[1]}"
        self.settings = replace(settings, public_url=public_url or self.url)
        config = uvicorn.Config(
            create_app(self.settings),
            http=CuttableProtocol,
            ws="none",
            lifespan="on",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = _Server(config, on_started)

    async def serve(self) -> None:
        """Answer requests until `stop` is called."""
        await self._server.serve(sockets=[self._socket])

    def run(self) -> None:
        """Answer requests until `stop` is called from another thread."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Stop soon: requests in flight get a moment, idle connections none."""
        self._server.should_exit = True


class SandboxServer:
    """A sandbox in a thread; a context manager.

    Args:
        settings: how it behaves.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
    """

    def __init__(self, settings: Settings | None = None, *, host: str = DEFAULT_HOST, port: int = 0) -> None:
        started = threading.Event()
        self._listener = Listener(settings or Settings(), host=host, port=port, on_started=started.set)
        self.url = self._listener.url
        self.token = self._listener.settings.token
        self.organization = self._listener.settings.organization
        self._thread = threading.Thread(target=self._listener.run, name="sentry-sandbox", daemon=True)
        self._thread.start()
        if not started.wait(_START_SECONDS):
            raise RuntimeError("the sandbox did not start; its reason is on stderr")

    def stop(self) -> None:
        """End the server and wait for its thread."""
        self._listener.stop()
        self._thread.join()

    def __enter__(self) -> SandboxServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"SandboxServer(url={self.url!r})"
