"""Where a value in somebody's source comes from, as far as reading tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final


class Origin(Enum):
    """Where a value comes from."""

    LITERAL = "written in the source"
    ENVIRONMENT = "from the environment"
    UNKNOWN = "made in a way that reading does not tell"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a value.

    Attributes:
        origin: where it comes from.
        literal: the value itself where it is written in the source and is one word or number; None otherwise.
        place: where the source has it.
    """

    origin: Origin
    place: Place
    literal: str | int | float | bool | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it is written as None, null or undefined."""
        return self.origin is Origin.LITERAL and self.literal is None


_STRONGEST_FIRST: Final = (Origin.ENVIRONMENT, Origin.UNKNOWN, Origin.LITERAL)


def combined(origins: Iterable[Origin]) -> Origin:
    """Return the origin of what is made of several parts: one of them from the environment is enough to vary it."""
    found = set(origins)
    return next((each for each in _STRONGEST_FIRST if each in found), Origin.LITERAL)
