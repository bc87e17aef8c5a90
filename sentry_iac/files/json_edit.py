"""Changes one entry of a JSON text and leaves every other character as it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_INDENT: Final = re.compile(r"\n([ \t]+)\S")
_TWO_SPACES: Final = "  "


class JsonError(Exception):
    """A text is no JSON, or has another shape than needed.

    Attributes:
        line: where, counted from 1.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an object in a text: where its value begins and ends."""

    start: int
    end: int


def parse_json(text: str) -> Any:
    """Return the value of a text.

    Raises:
        JsonError: it is no JSON, names a key twice, or cannot be held: too deep, or a number of thousands of digits.
    """

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _ in found)
        twice = next((name for name, count in counts.items() if count > 1), None)
        if twice is not None:
            last = text.rfind(json.dumps(twice))
            raise JsonError(f"the key {twice} is there twice", text.count("\n", 0, last) + 1)
        return dict(found)

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise JsonError(_reason(text, error), error.lineno) from error
    except RecursionError as error:
        raise JsonError("it is nested too deeply", 1) from error
    except ValueError as error:
        raise JsonError("a number in it is too long", 1) from error


def with_entry(text: str, path: tuple[str, ...], value: object) -> str:
    """Return a text with the entry at a path set; missing objects on the way are made.

    A text whose entry has that value already is returned as it is.

    Raises:
        JsonError: it is no JSON, or something on the way is no object.
    """
    if not text.strip():
        return json.dumps(_nested(path, value), indent=2, ensure_ascii=False) + "\n"
    there = parse_json(text)
    start = _after_space(text, 0)
    for depth, name in enumerate(path):
        if not isinstance(there, dict):
            what = ".".join(path[:depth]) or "the whole"
            raise JsonError(f"{what} is no object", text.count("\n", 0, start) + 1)
        members = _members(text, start)
        if name not in there:
            return _added(text, start, name, _nested(path[depth + 1 :], value), depth)
        there, start = there[name], members[name].start
        if depth == len(path) - 1:
            if there == value:
                return text
            return text[:start] + _dumped(value, text, depth + 1) + text[members[name].end :]
    return text


def _members(text: str, start: int) -> dict[str, Member]:
    """The entries of the object that begins at an index of a valid text."""
    decoder = json.JSONDecoder()
    members: dict[str, Member] = {}
    at = _after_space(text, start + 1)
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        begin = _after_space(text, _after_space(text, at) + 1)
        _, end = decoder.raw_decode(text, begin)
        members[name] = Member(begin, end)
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return members


def _added(text: str, start: int, name: str, value: object, depth: int) -> str:
    """The text with one more entry in the object that begins at an index."""
    entry = f"{json.dumps(name, ensure_ascii=False)}: {_dumped(value, text, depth + 1)}"
    inner, outer = f"\n{_indent(text) * (depth + 1)}", f"\n{_indent(text) * depth}"
    members = _members(text, start)
    if members:
        last = max(each.end for each in members.values())
        return f"{text[:last]},{inner}{entry}{text[last:]}"
    close = _after_space(text, start + 1)
    return f"{text[: start + 1]}{inner}{entry}{outer}{text[close:]}"


def _dumped(value: object, text: str, depth: int) -> str:
    indent = _indent(text)
    lines = json.dumps(value, indent=indent, ensure_ascii=False).splitlines()
    return f"\n{indent * depth}".join(lines)


def _indent(text: str) -> str:
    found = _INDENT.search(text)
    return found[1] if found else _TWO_SPACES


def _nested(path: tuple[str, ...], value: object) -> object:
    for name in reversed(path):
        value = {name: value}
    return value


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _reason(text: str, error: json.JSONDecodeError) -> str:
    rest = text[error.pos :].lstrip()
    if rest.startswith(("//", "/*")):
        return "comments are no JSON"
    return f"no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
