"""One file of Python: its imports, definitions and assignments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from sentry_iac.source.tree import read_text
from sentry_iac.source.values import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Module:
    """One file.

    Attributes:
        path: the file.
        name: its dotted name, seen from the application's folder.
        tree: its syntax tree.
        imports: the full name of each imported one: `dotenv.load_dotenv` for `load_dotenv`.
        stars: the modules from which it imports `*`.
        definitions: functions and classes at its top.
        assigned: the last value that each name at its top is given.
    """

    path: Path
    name: str
    tree: ast.Module
    imports: Mapping[str, str]
    stars: tuple[str, ...]
    definitions: Mapping[str, Definition]
    assigned: Mapping[str, ast.expr]

    @cached_property
    def around(self) -> Mapping[ast.AST, Function]:
        """The innermost function around each node; nodes at the top have none."""
        found: dict[ast.AST, Function] = {}
        # Outer nodes come before those in them.
        for node in ast.walk(self.tree):
            function = node if isinstance(node, Function) else found.get(node)
            if function is not None:
                found |= dict.fromkeys(ast.iter_child_nodes(node), function)
        return found

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""
        return Place(self.path, getattr(node, "lineno", 1))

    def package(self) -> str:
        """Return the package at which relative imports begin."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    def absolute(self, node: ast.ImportFrom) -> str:
        """Return the full name of the module behind `from`."""
        if not node.level:
            return node.module or ""
        parts = self.package().split(".") if self.package() else []
        kept = parts[: len(parts) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


@dataclass(frozen=True, eq=False)
class Frame:
    """Where code runs: a module, or a function of it that was called with arguments.

    Attributes:
        module: the file.
        function: the function, or None at the module's top.
        bound: the argument of each parameter, and where that runs.
    """

    module: Module
    function: Function | None = None
    bound: Mapping[str, tuple[ast.expr, Frame]] = field(default_factory=dict)

    def assigned(self, name: str) -> ast.expr | None:
        """Return the last value that a name is given here."""
        if self.function is not None:
            found = dict(_assignments(self.function.body)).get(name)
            if found is not None:
                return found
        return self.module.assigned.get(name)


def read_module(path: Path, name: str) -> Module:
    """Read a file.

    Args:
        path: the file.
        name: its dotted name.

    Raises:
        SyntaxError, ValueError, RecursionError: it is not Python.
        Unreadable: it cannot be read.
    """
    state = path.stat()
    return _read(path, name, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4096)
def _read(path: Path, name: str, changed: int, size: int) -> Module:  # noqa: ARG001 - part of the cache's key
    tree = ast.parse(read_text(path))
    module = Module(path, name, tree, {}, (), {}, {})
    imports: dict[str, str] = {}
    stars: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                imports[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            origin = module.absolute(node)
            for alias in node.names:
                if alias.name == "*":
                    stars.append(origin)
                else:
                    imports[alias.asname or alias.name] = f"{origin}.{alias.name}" if origin else alias.name
    return Module(
        path=path,
        name=name,
        tree=tree,
        imports=imports,
        stars=tuple(stars),
        definitions={each.name: each for each in _at_the_top(tree.body) if isinstance(each, Definition)},
        assigned=dict(_assignments(tree.body)),
    )


def _at_the_top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, also those in its ifs, tries and withs, but not those in functions and classes."""
    for node in body:
        yield node
        if not isinstance(node, Definition):
            for name in ("body", "orelse", "finalbody"):
                yield from _at_the_top(getattr(node, name, None) or [])
            for handler in getattr(node, "handlers", []):
                yield from _at_the_top(handler.body)


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in _at_the_top(body):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign):
                assert node.value is not None  # noqa: S101 - seen above
                yield target.id, node.value
