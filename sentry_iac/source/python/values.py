"""Finds where the value of a Python expression comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from sentry_iac.source.python.module import Definition, Frame, Function, Module
from sentry_iac.source.python.program import Program
from sentry_iac.source.values import FROM_ENVIRONMENT, UNKNOWN, Known, Origin, Value, combined

_SOURCES: Final = frozenset(
    {
        "os.environ",
        "os.getenv",
        "os.environb",
        "environs.Env",
        "environs.env",
        "environ.Env",
        "environ.FileAwareEnv",
        "decouple.config",
        "decouple.Config",
        "decouple.AutoConfig",
        "starlette.config.Config",
        "starlette.config.environ",
        "dotenv.dotenv_values",
    }
)
_SETTINGS: Final = frozenset(
    {"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"}
)
_DEEPEST: Final = 30
_MOST_STEPS: Final = 5000


def value_of(program: Program, node: ast.expr, frame: Frame) -> Value:
    """Return what is known of an expression's value. Names, own functions and settings classes are followed."""
    origin, literal = _Reader(program).read(node, frame, _DEEPEST)
    return Value(origin, frame.module.place(node), literal)


def is_settings(program: Program, definition: ast.ClassDef, module: Module) -> bool:
    """Whether a class reads its fields from the environment by itself."""
    return any(base in _SETTINGS for base in program.bases(definition, module))


class _Reader:
    def __init__(self, program: Program) -> None:
        self.program = program
        self._reading: set[int] = set()
        self._steps = _MOST_STEPS

    def read(self, node: ast.expr, frame: Frame, left: int) -> Known:
        """The facts about an expression; nothing if its names run in a circle, or on for too long."""
        self._steps -= 1
        if left <= 0 or self._steps <= 0 or id(node) in self._reading:
            return UNKNOWN
        self._reading.add(id(node))
        known = self._read(node, frame, left)
        self._reading.discard(id(node))
        return known

    def _read(self, node: ast.expr, frame: Frame, left: int) -> Known:
        if self.program.qualified(node, frame.module) in _SOURCES:
            return FROM_ENVIRONMENT
        match node:
            case ast.Constant(value=value):
                known = Origin.LITERAL, value if isinstance(value, str | int | float | bool) else None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                known = self.read(operand, frame, left - 1)
            case ast.Name():
                known = self._name(node, frame, left)
            case ast.Attribute():
                known = self._attribute(node, frame, left)
            case ast.Call():
                known = self._call(node, frame, left)
            case ast.Lambda():
                known = UNKNOWN
            case _:
                parts = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
                known = combined(self.read(each, frame, left - 1)[0] for each in parts), None
        return known

    def _name(self, node: ast.Name, frame: Frame, left: int) -> Known:
        if node.id in frame.bound:
            given, outer = frame.bound[node.id]
            return self.read(given, outer, left - 1)
        assigned = frame.assigned(node.id)
        if assigned is not None:
            return self.read(assigned, frame, left - 1)
        return self._elsewhere(self.program.qualified(node, frame.module), left)

    def _elsewhere(self, name: str, left: int) -> Known:
        """A name of another module of the application."""
        found = self.program.defined(name)
        if found is None:
            return UNKNOWN
        module, rest = found
        first, _, attribute = rest.partition(".")
        assigned = module.assigned.get(first)
        if assigned is not None:
            if attribute:
                return self._of(assigned, attribute, Frame(module), left)
            return self.read(assigned, Frame(module), left - 1)
        made = module.definitions.get(first)
        if made is None:
            return UNKNOWN
        if attribute and isinstance(made, ast.ClassDef):
            return self._field(made, attribute, module, left)
        return self._body(made, module, left)

    def _attribute(self, node: ast.Attribute, frame: Frame, left: int) -> Known:
        name = self.program.qualified(node, frame.module)
        if name and self.program.defined(name) is not None:
            return self._elsewhere(name, left)
        return self._of(node.value, node.attr, frame, left)

    def _of(self, owner: ast.expr, attribute: str, frame: Frame, left: int) -> Known:
        """An attribute of an object: that of its class where the application has the class, else that of the object."""
        if isinstance(owner, ast.Call):
            made = self.program.definition(owner.func, frame.module)
            if made is not None and isinstance(made[1], ast.ClassDef):
                return self._field(made[1], attribute, made[0], left)
        if isinstance(owner, ast.Name) and owner.id not in frame.bound:
            assigned = frame.assigned(owner.id)
            if isinstance(assigned, ast.Call):
                return self._of(assigned, attribute, frame, left - 1)
        origin, _ = self.read(owner, frame, left - 1)
        return (origin, None) if origin is Origin.ENVIRONMENT else UNKNOWN

    def _field(self, made: ast.ClassDef, attribute: str, module: Module, left: int) -> Known:
        if is_settings(self.program, made, module):
            return FROM_ENVIRONMENT
        for each in made.body:
            if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
                targets = each.targets if isinstance(each, ast.Assign) else [each.target]
                if any(isinstance(target, ast.Name) and target.id == attribute for target in targets):
                    return self.read(each.value, Frame(module), left - 1)
        return self._body(made, module, left)

    def _call(self, node: ast.Call, frame: Frame, left: int) -> Known:
        given = [self.read(each, frame, left - 1)[0] for each in _arguments(node)]
        if Origin.ENVIRONMENT in given or self.program.qualified(node.func, frame.module) in _SOURCES:
            return FROM_ENVIRONMENT
        made = self.program.definition(node.func, frame.module)
        if made is not None:
            return self._body(made[1], made[0], left)
        if isinstance(node.func, ast.Attribute):
            origin, _ = self.read(node.func.value, frame, left - 1)
            if origin is Origin.ENVIRONMENT:
                return FROM_ENVIRONMENT
            return (Origin.LITERAL, None) if origin is Origin.LITERAL and _only(given) else UNKNOWN
        if isinstance(node.func, ast.Name) and node.func.id in {"float", "int", "str", "bool", "min", "max"}:
            literal = self.read(node.args[0], frame, left - 1)[1] if len(node.args) == 1 else None
            return (Origin.LITERAL, literal) if _only(given) else UNKNOWN
        return UNKNOWN

    def _body(self, made: Definition, module: Module, left: int) -> Known:
        """The result of an own function or the value of an own class: from the environment if its body reads that."""
        if isinstance(made, ast.ClassDef) and is_settings(self.program, made, module):
            return FROM_ENVIRONMENT
        if any(self._is_source(each, module) for each in ast.walk(made)):
            return FROM_ENVIRONMENT
        if isinstance(made, Function):
            returned = [
                each.value
                for each in ast.walk(made)
                if isinstance(each, ast.Return) and each.value is not None
            ]
            frame = Frame(module, made)
            return (
                (combined(self.read(each, frame, left - 1)[0] for each in returned), None)
                if returned
                else UNKNOWN
            )
        return UNKNOWN

    def _is_source(self, node: ast.AST, module: Module) -> bool:
        return isinstance(node, ast.Name | ast.Attribute) and self.program.qualified(node, module) in _SOURCES


def _arguments(node: ast.Call) -> Iterator[ast.expr]:
    yield from node.args
    yield from (each.value for each in node.keywords)


def _only(given: list[Origin]) -> bool:
    return all(each is Origin.LITERAL for each in given)
