"""Where a running program writes what is wrong: its file, its line, and the resource that the line declares."""

from __future__ import annotations

import ast
import linecache
import os
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from itertools import islice
from types import FrameType
from typing import Final

import pulumi

_PACKAGE: Final = __name__.partition(".")[0]
_LIBRARIES: Final = tuple({sysconfig.get_path(name) + os.sep for name in ("stdlib", "purelib", "platlib")})
_NAME: Final = "resource_name"
"""What every resource class calls its name in the stack."""


@dataclass(frozen=True)
class Place:
    """A call in a program.

    Attributes:
        line: file and line, such as `__main__.py:12`; the file as seen from the program's folder.
        resource: the class that a call around it declares; None where there is none.
        name: that resource's name in quotation marks, or the expression that makes it.
    """

    line: str
    resource: type[pulumi.Resource] | None = None
    name: str = ""


def place_of_call() -> Place | None:
    """The call in the program's own code that led here; None where no such code runs."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not _is_of_program(frame):
        frame = frame.f_back
    if frame is None:
        return None
    file = os.path.relpath(frame.f_code.co_filename)
    if file.startswith(os.pardir):
        file = frame.f_code.co_filename
    resource, name = _declared_around(frame)
    return Place(f"{file}:{frame.f_lineno}", resource, name)


def _is_of_program(frame: FrameType) -> bool:
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    file = frame.f_code.co_filename
    return package != _PACKAGE and not file.startswith(("<", *_LIBRARIES))


def _declared_around(frame: FrameType) -> tuple[type[pulumi.Resource] | None, str]:
    position = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), None)
    for call in _calls_around(frame.f_code.co_filename).get(position, ()):
        called = _value(call.func, frame)
        if isinstance(called, type) and issubclass(called, pulumi.Resource):
            named = [*call.args[:1], *(each.value for each in call.keywords if each.arg == _NAME)]
            return called, _written(named[0], frame) if named else ""
    return None, ""


_Position = tuple[int | None, int | None, int | None, int | None] | None


@cache
def _calls_around(file: str) -> dict[_Position, tuple[ast.Call, ...]]:
    """For the position of each call in a file: this call and those that it is an argument of, from the inside out."""
    found: dict[_Position, tuple[ast.Call, ...]] = {}

    def visit(node: ast.AST, around: tuple[ast.Call, ...]) -> None:
        if isinstance(node, ast.Call):
            around = (node, *around)
            found[node.lineno, node.end_lineno, node.col_offset, node.end_col_offset] = around
        for child in ast.iter_child_nodes(node):
            visit(child, around)

    try:
        visit(ast.parse("".join(linecache.getlines(file))), ())
    except (SyntaxError, ValueError, RecursionError):  # the file has changed since, or is no source
        return {}
    return found


def _written(node: ast.expr, frame: FrameType) -> str:
    """The text that an expression stands for, if reading it runs nothing; otherwise the expression itself."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = []
    for part in parts:
        plain = isinstance(part, ast.FormattedValue) and part.conversion < 0 and part.format_spec is None
        value = _value(part.value if plain and isinstance(part, ast.FormattedValue) else part, frame)
        if not isinstance(value, str | int):
            return ast.unparse(node)
        texts.append(str(value))
    return f"'{''.join(texts)}'"


def _value(node: ast.expr, frame: FrameType) -> object:
    """The value of a constant, a variable, or a class in a module; None for everything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id))
    if isinstance(node, ast.Attribute):
        owner = _value(node.value, frame)
        return vars(owner).get(node.attr) if hasattr(owner, "__dict__") else None
    return None
