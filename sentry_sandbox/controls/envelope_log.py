"""The envelopes that applications sent, word for word, for tests that no secret is in them."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass
from typing import Any

_KEPT_BYTES = 32 * 1024 * 1024
_OVERHEAD = 256
"""About the memory that an envelope or an item takes besides its text, in bytes."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


@dataclass(frozen=True)
class _Arrival:
    project_id: str
    public: str
    header: bytes
    items: list[tuple[str, bytes]]
    size: int

    def as_json(self) -> dict[str, Any]:
        return {
            "projectId": self.project_id,
            "header": self._text(self.header),
            "items": [{"type": kind, "text": self._text(payload)} for kind, payload in self.items],
        }

    def _text(self, raw: bytes) -> str:
        return raw.decode(errors="replace").replace(self.public, "[key]")


class EnvelopeLog:
    """The newest requests that ingest took, up to 32 MiB of them, unpacked. No HTTP header and no key is ever shown."""

    def __init__(self) -> None:
        self._kept: deque[_Arrival] = deque()
        self.bytes = 0
        """The size of what is kept."""

    def keep(self, project_id: str, public: str, header: bytes, items: list[tuple[str, bytes]]) -> None:
        """Remember one request; one that is above the limit by itself is not kept.

        Args:
            project_id: the project it was sent to.
            public: its client key.
            header: the header of the envelope, empty where the request was none.
            items: the type and the payload of each of its items.
        """
        size = _OVERHEAD + len(header)
        plain: list[tuple[str, bytes]] = []
        for kind, payload in items:
            text = _plain(kind, payload, _KEPT_BYTES - size)
            size += _OVERHEAD + len(kind) + len(text)
            if size > _KEPT_BYTES:
                return
            plain.append((kind, text))
        self._kept.append(_Arrival(project_id, public, header, plain, size))
        self.bytes += size
        while self.bytes > _KEPT_BYTES:
            self.bytes -= self._kept.popleft().size

    def as_json(self) -> list[dict[str, Any]]:
        """Oldest first: the project's id, the envelope's header and each item's type and text."""
        return [arrival.as_json() for arrival in self._kept]

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self.bytes = 0


def _plain(kind: str, payload: bytes, most: int) -> bytes:
    """The payload of an item; of a recording that browsers compress once more, little more than `most` bytes."""
    head, newline, packed = payload.partition(b"\n")
    if kind != "replay_recording" or not newline:
        return payload
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        return head + newline + unpacker.decompress(packed, max(most, 0) + 1)
    except zlib.error:
        return payload  # sent as plain text
