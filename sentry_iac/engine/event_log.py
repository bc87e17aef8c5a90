"""The engine's events, read from the file that it writes them into while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent

_HEAD = 256
"""Bytes from the beginning of the file by which it is known."""


class EventLog:
    """Reads the file of `--event-log` from where the last reading ended.

    An `up` that previews first writes the file twice: the update empties it, and begins anew.

    Args:
        path: the file; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begun = b""
        self._offset = 0
        self._head = b""

    def new(self) -> Iterator[EngineEvent]:
        """Return the events that were written since the last call; a line that is not finished waits for the next."""
        from pulumi.automation.events import EngineEvent  # noqa: PLC0415 - reading a state needs no SDK of Pulumi

        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            # The first event has the time in it, so two files begin differently.
            head = file.read(_HEAD)
            if not head.startswith(self._head):
                self._begun, self._offset = b"", 0
            self._head = head
            file.seek(self._offset)
            read = file.read()
        self._offset += len(read)
        *lines, self._begun = (self._begun + read).split(b"\n")
        for line in lines:
            if line.strip():
                yield EngineEvent.from_json(json.loads(line))
