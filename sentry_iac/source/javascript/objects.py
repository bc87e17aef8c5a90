"""Follows names in a front end's scripts to objects, and reads their entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.script import Frame, Part
from sentry_iac.source.javascript.syntax import called, child, inner, string, text, walk
from sentry_iac.source.work import Work

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_HOPS: Final = 10

Entries = dict[str, tuple["Node", Frame]]


@dataclass(frozen=True, eq=False)
class Object:
    """An object.

    Attributes:
        entries: the expression of each entry, and where that runs.
        opaque: whether it has more entries than can be read.
    """

    entries: Mapping[str, tuple[Node, Frame]]
    opaque: bool


def followed(project: Project, node: Node, frame: Frame) -> tuple[Node, Frame]:
    """Return the expression that a name leads to, and where that runs; any other expression is returned as it is."""
    for _ in range(_MOST_HOPS):
        node = inner(node)
        if node.type not in {"identifier", "shorthand_property_identifier"}:
            break
        name = text(node)
        if name in frame.bound:
            node, frame = frame.bound[name]
            continue
        here = frame.value(name)
        if isinstance(here, Part):
            break
        if here is not None:
            node = here
            continue
        there = project.exported(node, frame.script)
        if there is None:
            break
        node, frame = there[0], Frame(there[1])
    return node, frame


def object_of(
    project: Project, node: Node, frame: Frame, work: Work, left: int = _MOST_HOPS
) -> Object | None:
    """Return the object that an expression is, names, or gets from a function; None where it is no object.

    Raises:
        Unreadable: it is put together from too many parts.
    """
    work.spend()
    node, frame = followed(project, node, frame)
    if left <= 0:
        return None
    if node.type == "call_expression":
        function = called(node)
        found = project.function(function, frame) if function is not None else None
        if found is None:
            return None
        work.spend(length=found[0].end_byte - found[0].start_byte)
        ends = returned(found[0])
        if len(ends) != 1:
            return None
        return object_of(project, ends[0], Frame(found[1], found[0]), work, left - 1)
    if node.type != "object":
        return None
    entries: Entries = {}
    opaque = False
    for each in node.named_children:
        if each.type == "spread_element":
            given = each.named_children[:1]
            spread = _spread(project, given[0], frame, work, left) if given else None
            opaque = opaque or spread is None or spread.opaque
            work.spend(len(spread.entries) if spread is not None else 0)
            entries |= spread.entries if spread is not None else {}
        else:
            work.spend()
            entries |= _entry(each, frame)
    return Object(entries, opaque)


def outcomes_of(node: Node) -> list[Node]:
    """Return the expressions of which one will be the value: both ends of a condition."""
    node = inner(node)
    parts: list[Node | None] = []
    if node.type == "ternary_expression":
        parts = [child(node, "consequence"), child(node, "alternative")]
    elif node.type == "binary_expression":
        sign = child(node, "operator")
        if sign is not None and text(sign) in {"&&", "||", "??"}:
            parts = [child(node, "left"), child(node, "right")]
            if text(sign) == "&&":
                parts = parts[1:]
    return [found for part in parts if part is not None for found in outcomes_of(part)] or [node]


def _entry(node: Node, frame: Frame) -> Entries:
    if node.type == "pair":
        key, value = child(node, "key"), child(node, "value")
        name = string(key) if key is not None and key.type == "string" else None
        if key is not None and key.type == "property_identifier":
            name = text(key)
        return {name: (value, frame)} if name is not None and value is not None else {}
    if node.type == "shorthand_property_identifier":
        return {text(node): (node, frame)}
    name_node = child(node, "name") if node.type == "method_definition" else None
    return {text(name_node): (node, frame)} if name_node is not None else {}


def _spread(project: Project, node: Node, frame: Frame, work: Work, left: int) -> Object | None:
    """The object behind `...options`, or `...(condition && { … })`, which counts as if the condition held."""
    found = [object_of(project, each, frame, work, left - 1) for each in outcomes_of(node)]
    if any(each is None for each in found):
        return None
    entries: Entries = {}
    for each in found:
        work.spend(len(each.entries) if each is not None else 0)
        entries |= each.entries if each is not None else {}
    return Object(entries, any(each is not None and each.opaque for each in found))


def returned(function: Node) -> list[Node]:
    """Return the expressions that a function may return."""
    body = child(function, "body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [body]
    return [
        each.named_children[0]
        for each in walk(body)
        if each.type == "return_statement" and each.named_children
    ]
