"""Sets single values in the text of a YAML file that people write, and leaves every other byte as it is.

PyYAML tells where each node begins and ends, and only that span is replaced. The result is parsed and compared with
the expected value, so that an unforeseen form of YAML is an error and not a broken file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml

from sentry_iac.errors import CommandError
from sentry_iac.estate.text.document import parse_document
from sentry_iac.estate.text.errors import SpecError

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]*[A-Za-z0-9_]|[A-Za-z_]", re.ASCII)
_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Style:
    """How new values are written.

    Attributes:
        entry: the lines of a key and its value below each other, from the keys before it, the key and the value; they
            end with a line break.
        flow: a value on one line, inside brackets.
        opens: whether what is put into `{}` stands on lines of its own.
    """

    entry: Callable[[Sequence[str], str, Any], str]
    flow: Callable[[Any], str]
    opens: bool = True


def as_json() -> Style:
    """Return the plainest style: every value on one line, as JSON."""
    return Style(lambda _, key, value: f"{_key(key)}: {json.dumps(value)}\n", json.dumps, opens=False)


def edit(text: str, edits: Mapping[tuple[str, ...], Any], file: str, style: Style | None = None) -> str:
    """Return `text` with values set, each named by its keys from the root.

    Args:
        text: the file's text.
        edits: the values; None removes the key.
        file: its name for errors.
        style: how new values are written.

    Raises:
        CommandError: the text is not YAML, or has a form in which the values cannot be set.
    """
    wanted = _value(text, file)
    editing = _Editing(file, style or as_json())
    result = text
    for path, value in edits.items():
        wanted = with_value(wanted, path, value)
        result = editing.set(result, path, value)
    if _value(result, file) != wanted:
        raise editing.by_hand(edits)
    return result


def with_value(value: object, path: Sequence[str], new: object) -> object:
    """Return the content of a file with one value set; None removes the key."""
    inner = dict(value) if isinstance(value, dict) else {}
    if len(path) > 1:
        if new is None and path[0] not in inner:
            return value
        inner[path[0]] = with_value(inner.get(path[0]), path[1:], new)
    elif new is None:
        if path[0] not in inner:
            return value
        del inner[path[0]]
    else:
        inner[path[0]] = new
    return inner


def _value(text: str, file: str) -> object:
    try:
        return parse_document(text, file).value
    except SpecError as error:
        raise CommandError(str(error)) from None


@dataclass(frozen=True, slots=True)
class _New:
    """A value to set: its keys from the root, of which the first `depth` are there."""

    path: tuple[str, ...]
    value: Any
    depth: int = 0

    def below(self, depth: int) -> _New:
        return replace(self, depth=depth)


class _Editing:
    """Sets values in texts of one file."""

    def __init__(self, file: str, style: Style) -> None:
        self._file = file
        self._style = style

    def set(self, text: str, path: tuple[str, ...], value: Any) -> str:
        node, new = yaml.compose(text, Loader=yaml.SafeLoader), _New(path, value)
        if node is None:
            return text if value is None else self._with_lines(text, len(text), "", new)
        for depth, part in enumerate(path):
            if not isinstance(node, yaml.MappingNode):
                raise self.by_hand({path: value})
            entry = next((pair for pair in node.value if pair[0].value == part), None)
            if entry is None:
                return text if value is None else self._inserted(text, node, new.below(depth))
            key, inner = entry
            if depth == len(path) - 1:
                if value is None:
                    return _without(text, node, key, inner)
                return self._replaced(text, node, entry, new)
            if isinstance(inner, yaml.ScalarNode) and not inner.value.strip() and value is not None:
                # `key:` with nothing behind it
                column = " " * key.start_mark.column + _INDENT
                at = _line_end(text, inner.start_mark.index)
                return self._with_lines(text, at, column, new.below(depth + 1))
            if self._style.opens and _is_empty(inner) and not node.flow_style and value is not None:
                rest = with_value({}, path[depth + 1 :], value)
                return self._replaced(text, node, entry, _New(path[: depth + 1], rest))
            node = inner
        raise self.by_hand({path: value})

    def by_hand(self, edits: Mapping[tuple[str, ...], Any]) -> CommandError:
        lines = ", ".join(
            f"{'.'.join(path)}: {json.dumps(value)}" if value is not None else f"no {'.'.join(path)}"
            for path, value in edits.items()
        )
        return CommandError(
            f"{self._file} is written in a way that this command cannot edit; set by hand: {lines}"
        )

    def _replaced(
        self, text: str, parent: yaml.MappingNode, entry: tuple[yaml.Node, yaml.Node], new: _New
    ) -> str:
        key, node = entry
        start, end = node.start_mark.index, _content_end(text, node)
        gap = "" if text[start - 1 : start].isspace() else " "
        if parent.flow_style:
            return f"{text[:start]}{gap}{self._style.flow(new.value)}{text[end:]}"
        lines = self._lines(new)
        on_a_line = isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">")
        if on_a_line and len(lines) == 1 and not isinstance(new.value, Mapping):
            # What stands behind the value stays.
            spelled = lines[0].split(": ", 1)[1]
            return f"{text[:start]}{gap}{spelled}{text[end:]}"
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            # A comment behind its last line is about that line.
            end = _line_end(text, end)
        column = " " * key.start_mark.column
        first, *others = lines
        block = _newline(text).join([first, *(f"{column}{line}" if line else line for line in others)])
        return f"{text[: key.start_mark.index]}{block}{text[end:]}"

    def _inserted(self, text: str, node: yaml.MappingNode, new: _New) -> str:
        if node.flow_style:
            at = _content_end(text, node.value[-1][1]) if node.value else node.end_mark.index - 1
            comma = ", " if node.value else ""
            return f"{text[:at]}{comma}{self._in_flow(new.path[new.depth :], new.value)}{text[at:]}"
        column = " " * node.value[0][0].start_mark.column
        return self._with_lines(text, _line_end(text, _content_end(text, node)), column, new)

    def _with_lines(self, text: str, at: int, column: str, new: _New) -> str:
        newline = _newline(text)
        around = new.path[new.depth : -1]
        lines = [f"{_INDENT * level}{self._key(part)}:" for level, part in enumerate(around)]
        lines += [f"{_INDENT * len(around)}{line}" if line else line for line in self._lines(new)]
        block = newline.join(f"{column}{line}" if line else line for line in lines)
        if not text[:at] or text[:at].endswith("\n"):
            return f"{text[:at]}{block}{newline}{text[at:]}"
        return f"{text[:at]}{newline}{block}{text[at:] or newline}"

    def _lines(self, new: _New) -> list[str]:
        return self._style.entry(new.path[:-1], new.path[-1], new.value).rstrip("\n").split("\n")

    def _key(self, name: str) -> str:
        return name if _PLAIN_KEY.fullmatch(name) else self._style.flow(name)

    def _in_flow(self, path: Sequence[str], value: Any) -> str:
        if len(path) == 1:
            return f"{self._key(path[0])}: {self._style.flow(value)}"
        return f"{self._key(path[0])}: {{{self._in_flow(path[1:], value)}}}"


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


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.value


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


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else json.dumps(name)
