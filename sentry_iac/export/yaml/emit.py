"""The text of a `sentry.yaml`: short mappings on one line, longer ones below each other, and texts as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

_WIDTH: Final = 110
_NEEDED: Final = ("teams", "projects")
"""Sections that a file must have, if only empty."""

_SHORT: Final = 90
"""Characters of a mapping or a list on one line, at most."""


_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*", re.ASCII)
_SWITCHES: Final = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # lists stand deeper than their key


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    lines = text.splitlines()
    # A block can hold no line with blanks at its end.
    block = len(lines) > 1 and not text.isprintable() and all(line == line.rstrip() for line in lines)
    plain = block and all(line.isprintable() for line in lines)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if plain else None)


_Dumper.add_representer(str, _represent_text)


def emit(document: Mapping[str, Any], head: str) -> str:
    """Return the text of a file.

    Args:
        document: its content.
        head: what a comment at the top says; one line.
    """
    sections = [entry((), key, value) for key, value in document.items() if value or key in _NEEDED]
    return f"# {head}\n\n" + "\n".join(sections)


class _Engine(yaml.SafeDumper):
    """Writes for the engine, which reads more words as numbers and dates than Python does."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_for_engine(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _WORD.fullmatch(text) and text.lower() not in _SWITCHES else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Engine.add_representer(str, _represent_for_engine)


def emit_config(config: Mapping[str, Any]) -> str:
    """Return the text of a stack file."""
    node = _Engine(io.StringIO(), sort_keys=False).represent_data({"config": dict(config)})
    _fold(node, depth=-1)
    return str(yaml.serialize(node, Dumper=_Engine, width=_WIDTH, allow_unicode=True))


def entry(before: Sequence[str], key: str, value: Any) -> str:
    """Return the lines of one key of a file, as `emit` would write it there, without its indentation.

    Args:
        before: the keys around it, from the top of the file.
        key: the key.
        value: plain mappings, lists and scalars.
    """
    node = _Dumper(io.StringIO(), sort_keys=False).represent_data({key: value})
    _fold(node, depth=len(before))
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = False
    return str(yaml.serialize(node, Dumper=_Dumper, width=_WIDTH, allow_unicode=True))


def on_one_line(value: Any) -> str:
    """Return a value as it may stand inside brackets."""
    text = yaml.safe_dump(
        [value], default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False
    )
    return text.strip()[1:-1]


def _fold(node: yaml.Node, depth: int) -> int:
    """Decide which mappings and lists stand on one line, and return how long this node is on one line."""
    if isinstance(node, yaml.ScalarNode):
        return _WIDTH if node.style == "|" else len(node.value) + 2
    if not isinstance(node, yaml.CollectionNode):
        return 0
    children = (
        [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
    )
    length = sum(_fold(child, depth + 1) + 2 for child in children) + 2
    of_people = isinstance(node, yaml.MappingNode) and any("@" in str(key.value) for key, _ in node.value)
    node.flow_style = not node.value or (length <= _SHORT and depth > _OPEN and not of_people)
    return length


_OPEN: Final = 2
"""Mappings of so many levels always stand below each other."""
