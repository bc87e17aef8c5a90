"""Reads YAML with its line numbers, and without YAML's traps.

PyYAML composes the nodes; this module builds the values. For PyYAML's safe constructor takes the last of two equal
keys, reads `1:30` as 90 and `010` as 8, and forgets the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Final

import yaml

from sentry_iac.estate.text.errors import Path, Problem, SpecError, printable

_TAG: Final = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_TRUE: Final = {"true", "yes", "on"}
_FALSE: Final = {"false", "no", "off"}
_SCALARS: Final = {"null", "bool", "int", "float", "str", "timestamp", "value"}
# YAML aliases can make a few lines stand for millions of values.
_MOST_VALUES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file: its plain value, with the line and the written text of each part."""

    file: str
    value: object
    lines: Mapping[Path, int] = field(repr=False)
    texts: Mapping[Path, str] = field(repr=False)

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest existing part around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, path: Path, message: str) -> Problem:
        """Return `message` as a problem of this file at `path`."""
        return Problem(self.file, self.line(path), path, message)

    def text(self, path: Path) -> str | None:
        """Return the scalar at `path` as written, or None."""
        return self.texts.get(path)


def read_document(path: FilePath) -> Document:
    """Read and parse the YAML file at `path`; raises SpecError if it cannot be read or is not YAML."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SpecError([Problem(path.name, None, (), "there is no such file")]) from None
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise SpecError([Problem(path.name, None, (), f"cannot be read: {reason}")]) from None
    return decode_document(content, path.name)


def decode_document(content: bytes, file: str) -> Document:
    """Parse the bytes of a file; problems name `file`. Raises SpecError as `parse_document` does."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError([Problem(file, line, (), "is not UTF-8 text; save it as UTF-8")]) from None
    return parse_document(text, file)


def parse_document(text: str, file: str) -> Document:
    """Parse `text`; problems name `file`. Raises SpecError with every problem."""
    node = _compose(text, file)
    reading = _Reading(file)
    try:
        value = None if node is None else reading.value(node, ())
    except RecursionError:
        raise SpecError([_too_deep(file)]) from None
    if reading.problems:
        raise SpecError(reading.problems)
    return Document(file, value, reading.lines, reading.texts)


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        reason = printable(error.problem or error.context or "cannot be parsed")
        raise SpecError([Problem(file, line, (), f"is not valid YAML: {reason}{_advice(reason)}")]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SpecError([Problem(file, line, (), "holds a control character; remove it")]) from None
    except RecursionError:
        raise SpecError([_too_deep(file)]) from None
    except (ValueError, OverflowError):
        # PyYAML turns "\UFFFFFFFF" into chr(0xFFFFFFFF) unguarded, and loses the line with it.
        escape = re.search(r"\\U(?!0010|000)", text)
        line = text.count("\n", 0, escape.start()) + 1 if escape else 1
        message = r"holds an escape that is no character; write \U with at most 0010FFFF"
        raise SpecError([Problem(file, line, (), message)]) from None
    return node


def _advice(reason: str) -> str:
    if "'\\t'" in reason or "\\t" in reason:
        return "; indent with spaces, not tabs"
    if "mapping values are not allowed" in reason:
        return "; put text that holds a colon in quotes, and check the indentation"
    if "start with any token" in reason or "expected alphabetic or numeric" in reason:
        return "; put text that starts with a special character in quotes"
    if "another document" in reason:
        return "; keep one document, without a second --- line"
    return ""


def _too_deep(file: str) -> Problem:
    return Problem(file, 1, (), "is nested too deeply")


class _Reading:
    """One walk over the nodes of a document, collecting values, lines, texts and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.texts: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self._open: set[int] = set()
        self._seen = 0

    def value(self, node: yaml.Node, path: Path) -> object:
        self._seen += 1
        if id(node) in self._open:
            return self._refuse(node, path, "an alias cannot stand inside what it names")
        if self._seen > _MOST_VALUES:
            if self._seen == _MOST_VALUES + 1:
                self._refuse(node, (), "holds too many values; its aliases multiply")
            return None
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
                return [self.value(item, (*path, at)) for at, item in enumerate(node.value)]
            return self._refuse(node, path, f"the YAML tag {printable(node.tag)} is not supported")
        finally:
            self._open.remove(id(node))

    def _refuse(self, node: yaml.Node, path: Path, message: str) -> object:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, path, message))
        return None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        merged: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, path, "a key must be text, not a list or a mapping")
                continue
            if key_node.tag == f"{_TAG}merge":
                self._merge(value_node, path, merged)
                continue
            # The text as written, so that the keys 5, on and 1.0 stay as the person wrote them.
            key: str = key_node.value
            here = (*path, key)
            line = key_node.start_mark.line + 1
            if key in result:
                message = f"stands twice; the first is on line {self.lines[here]}; remove one of them"
                self.problems.append(Problem(self.file, line, here, message))
                continue
            self.lines[here] = line
            result[key] = self.value(value_node, here)
        return {**merged, **result}

    def _merge(self, node: yaml.Node, path: Path, into: dict[str, object]) -> None:
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in reversed(sources):
            if not isinstance(source, yaml.MappingNode):
                self._refuse(node, path, "<< must name a mapping, or a list of mappings")
                continue
            # A person must look at the anchor's own lines, so value() sets only unknown lines.
            merged = self.value(source, path)
            if isinstance(merged, dict):
                into.update(merged)

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> object:
        text: str = node.value
        if any("\ud800" <= char <= "\udfff" for char in text):
            return self._refuse(node, path, "holds half of a surrogate pair; remove that escape")
        self.texts[path] = text
        kind = node.tag.removeprefix(_TAG)
        if kind not in _SCALARS:
            return self._refuse(node, path, f"the YAML tag {printable(node.tag)} is not supported")
        return _scalar_value(kind, text)


def _scalar_value(kind: str, text: str) -> object:
    """Return the value of a scalar; all but plain numbers and booleans stay text."""
    if kind == "null":
        return None
    if kind == "bool" and text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "float" and _DECIMAL.fullmatch(text):
        return float(text)
    return text
