"""What a reader of `.env` files finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


class RefusedByReader(Exception):
    """A reader takes nothing from a text, and says so to its user.

    Attributes:
        line: the line of the text at which it stumbles.
    """

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Found:
    """A variable that a reader finds.

    Attributes:
        name: the variable.
        value: what the reader gives the application, before it expands any `$`; None where it takes the variable for
            one without a value.
        line: where the definition stands.
    """

    name: str
    value: str | None = field(repr=False)
    line: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A program or library that reads `.env` files.

    Attributes:
        title: what people call it.
        find: what it finds in a text, in order; of several of one name the last is the one that counts.
        folds_case: whether two names are one to it that differ in case only.
    """

    title: str
    find: Callable[[str], Iterator[Found]]
    folds_case: bool = False

    def read(self, text: str) -> dict[str, Found]:
        """What it takes from a text, by name (in lower case where it folds case).

        Raises:
            RefusedByReader: it takes nothing from this text.
        """
        last = {found.name: found for found in self.find(text)}
        return {self.key(name): found for name, found in last.items()}

    def key(self, name: str) -> str:
        """The name under which it keeps a variable."""
        return name.lower() if self.folds_case else name


class Lines:
    """Tells the line of a place in a text, for places that are asked for in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def of(self, offset: int) -> int:
        """The line of a place, from 1."""
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line


def find(text: str, wanted: str, start: int) -> int:
    """Where a text begins from a place on; the end where it does not."""
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


def after(text: str, position: int, skipped: str) -> int:
    """The first place from a place on whose letter is none of those to skip."""
    while position < len(text) and text[position] in skipped:
        position += 1
    return position


def with_line_feeds(text: str) -> str:
    """The text with one kind of newline, as Python's `open` and the package dotenv read it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
