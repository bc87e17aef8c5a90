"""What a POSIX shell takes from an `.env` file that it sources: the assignments in it, by its rules for quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pulumi_sentry.env_file.readers.found import Found, Lines, RefusedByReader

_ASSIGNMENT: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_PLAIN: Final = re.compile(r"""[^\s'"`\\$#;&|()<>]+|[^\S \t\n]+""")
_SINGLE: Final = re.compile(r"'([^']*)'")
_DOUBLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BACKTICKS: Final = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL)
_DOUBLE_ESCAPE: Final = re.compile(r'\\([$`"\\])|\\\n')


def shell(text: str) -> Iterator[Found]:
    """What `sh` has after `. ./.env`: a line that is no assignment is a command to it, and sets nothing.

    Raises:
        RefusedByReader: a quote has no end.
    """
    lines = Lines(text)
    words: list[tuple[str, int]] = []
    word: str | None = None
    begin = position = 0

    while position <= len(text):
        char = text[position : position + 1]
        if not char or char in " \t\n;&|()<>":
            if word is not None:
                words.append((word, begin))
                word = None
            if char not in (" ", "\t"):
                # What follows a pipe or a redirection is taken for a command of its own, too.
                yield from _assigned(words, lines)
                words = []
            position += 1
            continue
        if char == "#" and word is None:
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
            continue
        if word is None:
            word, begin = "", position
        piece, position = _piece(text, position, lines)
        word += piece


def _piece(text: str, position: int, lines: Lines) -> tuple[str, int]:
    char = text[position]
    if char == "\\":
        escaped = text[position + 1 : position + 2]
        return "" if escaped == "\n" else escaped or "\\", position + 2
    pattern = {"'": _SINGLE, '"': _DOUBLE, "`": _BACKTICKS}.get(char)
    if pattern is None:
        plain = _PLAIN.match(text, position)
        return (plain[0], plain.end()) if plain else (char, position + 1)
    quoted = pattern.match(text, position)
    if quoted is None:
        raise RefusedByReader(lines.of(position))
    if char == "`":
        return "", quoted.end()  # what the command prints, which nobody knows before it runs
    inner = quoted[1]
    return (_DOUBLE_ESCAPE.sub(lambda found: found[1] or "", inner) if char == '"' else inner), quoted.end()


def _assigned(words: list[tuple[str, int]], lines: Lines) -> Iterator[Found]:
    if words and words[0][0] in ("export", "readonly"):
        words = [word for word in words[1:] if _ASSIGNMENT.match(word[0])]
    found = [(_ASSIGNMENT.match(word), offset) for word, offset in words]
    if all(match for match, _ in found):
        yield from (Found(match[1], match[2], lines.of(offset)) for match, offset in found if match)
