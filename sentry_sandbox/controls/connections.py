"""The TCP connections below the application, which a fault can cut."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_Ends = tuple[tuple[str, int], tuple[str, int]]
_open: dict[_Ends, asyncio.Transport] = {}


def _ends(local: Any, remote: Any) -> _Ends | None:
    if not local or not remote:
        return None
    return (str(local[0]), int(local[1])), (str(remote[0]), int(remote[1]))


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which remembers the transport of each pair of addresses."""

    _known_as: _Ends | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own signature
        """A client connected."""
        super().connection_made(transport)
        self._known_as = _ends(transport.get_extra_info("sockname"), transport.get_extra_info("peername"))
        if self._known_as is not None:
            _open[self._known_as] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, whoever ended it."""
        if self._known_as is not None:
            _open.pop(self._known_as, None)
        super().connection_lost(exc)


async def cut(scope: Scope, receive: Receive) -> None:
    """End the connection of a request, with no answer at all.

    Raises:
        ConnectionResetError: the application is called without a socket (an in-process client).
    """
    ends = _ends(scope.get("server"), scope.get("client"))
    transport = _open.get(ends) if ends is not None else None
    if transport is None:
        raise ConnectionResetError("the sandbox cut this connection, as it was told to")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
