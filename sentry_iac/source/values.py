"""Values in source: where one stands, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final


class Origin(Enum):
    """Where a value comes from. The texts are for people."""

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
    """The facts about a value.

    Attributes:
        origin: where it comes from.
        place: where it stands.
        literal: the text, number or boolean that is written in the source; None for anything else.
    """

    origin: Origin
    place: Place
    literal: str | int | float | bool | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it is written in the source as None, null, undefined, or something that is no single value."""
        return self.origin is Origin.LITERAL and self.literal is None


Known = tuple[Origin, str | int | float | bool | None]
"""The facts about a part of a value: its origin, and its literal."""

UNKNOWN: Final[Known] = (Origin.UNKNOWN, None)
FROM_ENVIRONMENT: Final[Known] = (Origin.ENVIRONMENT, None)

_STRONGEST_FIRST: Final = (Origin.ENVIRONMENT, Origin.UNKNOWN, Origin.LITERAL)


def combined(origins: Iterable[Origin]) -> Origin:
    """Return the origin of a value that is made of parts: a part from the environment makes all of it vary."""
    found = set(origins)
    return next((each for each in _STRONGEST_FIRST if each in found), Origin.LITERAL)
