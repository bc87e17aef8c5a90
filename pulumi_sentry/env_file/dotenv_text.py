"""Edits the text of an `.env` file without touching anything in it that is not ours.

python-dotenv's parser splits the text, and a value in backticks that goes on over lines is one piece, as Node's readers
see it. Only a line that defines a variable of ours is exchanged. It is written in the one form which every reader of
`pulumi_sentry.env_file.readers` reads alike, as far as there is one; a value that cannot be spelled is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pulumi_sentry.env_file.readers.node import closing_quote
from pulumi_sentry.env_file.readers.python_dotenv import Binding, Bindings, parts_of

HEADER: Final = "# Sentry, written by Pulumi"
"""The comment above the keys that were not in the file before."""

_BOM: Final = "\ufeff"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NODE_NAME = re.compile(r"[\w.-]+", re.ASCII)
_NEWLINE = re.compile(r"\r\n|\n|\r")
# Letters of any script and digits, and signs that no reader takes for its own. `docker run` knows no quotes.
_PLAIN_VALUE = re.compile(r"[\w./:@%+,=\-]*")


class EnvFileError(Exception):
    """A `.env` file cannot be read or written. The text names the file, and never a value that is in it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: a definition, or a comment.

    Attributes:
        name: the variable that it defines; None for a comment.
        value: its value; None where there is no equals sign.
        original: the text of it, with the blank lines above and the newline at its end.
        line: where it begins, below the blank lines.
        export: whether it begins with `export`.
        raw: the value as it is spelled.
        tail: what follows the value: blanks, a comment, the newline.
    """

    name: str | None
    value: str | None = field(repr=False)
    original: str = field(repr=False)
    line: int
    export: bool = False
    raw: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)


def check_name(name: str) -> None:
    """Refuse what cannot name an environment variable.

    Raises:
        EnvFileError: it holds something else than letters, digits and _, or begins with a digit.
    """
    if not _NAME.fullmatch(name):
        raise EnvFileError(
            f"{name!r} cannot name an environment variable; use letters, digits and _, and no digit in front"
        )


def values_in(text: str, file: str) -> dict[str, str]:
    """What a text defines, by name, without expanding `$`.

    Args:
        text: what the file holds.
        file: its name, for errors.

    Raises:
        EnvFileError: a line is neither a definition nor a comment.
    """
    return _values_of(pieces_of(text, file))


def plan(text: str, managed: Mapping[str, str], removed: Collection[str] = (), *, file: str = ".env") -> str:
    """The text as it will be: with our variables set and those removed that are ours no longer; every other line stays.

    A variable that the text sets several times is set each time, so that every reader agrees on it. A comment behind a
    value moves to a line of its own above. Missing variables follow at the end, under one comment, which goes with the
    last of them.

    Args:
        text: what the file holds.
        managed: our variables and their values.
        removed: names of variables that are ours no longer.
        file: its name, for errors.

    Raises:
        EnvFileError: a line is broken, or a value cannot be written.
    """
    for name in (*managed, *removed):
        check_name(name)
    forms = {name: _forms(name, value) for name, value in managed.items()}
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    newline = _newline_of(body)
    written: list[str] = []
    present: set[str] = set()
    last_is_dropped = False
    pieces = list(pieces_of(text, file))
    for piece in pieces:
        ours = piece.name in forms
        is_header = piece.name is None and piece.original.strip() == HEADER
        last_is_dropped = not ours and (piece.name in removed or (is_header and not managed))
        if piece.name is not None and ours:
            present.add(piece.name)
            written.append(_line(piece, forms[piece.name], newline))
        elif last_is_dropped:
            written.append(_blank_lines_before(piece.original))
        else:
            written.append(piece.original)
    result = "".join(written)
    if last_is_dropped and body and not _ends_line(body):
        # The file had no newline at its end, and shall have none now that its last line is gone.
        result = _without_last_newline(result)
    added = [f"{name}={forms[name][0]}" for name in managed if name not in present]
    result = bom + _append(result, added, newline)
    _check_whole(pieces, result, {**dict.fromkeys(removed), **managed}, file)
    return result


def unsettled(text: str, managed: Mapping[str, str], *, file: str = ".env") -> list[str]:
    """The variables of ours that are in a text, but not as `plan` writes them.

    Args:
        text: what the file holds.
        managed: our variables and their values.
        file: its name, for errors.

    Raises:
        EnvFileError: a line is broken, or a value cannot be written.
    """
    newline = _newline_of(text)
    other = {
        piece.name
        for piece in pieces_of(text, file)
        if piece.name is not None
        and piece.name in managed
        and _line(piece, _forms(piece.name, managed[piece.name]), newline) != piece.original
    }
    return [name for name in managed if name in other]


def pieces_of(text: str, file: str) -> Iterator[Piece]:
    """Take a text apart; the pieces together are the text, without a byte order mark.

    Args:
        text: what the file holds.
        file: its name, for errors.

    Raises:
        EnvFileError: a line is neither a definition nor a comment.
    """
    body = text.removeprefix(_BOM)
    as_node_sees = body.replace("\r", "\n")  # as long as the text, so that places are the same
    bindings = Bindings(body)
    start = 0
    for binding in bindings:
        if binding.is_broken:
            raise EnvFileError(
                f"{file}:{binding.line}: is neither NAME=value nor a comment; correct the line "
                "(a quote may be missing its end); the file is left as it is"
            )
        piece = _piece(binding)
        if piece.raw.startswith("`") and _NODE_NAME.fullmatch(binding.name or ""):
            opening = start + len(binding.original) - len(piece.tail) - len(piece.raw)
            closing = closing_quote(as_node_sees, opening)
            if closing is not None and closing >= bindings.offset:
                newline = _NEWLINE.search(body, closing)
                bindings.skip_to(len(body) if newline is None else newline.end())
                piece = Piece(
                    binding.name,
                    body[opening + 1 : closing],
                    body[start : bindings.offset],
                    binding.line,
                    piece.export,
                    body[opening : closing + 1],
                    body[closing + 1 : bindings.offset],
                )
        yield piece
        start = bindings.offset


def _values_of(pieces: Iterable[Piece]) -> dict[str, str]:
    return {each.name: each.value for each in pieces if each.name is not None and each.value is not None}


def _check_whole(before: Sequence[Piece], after: str, ours: Mapping[str, str | None], file: str) -> None:
    """Refuse a file with an open backtick that a change of ours would close, or the other way round."""
    values = {**_values_of(before), **ours}
    if values_in(after, file) != {name: value for name, value in values.items() if value is not None}:
        opened = [piece.line for piece in before if piece.raw[:1] == "`" != piece.raw[1:][-1:]]
        raise EnvFileError(
            f"{file}:{min(opened, default=1)}: a backtick is not closed where its value ends; close it, or use "
            "other quotes; the file is left as it is"
        )


def _piece(binding: Binding) -> Piece:
    if binding.name is None:
        return Piece(None, None, binding.original, binding.line)
    parts = parts_of(binding.original)
    return Piece(
        binding.name, binding.value, binding.original, binding.line, parts.export, parts.raw, parts.tail
    )


def _forms(name: str, value: str) -> list[str]:
    """How a value may be spelled, the best form first."""
    if _PLAIN_VALUE.fullmatch(value):
        return [value]
    if not value.isprintable():
        raise _unwritable(name, "a line break or another control character")
    for char in "$\\":
        if char in value:
            raise _unwritable(name, f"a {char}")
    forms = [f"'{value}'"] if "'" not in value else []
    if '"' not in value and "`" not in value:
        forms.append(f'"{value}"')
    if not forms:
        raise _unwritable(name, "a ' beside a \" or a `")
    return forms


def _unwritable(name: str, what: str) -> EnvFileError:
    return EnvFileError(
        f"the value of {name} holds {what}, which .env readers do not agree on; choose a value without it"
    )


def _line(piece: Piece, forms: list[str], newline: str) -> str:
    """A definition as every reader reads it: nothing in front, no blank around the equals sign, no comment behind."""
    comment = piece.tail.rstrip("\r\n")
    end = piece.tail[len(comment) :]
    comment = comment.lstrip()
    above = f"{comment}{end or newline}" if comment else ""
    spelled = piece.raw if piece.raw in forms else forms[0]
    export = "export " if piece.export else ""
    return f"{_blank_lines_before(piece.original)}{above}{export}{piece.name}={spelled}{end}"


def _blank_lines_before(original: str) -> str:
    lead = original[: len(original) - len(original.lstrip())]
    newlines = list(_NEWLINE.finditer(lead))
    return lead[: newlines[-1].end()] if newlines else ""


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _without_last_newline(text: str) -> str:
    for newline in ("\r\n", "\n", "\r"):
        if text.endswith(newline):
            return text.removesuffix(newline)
    return text


def _newline_of(text: str) -> str:
    found = _NEWLINE.search(text)
    return found[0] if found else "\n"


def _append(text: str, lines: list[str], newline: str) -> str:
    if not lines:
        return text
    has_header = any(line.strip() == HEADER for line in _NEWLINE.split(text))
    block = newline.join(lines if has_header else [HEADER, *lines])
    if text and not _ends_line(text):
        return f"{text}{newline}{block}"
    return f"{text}{block}{newline}"
