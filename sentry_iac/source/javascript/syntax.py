"""Parses JavaScript and TypeScript, and reads single nodes of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.tree import read_text
from sentry_iac.source.unreadable import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

SUFFIXES: Final = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_WITHOUT_TAGS: Final = frozenset({".ts", ".mts", ".cts"})
_WRAPPERS: Final = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
        "await_expression",
    }
)
LITERALS: Final = frozenset({"string", "number", "true", "false", "null", "undefined", "regex"})


def parse(path: Path) -> Node:
    """Return the tree of a file.

    Raises:
        Unreadable: it cannot be read, or the parser is not installed.
    """
    state = path.stat()
    return _parsed(path, state.st_mtime_ns, state.st_size)


def parse_text(source: str) -> Node:
    """Return the tree of a text of JavaScript.

    Raises:
        Unreadable: the parser is not installed.
    """
    return _parser(tags=True).parse(source.encode()).root_node


def text(node: Node) -> str:
    """Return the text of a node."""
    return node.text.decode(errors="replace") if node.text is not None else ""


def line(node: Node) -> int:
    """Return the line at which a node begins, counted from 1."""
    return node.start_point[0] + 1


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes in it, in the order of the source."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(each.named_children)


def inner(node: Node) -> Node:
    """Return an expression without parentheses, casts and awaits around it."""
    while node.type in _WRAPPERS:
        parts = [each for each in node.named_children if each.type != "comment"]
        if not parts:
            return node
        node = parts[-1] if node.type == "type_assertion" else parts[0]
    return node


def child(node: Node, name: str) -> Node | None:
    """Return the part of a node with a name."""
    return node.child_by_field_name(name)


def string(node: Node | None) -> str | None:
    """Return the text of a string without quotes; None for anything else, and for a template with values in it."""
    if node is None or node.type not in {"string", "template_string"}:
        return None
    if any(each.type == "template_substitution" for each in node.named_children):
        return None
    return "".join(text(each) for each in node.named_children)


def literal(node: Node) -> str | float | bool | None:
    """Return the value of a literal; None for null, undefined and anything else."""
    if node.type in {"true", "false"}:
        return node.type == "true"
    if node.type == "number":
        try:
            return float(text(node).replace("_", ""))
        except ValueError:
            return None
    return string(node)


def called(node: Node) -> Node | None:
    """Return the function of a call, or the class of a `new`."""
    return child(node, "function") or child(node, "constructor")


def arguments(node: Node) -> list[Node]:
    """Return the arguments of a call."""
    given = child(node, "arguments")
    return [each for each in given.named_children if each.type != "comment"] if given is not None else []


@cache
def _parser(*, tags: bool) -> Parser:
    try:
        import tree_sitter  # noqa: PLC0415 - an optional extra, needed for front ends only
        import tree_sitter_typescript  # noqa: PLC0415
    except ImportError as error:
        raise Unreadable(
            "the parser of JavaScript and TypeScript is not installed",
            fix="pip install 'pulumi-sentry[cli]'",
        ) from error
    grammar = tree_sitter_typescript.language_tsx() if tags else tree_sitter_typescript.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(grammar))


@lru_cache(maxsize=4096)
def _parsed(path: Path, changed: int, size: int) -> Node:  # noqa: ARG001 - part of the cache's key
    parser = _parser(tags=path.suffix not in _WITHOUT_TAGS)
    return parser.parse(read_text(path).encode()).root_node
