"""Which readers would take something else from an `.env` file for our variables than what is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pulumi_sentry.env_file.dotenv_text import Piece, pieces_of
from pulumi_sentry.env_file.readers import READERS, Found, Reader, RefusedByReader

_BOM: Final = "\ufeff"

# What a reader does, with {readers} and {names}, and what helps. "Will" and "cannot" suit one reader and several.
_EXPORT: Final = (
    "{readers} cannot find {names} behind `export`; take `export` away where one of them reads the file"
)
_QUOTES: Final = (
    "{readers} will take the quotes into the value of {names}; "
    "choose a value without blanks and special characters where it reads the file"
)
_RETURN: Final = (
    "{readers} will take a carriage return into the value of {names}; "
    "end lines with a line feed alone where it reads the file"
)
_MARK: Final = (
    "{readers} cannot find {names} behind the byte order mark; "
    "save the file as UTF-8 without one where one of them reads it"
)
_ELSEWHERE: Final = (
    "{readers} will read {names} here, where others see a part of a value of several lines; "
    "write the value in one line where one of them reads the file"
)
_OTHER_CASE: Final = (
    "{readers} will read {names} here, where others see another variable; rename it where it reads the file"
)
_SWALLOWED: Final = (
    "{readers} will read something else for {names}: to them something from above goes on here, such as an open quote, "
    "a name without a value or a line of blanks; correct it where one of them reads the file"
)


def misreadings(text: str, managed: Mapping[str, str], file: str) -> Iterator[str]:
    """Warn of readers that do not agree on our variables.

    A reader that takes nothing at all from the file because of a line of somebody else says so to its user, and is left
    out here.

    Args:
        text: what the file holds.
        managed: our variables and their values, which are in it.
        file: its name.

    Yields:
        One sentence with the line, the readers, and what helps; never a value.

    Raises:
        EnvFileError: a line of the text is broken.
    """
    ours = {piece.name: piece for piece in pieces_of(text, file) if piece.name in managed}
    told: dict[tuple[int, str, str], list[str]] = {}
    for reader in READERS:
        for name, line, words in _misread(reader, text, managed, ours):
            told.setdefault((line, name, words), []).append(reader.title)
    grouped: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for (line, name, words), titles in told.items():
        grouped.setdefault((words, _listed(titles)), []).append((line, name))
    for (words, readers), places in grouped.items():
        first, *others = places
        names = _listed([first[1], *(f"{name} (line {line})" for line, name in others)])
        yield f"{file}:{first[0]}: " + words.format(readers=readers, names=names)


def _misread(
    reader: Reader, text: str, managed: Mapping[str, str], ours: Mapping[str | None, Piece]
) -> Iterator[tuple[str, int, str]]:
    try:
        found = reader.read(text)
    except RefusedByReader as refused:
        for name, piece in ours.items():
            if name and piece.line == refused.line:
                yield name, piece.line, _why(text, piece, None, managed[name])
        return
    for name, value in managed.items():
        taken = found.get(reader.key(name))
        if name in ours and (taken is None or taken.value != value):
            why = _why(text, ours[name], taken, value)
            yield name, taken.line if taken and why in (_ELSEWHERE, _OTHER_CASE) else ours[name].line, why


def _why(text: str, piece: Piece, taken: Found | None, value: str) -> str:
    if taken is None:
        if piece.export:
            return _EXPORT
        return _MARK if text.startswith(_BOM) and piece.line == 1 else _SWALLOWED
    if taken.line != piece.line:
        return _ELSEWHERE if taken.name == piece.name else _OTHER_CASE
    if taken.value == f"{value}\r":
        return _RETURN
    return _QUOTES if taken.value == piece.raw else _SWALLOWED


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
