"""What reading somebody's source ends in where it cannot tell."""

from __future__ import annotations


class Unreadable(Exception):
    """What a check needs cannot be read; the text says what, and what to do."""

    def __init__(self, reason: str, *, fix: str | None = None) -> None:
        super().__init__(reason)
        self.fix = fix
