"""The error of source that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Unreadable(Exception):
    """Something cannot be read. The text names it for people.

    Args:
        reason: the text.
        fix: a command or a change that would help; None where there is none.
    """

    def __init__(self, reason: str, *, fix: str | None = None) -> None:
        super().__init__(reason)
        self.fix = fix


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn the errors that strange source causes in a reader into `Unreadable`.

    Args:
        what: what is read, for people.

    Raises:
        Unreadable: it is nested too deeply, or a path in it cannot be looked at.
    """
    try:
        yield
    except RecursionError as error:
        raise Unreadable(f"{what} is nested too deeply to be read") from error
    except OSError as error:
        named = f"{error.filename} in {what}" if error.filename else what
        raise Unreadable(f"{named} cannot be read: {error.strerror}") from error
