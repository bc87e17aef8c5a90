"""One difference between a file and Sentry, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A difference.

    Attributes:
        sign: `+` for an object that is new, `~` for a value that changed, `-` for an object that is gone.
        path: where it stands in the file, or would stand.
        what: what it is, for people; empty for a value.
        old: what the file says; None for nothing.
        new: what it has to say; None for nothing.
        why: why no edit of the file does it; empty where one does.
    """

    sign: str
    path: tuple[str, ...]
    what: str = ""
    old: Any = None
    new: Any = None
    why: str = ""
