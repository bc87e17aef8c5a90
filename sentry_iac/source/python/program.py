"""A Python application as its files say it: modules, what they import, and what names stand for. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from sentry_iac.source.tree import read_text, source_files
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

SUFFIXES: Final = frozenset({".py"})
_MOST_HOPS: Final = 20


@dataclass(frozen=True, eq=False)
class Module:
    """One file.

    Attributes:
        path: the file.
        name: its dotted name, seen from the application's folder.
        tree: what it says.
        imports: what each imported name stands for, in full: `load_dotenv` for `dotenv.load_dotenv`.
        stars: the modules whose names it takes all of.
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

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""
        return Place(self.path, getattr(node, "lineno", 1))

    def package(self) -> str:
        """Return the package that relative imports begin at."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    def absolute(self, node: ast.ImportFrom) -> str:
        """Return the full name of the module that a `from` names."""
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
        bound: what the parameters were given, and where that stands.
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


class Program:
    """The application in a folder.

    Args:
        folder: where its code is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: dict[str, Module] = {}
        self.broken: list[Place] = []
        for path in source_files(folder, SUFFIXES):
            self._add(path)

    def find(self, name: str) -> Module | None:
        """Return the application's own module of a full name."""
        first, _, rest = name.partition(".")
        for each in (name, f"src.{name}", rest if first == self.folder.name else ""):
            if each in self.modules:
                return self.modules[each]
        return None

    def canonical(self, name: str) -> str:
        """Return a full name with the application's own re-exports followed."""
        for _ in range(_MOST_HOPS):
            found = self._owner(name)
            if found is None:
                return name
            module, rest = found
            first, _, more = rest.partition(".")
            target = module.imports.get(first) or self._from_star(module, first)
            if not first or first in module.definitions or first in module.assigned or target is None:
                return name
            name = f"{target}.{more}" if more else target
        return name

    def defined(self, name: str) -> tuple[Module, str] | None:
        """Return the application's module that defines a full name, and the rest of the name there."""
        found = self._owner(self.canonical(name))
        return found if found is not None and found[1] else None

    def qualified(self, node: ast.expr, module: Module) -> str:
        """Return the full name that an expression stands for; empty where it is none."""
        if isinstance(node, ast.Attribute):
            outer = self.qualified(node.value, module)
            return self.canonical(f"{outer}.{node.attr}") if outer else ""
        if not isinstance(node, ast.Name):
            return ""
        if node.id in module.imports:
            return self.canonical(module.imports[node.id])
        if node.id in module.definitions or node.id in module.assigned:
            return f"{module.name}.{node.id}"
        return self._from_star(module, node.id) or node.id

    def definition(self, node: ast.expr, module: Module) -> tuple[Module, Definition] | None:
        """Return the application's own function or class that an expression names."""
        found = self.defined(self.qualified(node, module))
        if found is None:
            return None
        owner, rest = found
        first, _, method = rest.partition(".")
        made = owner.definitions.get(first)
        if made is None or not method:
            return None if made is None else (owner, made)
        body = made.body if isinstance(made, ast.ClassDef) else []
        inside = next(
            (each for each in body if isinstance(each, Function) and each.name == method),
            None,
        )
        return None if inside is None else (owner, inside)

    def bases(self, definition: ast.ClassDef, module: Module) -> Iterator[str]:
        """Yield the full names of all classes that a class is made of."""
        for base in definition.bases:
            name = self.qualified(base, module)
            yield name
            found = self.definition(base, module)
            if found is not None and isinstance(found[1], ast.ClassDef) and found[1] is not definition:
                yield from self.bases(found[1], found[0])

    @cached_property
    def graph(self) -> Mapping[str, frozenset[str]]:
        """The application's own modules that each of its modules imports."""
        return {
            name: frozenset(
                found.name
                for each in ast.walk(module.tree)
                if isinstance(each, ast.Import | ast.ImportFrom)
                for found in self.imported(each, module)
                if found is not module
            )
            for name, module in self.modules.items()
        }

    def roots(self, wanted: Iterable[Module]) -> list[Module]:
        """Return the modules that no other one imports and that lead to a wanted one: where a process may begin."""
        leading = {each.name for each in wanted}
        grown = True
        while grown:
            more = {name for name, others in self.graph.items() if others & leading} - leading
            leading |= more
            grown = bool(more)
        imported = frozenset[str]().union(*self.graph.values())
        # Modules that import each other in a circle: any of them may be the first.
        first = [name for name in leading if name not in imported] or leading
        return [each for name, each in self.modules.items() if name in first]

    def imported(self, node: ast.Import | ast.ImportFrom, module: Module) -> list[Module]:
        """Return the application's own modules that an import runs, in order."""
        names = []
        if isinstance(node, ast.Import):
            for alias in node.names:
                names += _with_packages(alias.name)
        else:
            origin = module.absolute(node)
            names += _with_packages(origin)
            names += [f"{origin}.{alias.name}" if origin else alias.name for alias in node.names]
        found = (self.find(each) for each in names)
        return [each for each in found if each is not None]

    def _owner(self, name: str) -> tuple[Module, str] | None:
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            module = self.find(".".join(parts[:length]))
            if module is not None:
                return module, ".".join(parts[length:])
        return None

    def _from_star(self, module: Module, name: str) -> str | None:
        for star in module.stars:
            other = self.find(star)
            if other is not None and (
                name in other.definitions or name in other.assigned or name in other.imports
            ):
                return f"{other.name}.{name}"
        return None

    def _add(self, path: Path) -> None:
        parts = path.relative_to(self.folder).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        state = path.stat()
        try:
            self.modules[name] = _parsed(path, name, state.st_mtime_ns, state.st_size)
        except SyntaxError as error:
            self.broken.append(Place(path, error.lineno or 1))
        except (Unreadable, ValueError, RecursionError):
            self.broken.append(Place(path, 1))


@lru_cache(maxsize=4096)
def _parsed(path: Path, name: str, changed: int, size: int) -> Module:  # noqa: ARG001 - what makes it another file
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


def _with_packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)] if name else []


def _at_the_top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body and of its ifs, tries and withs, but not of its functions and classes."""
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
