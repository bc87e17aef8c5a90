"""Sets single values in a YAML file that people write, and leaves every other byte as it is.

PyYAML tells where each node begins and ends, and only that span is replaced. The result is parsed and compared with
the expected value, so that an unforeseen form of YAML is an error and not a broken file.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from sentry_iac.errors import CommandError
from sentry_iac.estate import SpecError, parse_document
from sentry_iac.files.private_files import read_if_present, write_atomically

Scalar = str | int | bool | None
"""A value to set; None removes the key."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]*[A-Za-z0-9_]|[A-Za-z_]", re.ASCII)
_INDENT: Final = "  "


def edit_file(path: Path, edits: Mapping[tuple[str, ...], Scalar]) -> None:
    """Set values in the YAML file at `path`, each named by its keys from the root.

    Raises:
        CommandError: the file is missing, not YAML, not writable, or cannot be edited by a program; it is as it was.
    """
    text = read_if_present(path)
    if text is None:
        raise CommandError(f"{path.name}: there is no such file")
    check_writable(path)
    write_atomically(path, edit(text, edits, path.name), stat.S_IMODE(path.stat().st_mode))


def check_writable(path: Path, shown: str | None = None) -> None:
    """Refuse a file that may not be written; a replacement by rename would not notice.

    Args:
        path: the file.
        shown: its name in the error; the file's name unless given.

    Raises:
        CommandError: the file may not be written.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & 0o222 or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        shown = shown or path.name
        raise CommandError(f"{shown} is not writable; run `chmod u+w {shown}`, then this again")


def edit(text: str, edits: Mapping[tuple[str, ...], Scalar], file: str) -> str:
    """Return `text` with values set; `file` is its name for errors.

    Raises:
        CommandError: the text is not YAML, or has a form in which the values cannot be set.
    """
    wanted = _value(text, file)
    result = text
    for path, value in edits.items():
        wanted = _with(wanted, path, value)
        result = _set(result, path, value, file)
    if _value(result, file) != wanted:
        raise _by_hand(file, edits)
    return result


def _value(text: str, file: str) -> object:
    try:
        return parse_document(text, file).value
    except SpecError as error:
        raise CommandError(str(error)) from None


def _with(value: object, path: Sequence[str], new: Scalar) -> object:
    inner = dict(value) if isinstance(value, dict) else {}
    if len(path) > 1:
        if new is None and path[0] not in inner:
            return value
        inner[path[0]] = _with(inner.get(path[0]), path[1:], new)
    elif new is None:
        if path[0] not in inner:
            return value
        del inner[path[0]]
    else:
        inner[path[0]] = new
    return inner


def _set(text: str, path: tuple[str, ...], value: Scalar, file: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return text if value is None else _with_lines(text, len(text), "", path, value)
    node = root
    for depth, part in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise _by_hand(file, {path: value})
        entry = next((pair for pair in node.value if pair[0].value == part), None)
        if entry is None:
            return text if value is None else _inserted(text, node, path[depth:], value)
        key, inner = entry
        if depth == len(path) - 1:
            if value is None:
                return _without(text, node, key, inner)
            if not isinstance(inner, yaml.ScalarNode):
                raise _by_hand(file, {path: value})
            return _replaced(text, inner, value)
        if isinstance(inner, yaml.ScalarNode) and not inner.value.strip() and value is not None:
            # `key:` with nothing behind it
            column = " " * key.start_mark.column + _INDENT
            return _with_lines(
                text, _line_end(text, inner.start_mark.index), column, path[depth + 1 :], value
            )
        node = inner
    raise _by_hand(file, {path: value})


def _replaced(text: str, node: yaml.ScalarNode, value: Scalar) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    gap = "" if text[start - 1 : start].isspace() else " "
    return f"{text[:start]}{gap}{_spelled(value)}{text[end:]}"


def _inserted(text: str, node: yaml.MappingNode, path: Sequence[str], value: Scalar) -> str:
    if node.flow_style:
        at = _content_end(text, node.value[-1][1]) if node.value else node.end_mark.index - 1
        comma = ", " if node.value else ""
        return f"{text[:at]}{comma}{_in_flow(path, value)}{text[at:]}"
    column = " " * node.value[0][0].start_mark.column
    return _with_lines(text, _line_end(text, _content_end(text, node)), column, path, value)


def _with_lines(text: str, at: int, column: str, path: Sequence[str], value: Scalar) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [f"{column}{_INDENT * depth}{_key(part)}:" for depth, part in enumerate(path)]
    lines[-1] += f" {_spelled(value)}"
    block = newline.join(lines)
    if not text[:at] or text[:at].endswith("\n"):
        return f"{text[:at]}{block}{newline}{text[at:]}"
    return f"{text[:at]}{newline}{block}{text[at:] or newline}"


def _without(text: str, node: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> str:
    start, end = key.start_mark.index, _content_end(text, value)
    if node.flow_style:
        after = re.match(r"\s*,\s*", text[end:])
        if after:
            return text[:start] + text[end + after.end() :]
        before = re.search(r",?\s*$", text[:start])
        return text[: before.start() if before else start] + text[end:]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = _line_end(text, end)
    return text[:line_start] + text[line_end:].removeprefix("\r").removeprefix("\n")


def _content_end(text: str, node: yaml.Node) -> int:
    """Where a node's last character is: block nodes only end where the next one begins."""
    if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _content_end(text, last[1] if isinstance(last, tuple) else last)
    return (
        len(text[: node.end_mark.index].rstrip())
        if node.end_mark.index > node.start_mark.index
        else (node.end_mark.index)
    )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" and end > at else end


def _in_flow(path: Sequence[str], value: Scalar) -> str:
    if len(path) == 1:
        return f"{_key(path[0])}: {_spelled(value)}"
    return f"{_key(path[0])}: {{{_in_flow(path[1:], value)}}}"


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else json.dumps(name)


def _spelled(value: Any) -> str:
    return json.dumps(value)


def _by_hand(file: str, edits: Mapping[tuple[str, ...], Scalar]) -> CommandError:
    lines = ", ".join(
        f"{'.'.join(path)}: {_spelled(value)}" if value is not None else f"no {'.'.join(path)}"
        for path, value in edits.items()
    )
    return CommandError(f"{file} is written in a way that this command cannot edit; set by hand: {lines}")
