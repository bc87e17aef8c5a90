"""The options of a call, including those that are spread from a dict."""

from __future__ import annotations

import ast
from typing import Final

from sentry_iac.source.python.module import Frame, Function
from sentry_iac.source.python.program import Program
from sentry_iac.source.work import Work

Expressions = dict[str, tuple[ast.expr, Frame]]
"""The expression of each option, and where that runs."""

_MOST_HOPS: Final = 10


def options_of(program: Program, call: ast.Call, frame: Frame) -> tuple[Expressions, bool]:
    """Return the options of a call, and whether it takes more than can be read.

    A first argument without a name is the DSN, as in `sentry_sdk.init`.

    Raises:
        Unreadable: they are put together from too many parts.
    """
    return _options(program, call, frame, Work(frame.module.place(call)), _MOST_HOPS)


def _options(
    program: Program, call: ast.Call, frame: Frame, work: Work, left: int
) -> tuple[Expressions, bool]:
    options: Expressions = {}
    opaque = any(isinstance(each, ast.Starred) for each in call.args)
    if call.args and not opaque:
        options["dsn"] = (call.args[0], frame)
    for keyword in call.keywords:
        if keyword.arg is not None:
            options[keyword.arg] = (keyword.value, frame)
            continue
        spread = _spread(program, keyword.value, frame, work, left)
        work.spend(len(spread or {}))
        opaque = opaque or spread is None
        options |= spread or {}
    return options, opaque


def _spread(program: Program, node: ast.expr, frame: Frame, work: Work, left: int) -> Expressions | None:
    """The entries of a dict that is written somewhere; None where they cannot be read."""
    work.spend()
    if left <= 0:
        return None
    match node:
        case ast.Name():
            there = _followed(program, node, frame)
        case ast.Call(func=ast.Name(id="dict"), args=[]):
            options, opaque = _options(program, node, frame, work, left - 1)
            return None if opaque else options
        case ast.Call():
            there = _returned(program, node, frame)
        case ast.Dict():
            return _entries(program, node, frame, work, left)
        case _:
            there = None
    return _spread(program, *there, work, left - 1) if there else None


def _followed(program: Program, node: ast.Name, frame: Frame) -> tuple[ast.expr, Frame] | None:
    if node.id in frame.bound:
        return frame.bound[node.id]
    assigned = frame.assigned(node.id)
    if assigned is not None:
        return assigned, frame
    found = program.defined(program.qualified(node, frame.module))
    value = found[0].assigned.get(found[1]) if found else None
    return (value, Frame(found[0])) if found and value is not None else None


def _returned(program: Program, node: ast.Call, frame: Frame) -> tuple[ast.expr, Frame] | None:
    found = program.definition(node.func, frame.module)
    if found is None:
        return None
    module, made = found
    if not isinstance(made, Function):
        return None
    returned = [each.value for each in ast.walk(made) if isinstance(each, ast.Return) and each.value]
    return (returned[0], Frame(module, made)) if len(returned) == 1 else None


def _entries(program: Program, node: ast.Dict, frame: Frame, work: Work, left: int) -> Expressions | None:
    entries: Expressions = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            spread = _spread(program, value, frame, work, left - 1)
            if spread is None:
                return None
            work.spend(len(spread))
            entries |= spread
            continue
        work.spend()
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            entries[key.value] = (value, frame)
        else:
            return None
    return entries
