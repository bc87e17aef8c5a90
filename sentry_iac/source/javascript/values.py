"""Finds where the value of a JavaScript expression comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.objects import followed, object_of, returned
from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.script import Frame, Part, Script
from sentry_iac.source.javascript.syntax import LITERALS, arguments, called, child, inner, literal, text, walk
from sentry_iac.source.values import FROM_ENVIRONMENT, UNKNOWN, Known, Origin, Value, combined
from sentry_iac.source.work import Work

if TYPE_CHECKING:
    from tree_sitter import Node

_ENVIRONMENT: Final = re.compile(
    r"^(import\.meta\.env|process\.env|(window|globalThis|self)\.(_*env_*|_*ENV_*|process\.env))\b"
)
# Vite's `define` and webpack's DefinePlugin replace such names by values of the build.
_DEFINED: Final = re.compile(r"^__[A-Z][A-Z0-9_]*__$")
_READERS: Final = frozenset({"loadEnv"})
_CONVERSIONS: Final = frozenset({"Number", "parseFloat", "parseInt", "String", "Boolean"})
_ACCESS: Final = frozenset({"member_expression", "subscript_expression"})
_NO_VALUE: Final = frozenset({"arrow_function", "function_expression", "class", "jsx_element"})
_DEEPEST: Final = 30
_MOST_STEPS: Final = 5000


def value_of(project: Project, node: Node, frame: Frame) -> Value:
    """Return what is known of an expression's value. Names, objects and own functions are followed.

    Raises:
        Unreadable: it is put together from too many parts.
    """
    place = frame.script.place(node)
    origin, known = _Reader(project, Work(place)).read(node, frame, _DEEPEST)
    return Value(origin, place, known)


class _Reader:
    def __init__(self, project: Project, work: Work) -> None:
        self.project = project
        self.work = work
        self._reading: set[tuple[Path, int]] = set()
        self._steps = _MOST_STEPS

    def read(self, node: Node, frame: Frame, left: int) -> Known:
        """The facts about an expression; nothing if its names run in a circle, or on for too long."""
        node = inner(node)
        key = (frame.script.path, node.id)
        self._steps -= 1
        if left <= 0 or self._steps <= 0 or key in self._reading or node.type in _NO_VALUE:
            return UNKNOWN
        self._reading.add(key)
        known = self._read(node, frame, left)
        self._reading.discard(key)
        return known

    def _read(self, node: Node, frame: Frame, left: int) -> Known:
        if _is_environment(node):
            return FROM_ENVIRONMENT
        if node.type in LITERALS:
            return Origin.LITERAL, literal(node)
        readers: dict[str, Callable[[Node, Frame, int], Known]] = {
            "identifier": self._name,
            "shorthand_property_identifier": self._name,
            "member_expression": self._access,
            "subscript_expression": self._access,
            "call_expression": self._call,
        }
        return readers.get(node.type, self._parts)(node, frame, left)

    def _parts(self, node: Node, frame: Frame, left: int) -> Known:
        parts = [each for each in node.named_children if each.type not in {"comment", "string_fragment"}]
        return combined(self.read(each, frame, left - 1)[0] for each in parts), None

    def _name(self, node: Node, frame: Frame, left: int) -> Known:
        name = text(node)
        here = None if name in frame.bound else frame.value(name)
        if isinstance(here, Part):
            whole = object_of(self.project, here.whole, frame, self.work)
            if whole is not None and here.name in whole.entries:
                return self.read(*whole.entries[here.name], left - 1)
            origin, _ = self.read(here.whole, frame, left - 1)
            return (origin if origin is Origin.ENVIRONMENT else Origin.UNKNOWN), None
        found, there = followed(self.project, node, frame)
        if found.type in {"identifier", "shorthand_property_identifier"}:
            if text(found) in {"undefined", "NaN", "Infinity"}:
                return Origin.LITERAL, None
            return (Origin.ENVIRONMENT if _DEFINED.match(text(found)) else Origin.UNKNOWN), None
        return self.read(found, there, left - 1)

    def _access(self, node: Node, frame: Frame, left: int) -> Known:
        owner = child(node, "object")
        if owner is None:
            return UNKNOWN
        name = child(node, "property")
        whole = object_of(self.project, owner, frame, self.work)
        if whole is not None and name is not None and text(name) in whole.entries:
            return self.read(*whole.entries[text(name)], left - 1)
        parts = [owner, *([index] if (index := child(node, "index")) is not None else [])]
        found = combined(self.read(each, frame, left - 1)[0] for each in parts)
        # A literal object without this entry, or with an index that is computed.
        return (found if found is Origin.ENVIRONMENT else Origin.UNKNOWN), None

    def _call(self, node: Node, frame: Frame, left: int) -> Known:
        function = called(node)
        if function is None:
            return UNKNOWN
        given = [self.read(each, frame, left - 1) for each in arguments(node)]
        owner = child(function, "object") if function.type == "member_expression" else None
        if (
            any(origin is Origin.ENVIRONMENT for origin, _ in given)
            or text(function) in _READERS
            or (owner is not None and self.read(owner, frame, left - 1)[0] is Origin.ENVIRONMENT)
        ):
            return FROM_ENVIRONMENT
        if text(function) in _CONVERSIONS and len(given) == 1:
            return given[0]
        found = self.project.function(function, frame)
        return self._returned(*found, left) if found is not None else UNKNOWN

    def _returned(self, function: Node, script: Script, left: int) -> Known:
        """The result of an own function: from the environment if its body reads that."""
        self.work.spend(length=function.end_byte - function.start_byte)
        if any(_is_environment(each) for each in walk(function)):
            return FROM_ENVIRONMENT
        inside = Frame(script, function)
        origins = [self.read(each, inside, left - 1)[0] for each in returned(function)]
        return (combined(origins), None) if origins else UNKNOWN


def _is_environment(node: Node) -> bool:
    return node.type in _ACCESS and bool(_ENVIRONMENT.match(text(node).replace("?.", ".")))
