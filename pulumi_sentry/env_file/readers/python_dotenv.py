"""What python-dotenv finds, in its own parser, and pydantic-settings, which calls it; with the place of each part."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from dotenv.parser import Reader as Parser
from dotenv.parser import parse_binding

from pulumi_sentry.env_file.readers.found import Found, with_line_feeds

_BOM: Final = "\ufeff"
_NEWLINE: Final = re.compile(r"\r\n|\n|\r")
_BLANK: Final = r"[^\S\r\n]"
_LONGEST_RUN: Final = 32
_LONG_RUN: Final = re.compile(rf"{_BLANK}{{{_LONGEST_RUN + 1},}}")
_START: Final = re.compile(
    rf"(?P<lead>\s*)(?P<export>export{_BLANK}+)?(?P<name>'[^']+'|[^=\#\s]+){_BLANK}*(?P<equals>={_BLANK}*)?"
)
_QUOTED: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Binding:
    """A definition, a comment, or what the parser cannot read, with the blank lines above it.

    Attributes:
        name: the variable; None for a comment.
        value: its value; None where there is no equals sign.
        original: the text of it, the newline at its end included.
        line: where it begins, below the blank lines.
        is_broken: whether the parser cannot read it.
    """

    name: str | None
    value: str | None = field(repr=False)
    original: str = field(repr=False)
    line: int
    is_broken: bool = False

    @property
    def lead(self) -> str:
        """The blank lines and the indentation above."""
        return self.original[: len(self.original) - len(self.original.lstrip())]


@dataclass(frozen=True, slots=True)
class Parts:
    """A definition taken apart.

    Attributes:
        export: whether it begins with `export`.
        raw: the value as it is spelled.
        tail: what follows the value: blanks, a comment, the newline.
    """

    export: bool
    raw: str = field(repr=False)
    tail: str = field(repr=False)


def python_dotenv(text: str) -> Iterator[Found]:
    """What python-dotenv finds; it steps over what it cannot read."""
    for binding in Bindings(with_line_feeds(text).removeprefix(_BOM)):
        if binding.name is not None:
            yield Found(binding.name, binding.value, binding.line)


def parts_of(original: str) -> Parts:
    """Take a definition apart."""
    start = _START.match(original)
    if start is None:  # a comment, of which nobody asks
        return Parts(export=False, raw="", tail=original)
    rest = original[start.end() :]
    length = _value_length(rest, start["equals"]) if start["equals"] else 0
    return Parts(export=start["export"] is not None, raw=rest[:length], tail=rest[length:])


class Bindings:
    """The bindings of a text, one after the other.

    The parser takes time by the square of a run of blanks. It is given runs that are cut short, which mean the same to
    it, and what it tells is carried over to the text.
    """

    def __init__(self, text: str) -> None:
        """Begin at the start of a text that has no byte order mark."""
        self._text = text
        runs = list(_LONG_RUN.finditer(text))
        lengths = [run.end() - run.start() - _LONGEST_RUN for run in runs]
        self._removed = [0, *accumulate(lengths)]
        self._cuts = [
            run.start() + _LONGEST_RUN - gone for run, gone in zip(runs, self._removed, strict=False)
        ]
        self._parser = Parser(io.StringIO())
        self._parser.string = _LONG_RUN.sub(lambda run: run[0][:_LONGEST_RUN], text)

    def __iter__(self) -> Iterator[Binding]:
        return self

    def __next__(self) -> Binding:
        if not self._parser.has_next():
            raise StopIteration
        start = self.offset
        found = parse_binding(self._parser)
        original = self._text[start : self.offset]
        value = found.value
        if value is not None and len(original) != len(found.original.string):
            value = _value_of(parts_of(original).raw)
        lead = original[: len(original) - len(original.lstrip())]
        line = found.original.line + len(_NEWLINE.findall(lead))
        return Binding(found.key, value, original, line, found.error)

    @property
    def offset(self) -> int:
        """How far the text is read."""
        chars = self._parser.position.chars
        return chars + self._removed[bisect_right(self._cuts, chars)]

    def skip_to(self, offset: int) -> str:
        """Step over the text up to a place at the end of a line; return what was stepped over."""
        start = self.offset
        skipped = self._text[start:offset]
        self._parser.position.advance(_LONG_RUN.sub(lambda run: run[0][:_LONGEST_RUN], skipped))
        return skipped


def _value_of(raw: str) -> str | None:
    if not raw.startswith(("'", '"')):
        return raw
    parser = Parser(io.StringIO())
    parser.string = f"NAME={raw}"
    return parse_binding(parser).value


def _value_length(rest: str, equals: str) -> int:
    """How long the value is that begins the text after an equals sign."""
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        return quoted.end()
    if len(equals) > 1 and rest.startswith("#"):
        return 0
    newline = _NEWLINE.search(rest)
    part = rest if newline is None else rest[: newline.start()]
    mark = part.find("#", 1)
    while mark > 0 and not part[mark - 1].isspace():
        mark = part.find("#", mark + 1)
    return len((part if mark < 0 else part[:mark]).rstrip())
