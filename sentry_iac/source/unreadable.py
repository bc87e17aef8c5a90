"""The error of source that cannot be read."""

from __future__ import annotations


class Unreadable(Exception):
    """Something cannot be read. The text names it for people.

    Args:
        reason: the text.
        fix: a command or a change that would help; None where there is none.
    """

    def __init__(self, reason: str, *, fix: str | None = None) -> None:
        super().__init__(reason)
        self.fix = fix
