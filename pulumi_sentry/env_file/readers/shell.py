"""What a POSIX shell takes from an `.env` file that it sources: the assignments in it, by its rules for quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pulumi_sentry.env_file.readers.found import Found, Lines, RefusedByReader

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PLAIN: Final = re.compile(r"""[^\s'"`\\$#;&|()<>]+|[^\S \t\n]+""")
_SINGLE: Final = re.compile(r"'([^']*)'")
_BACKTICKS: Final = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL)
_DOUBLE: Final = re.compile(rf'"((?:[^"\\`]|\\.|{_BACKTICKS.pattern})*)"', re.DOTALL)
_DOUBLE_ESCAPE: Final = re.compile(rf'\\([$`"\\])|\\\n|{_BACKTICKS.pattern}', re.DOTALL)


def shell(text: str) -> Iterator[Found]:
    """What `sh` has after `. ./.env`: a line that is no assignment is a command to it, and sets nothing.

    Raises:
        RefusedByReader: a quote has no end, or what is exported has no name.
    """
    lines = Lines(text)
    command: list[_Word] = []
    word: _Word | None = None
    position = 0
    while position <= len(text):
        char = text[position : position + 1]
        if not char or char in " \t\n;&|()<>":
            if word is not None:
                command.append(word)
                word = None
            if char not in (" ", "\t"):
                # What follows a pipe or a redirection is taken for a command of its own, too.
                yield from _assigned(command)
                command = []
            position += 1
        elif char == "#" and word is None:
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        else:
            word = word or _Word(lines.of(position))
            # What a command in backticks prints is known when it runs; most print nothing here, and are no word then.
            word.is_known = word.is_known or char != "`"
            piece, end = _piece(text, position, lines)
            if char in "'\"`" or (char == "\\" and piece):
                word.is_plain = False
            elif word.is_plain:
                word.plain += piece
                word.is_plain = "=" not in piece  # behind it quotes change nothing
            word.pieces.append(piece)
            position = end


@dataclass
class _Word:
    line: int
    is_known: bool = False
    is_plain: bool = True
    plain: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def assigns(self) -> bool:
        """Whether it begins with a name and an equals sign, neither of them in quotes."""
        return _NAME.match(self.plain) is not None


def _piece(text: str, position: int, lines: Lines) -> tuple[str, int]:
    char = text[position]
    if char == "\\":
        escaped = text[position + 1 : position + 2]
        return "" if escaped == "\n" else escaped or "\\", min(position + 2, len(text))
    pattern = {"'": _SINGLE, '"': _DOUBLE, "`": _BACKTICKS}.get(char)
    if pattern is None:
        plain = _PLAIN.match(text, position)
        return (plain[0], plain.end()) if plain else (char, position + 1)
    quoted = pattern.match(text, position)
    line = lines.of(position)
    if quoted is None:
        raise RefusedByReader(line)
    for command in _BACKTICKS.findall(quoted[0]) if char != "'" else ():
        _check_command(command[1:-1].replace("\\`", "`"), line)
    if char == "`":
        return "", quoted.end()
    inner = quoted[1]
    return (_DOUBLE_ESCAPE.sub(lambda found: found[1] or "", inner) if char == '"' else inner), quoted.end()


def _check_command(command: str, line: int) -> None:
    try:
        list(shell(command))
    except RefusedByReader:
        raise RefusedByReader(line) from None


def _assigned(command: list[_Word]) -> Iterator[Found]:
    command = [word for word in command if word.is_known]
    words = ["".join(word.pieces) for word in command]
    if words and words[0] == "export":
        for word, text in zip(command[1:], words[1:], strict=True):
            name, equals, value = text.partition("=")
            if not _NAME.fullmatch(f"{name}="):
                raise RefusedByReader(word.line)
            if equals:
                yield Found(name, value, word.line)
    elif all(word.assigns for word in command):
        for word, text in zip(command, words, strict=True):
            name, _, value = text.partition("=")
            yield Found(name, value, word.line)
