"""Edits the text of an `.env` file without touching anything in it that is not ours.

python-dotenv's parser splits the text into bindings that carry their original form, and only the value inside a binding
of ours is exchanged. Values are written so that python-dotenv, Node's dotenv (with Vite's expansion) and a shell's
`source` read the same; a value that cannot be spelled like that is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from typing import Final

from dotenv.parser import Binding, parse_stream

HEADER: Final = "# Sentry, written by Pulumi"
"""The comment above the keys that were not in the file before."""

_BOM: Final = "\ufeff"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NEWLINE = re.compile(r"\r\n|\n|\r")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_./:@%+,=\-]*", re.ASCII)
_BLANK: Final = r"[^\S\r\n]"
_BINDING_START = re.compile(
    rf"(?P<lead>\s*)(?P<key>(?:export{_BLANK}+)?(?:'[^']+'|[^=\#\s]+)){_BLANK}*(?P<equals>={_BLANK}*)?"
)
_QUOTED_VALUE = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_COMMENT_AFTER_VALUE = re.compile(rf"{_BLANK}+#")


class EnvFileError(Exception):
    """A `.env` file cannot be read or written. The text names the file, and never a value that is in it."""


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
    bindings = _bindings(text, file)
    return {each.key: each.value for each in bindings if each.key is not None and each.value is not None}


def plan(text: str, managed: Mapping[str, str], removed: Collection[str] = (), *, file: str = ".env") -> str:
    """The text as it will be: with our variables set and those removed that are ours no longer; every other line stays.

    A variable that the text sets several times is set each time, so that every reader agrees on it. Missing ones follow
    at the end, under one comment, which goes with the last of them.

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
    spelled = {name: _spell(name, value) for name, value in managed.items()}
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    pieces: list[str] = []
    present: set[str] = set()
    last_is_dropped = False
    for binding in _bindings(body, file):
        original = binding.original.string
        ours = binding.key in managed
        is_header = binding.key is None and original.strip() == HEADER
        last_is_dropped = not ours and (binding.key in removed or (is_header and not managed))
        if binding.key is not None and ours:
            present.add(binding.key)
            keep = binding.value == managed[binding.key]
            pieces.append(original if keep else _with_value(original, spelled[binding.key]))
        elif last_is_dropped:
            pieces.append(_blank_lines_before(original))
        else:
            pieces.append(original)
    result = "".join(pieces)
    if last_is_dropped and body and not _ends_line(body):
        # The file had no newline at its end, and shall have none now that its last line is gone.
        result = _without_last_newline(result)
    added = [f"{name}={spelled[name]}" for name in managed if name not in present]
    return bom + _append(result, added)


def _bindings(text: str, file: str) -> list[Binding]:
    bindings = list(parse_stream(io.StringIO(text.removeprefix(_BOM), newline="")))
    for binding in bindings:
        if binding.error:
            original = binding.original.string
            lead = original[: len(original) - len(original.lstrip())]
            line = binding.original.line + len(_NEWLINE.findall(lead))
            raise EnvFileError(
                f"{file}:{line}: is neither NAME=value nor a comment; correct the line "
                "(a quote may be missing its end); the file is left as it is"
            )
    return bindings


def _spell(name: str, value: str) -> str:
    if _PLAIN_VALUE.fullmatch(value):
        return value
    if not value.isprintable():
        raise _unwritable(name, "a line break or another control character")
    for char in "$\\":
        if char in value:
            raise _unwritable(name, f"a {char}")
    if "'" not in value:
        return f"'{value}'"
    if '"' in value or "`" in value:
        raise _unwritable(name, "a ' beside a \" or a `")
    return f'"{value}"'


def _unwritable(name: str, what: str) -> EnvFileError:
    return EnvFileError(
        f"the value of {name} holds {what}, which .env readers do not agree on; choose a value without it"
    )


def _with_value(original: str, spelled: str) -> str:
    start = _BINDING_START.match(original)
    if start is None:
        raise EnvFileError("a definition could not be taken apart; please report this")
    rest = original[start.end() :]
    tail = rest[_value_length(rest, start["equals"] or "") :] if start["equals"] else rest
    comment = tail.strip()
    if comment and not tail[:1].isspace():
        tail = f" {tail}"
    if comment and not spelled:
        spelled = "''"
    return f"{start['lead']}{start['key']}={spelled}{tail}"


def _value_length(rest: str, equals: str) -> int:
    """How long the value is that begins the text after an equals sign."""
    quoted = _QUOTED_VALUE.match(rest)
    if quoted is not None:
        return quoted.end()
    if len(equals) > 1 and rest.startswith("#"):
        return 0
    line_end = _NEWLINE.search(rest)
    part = rest if line_end is None else rest[: line_end.start()]
    comment = _COMMENT_AFTER_VALUE.search(part)
    return len((part if comment is None else part[: comment.start()]).rstrip())


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


def _append(text: str, lines: list[str]) -> str:
    if not lines:
        return text
    found = _NEWLINE.search(text)
    newline = found[0] if found else "\n"
    has_header = any(line.strip() == HEADER for line in _NEWLINE.split(text))
    block = newline.join(lines if has_header else [HEADER, *lines])
    if text and not _ends_line(text):
        return f"{text}{newline}{block}"
    return f"{text}{block}{newline}"
