"""A Python application: its modules, and how a name leads from one to another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from sentry_iac.source.python.module import Definition, Function, Module, read_module
from sentry_iac.source.tree import source_files
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

SUFFIXES: Final = frozenset({".py"})
_MOST_HOPS: Final = 20


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
        """Return the application's own module of that full name."""
        first, _, rest = name.partition(".")
        for each in (name, f"src.{name}", rest if first == self.folder.name else ""):
            if each in self.modules:
                return self.modules[each]
        return None

    def canonical(self, name: str) -> str:
        """Return the full name of the original where the application re-exports a name."""
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
        """Return the application's module that defines a full name, and the part of the name inside it."""
        found = self._owner(self.canonical(name))
        return found if found is not None and found[1] else None

    def qualified(self, node: ast.expr, module: Module, left: int = _MOST_HOPS) -> str:
        """Return the full name of an expression such as `dotenv.load_dotenv`; empty where it is no name.

        Args:
            node: the expression.
            module: where it stands.
            left: how many dots it may have; more than in any real name take long to look up.
        """
        if isinstance(node, ast.Attribute):
            outer = self.qualified(node.value, module, left - 1) if left else ""
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
        """Yield the full names of all classes that a class derives from."""
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
        """Return the modules with which a process may begin: none imports them, and they lead to a wanted one."""
        leading = {each.name for each in wanted}
        grown = True
        while grown:
            more = {name for name, others in self.graph.items() if others & leading} - leading
            leading |= more
            grown = bool(more)
        imported = frozenset[str]().union(*self.graph.values())
        # Where modules import each other in a circle, any of them may be the first.
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
        try:
            self.modules[name] = read_module(path, name)
        except SyntaxError as error:
            self.broken.append(Place(path, error.lineno or 1))
        except (Unreadable, ValueError, RecursionError, MemoryError):
            self.broken.append(Place(path, 1))


def _with_packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)] if name else []
