"""The envelopes that applications sent, word for word, for tests that no secret is in them."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass
from typing import Any

_KEPT_BYTES = 32 * 1024 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


@dataclass(frozen=True)
class _Arrival:
    project_id: str
    public: str
    header: bytes
    items: list[tuple[str, bytes]]

    @property
    def size(self) -> int:
        return len(self.header) + sum(len(payload) for _, payload in self.items)

    def as_json(self) -> dict[str, Any]:
        return {
            "projectId": self.project_id,
            "header": self._text(self.header),
            "items": [
                {"type": kind, "text": self._text(_plain(kind, payload))} for kind, payload in self.items
            ],
        }

    def _text(self, raw: bytes) -> str:
        return raw.decode(errors="replace").replace(self.public, "[key]")


class EnvelopeLog:
    """The newest requests that ingest took, up to 32 MiB of them. No HTTP header and no key is ever shown."""

    def __init__(self) -> None:
        self._kept: deque[_Arrival] = deque()
        self._bytes = 0

    def keep(self, project_id: str, public: str, header: bytes, items: list[tuple[str, bytes]]) -> None:
        """Remember one request.

        Args:
            project_id: the project it was sent to.
            public: its client key.
            header: the header of the envelope, empty where the request was none.
            items: the type and the payload of each of its items.
        """
        arrival = _Arrival(project_id, public, header, items)
        self._kept.append(arrival)
        self._bytes += arrival.size
        while self._bytes > _KEPT_BYTES:
            self._bytes -= self._kept.popleft().size

    def as_json(self) -> list[dict[str, Any]]:
        """Oldest first: the project's id, the envelope's header and each item's type and text."""
        return [arrival.as_json() for arrival in self._kept]

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._bytes = 0


def _plain(kind: str, payload: bytes) -> bytes:
    """The payload of an item; the part of a recording that browsers compress once more is unpacked."""
    head, newline, packed = payload.partition(b"\n")
    if kind != "replay_recording" or not newline:
        return payload
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        return head + newline + unpacker.decompress(packed, _KEPT_BYTES)
    except zlib.error:
        return payload  # sent as plain text
