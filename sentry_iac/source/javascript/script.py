"""One script: its imports, exports and declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.syntax import child, inner, line, parse, string, text, walk
from sentry_iac.source.values import Place

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS: Final = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "generator_function_declaration"}
)
EVERYTHING: Final = "*"
DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Imported:
    """An export of another module; `*` is the module itself."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class LocalName:
    """A name inside the script that exports it."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A name that is taken out of an object: `dsn` in `const { dsn } = settings`."""

    whole: Node
    name: str


@dataclass(frozen=True, eq=False)
class Script:
    """One file.

    Attributes:
        path: the file.
        root: its tree.
        runs: the modules it imports, in order, without those from which it takes only types.
        imports: the export behind each imported name.
        values: the value of each name at its top.
        exports: the name of this script, or the expression, behind each exported name.
        passed_on: its exports that belong to other modules, by name; `*` for all.
    """

    path: Path
    root: Node
    runs: tuple[str, ...]
    imports: Mapping[str, Imported]
    values: Mapping[str, Node | Part]
    exports: Mapping[str, Node | LocalName]
    passed_on: tuple[tuple[str, Imported], ...]

    def place(self, node: Node) -> Place:
        """Return where a node stands."""
        return Place(self.path, line(node))

    def handed_on(self, name: str) -> Imported | None:
        """Return the export of another module behind one of its exports; None where it is its own."""
        for exported, imported in self.passed_on:
            if exported == name:
                return imported
        for exported, imported in self.passed_on:
            if exported == EVERYTHING:
                return Imported(imported.module, name)
        return None


@dataclass(frozen=True, eq=False)
class Frame:
    """Where code runs: at the top of a script, or in a function of it that was called.

    Attributes:
        script: the file.
        function: the function, or None at the top.
        bound: the argument of each parameter, and where that runs.
    """

    script: Script
    function: Node | None = None
    bound: Mapping[str, tuple[Node, Frame]] = field(default_factory=dict)

    def value(self, name: str) -> Node | Part | None:
        """Return the value of a name here; None where it has none."""
        if self.function is not None:
            found = dict(_declared(self.function)).get(name)
            if found is not None:
                return found
        return self.script.values.get(name)


def read_script(path: Path) -> Script:
    """Read a file.

    Raises:
        Unreadable: it cannot be read, or the parser is not installed.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4096)
def _read(path: Path, changed: int, size: int) -> Script:  # noqa: ARG001 - part of the cache's key
    root = parse(path)
    runs: list[str] = []
    imports: dict[str, Imported] = {}
    exports: dict[str, Node | LocalName] = {}
    passed_on: list[tuple[str, Imported]] = []
    for node in root.named_children:
        if node.type not in {"import_statement", "export_statement"}:
            continue
        if any(each.type == "type" for each in node.children):
            continue
        module = string(child(node, "source"))
        if module is not None:
            runs.append(module)
        if node.type == "import_statement":
            imports |= dict(_imports(node, module or ""))
        elif module is not None:
            passed_on += _passed_on(node, module)
        else:
            exports |= dict(_exports(node))
    return Script(
        path=path,
        root=root,
        runs=tuple(runs),
        imports=imports | dict(_required(root)),
        values=dict(_declared(root)),
        exports=exports,
        passed_on=tuple(passed_on),
    )


def _imports(node: Node, module: str) -> Iterator[tuple[str, Imported]]:
    for each in walk(node):
        if each.type == "import_clause":
            for part in each.named_children:
                if part.type == "identifier":
                    yield text(part), Imported(module, DEFAULT)
        elif each.type == "namespace_import":
            yield from ((text(name), Imported(module, EVERYTHING)) for name in each.named_children[:1])
        elif each.type == "import_specifier":
            name, alias = child(each, "name"), child(each, "alias")
            if name is not None:
                yield text(alias or name), Imported(module, text(name))


def _required(root: Node) -> Iterator[tuple[str, Imported]]:
    """The names in `const Sentry = require("@sentry/browser")`."""
    for name, value in _declared(root):
        whole = inner(value.whole if isinstance(value, Part) else value)
        function = child(whole, "function") if whole.type == "call_expression" else None
        if function is not None and text(function) == "require":
            given = child(whole, "arguments")
            module = string(given.named_children[0]) if given is not None and given.named_children else None
            if module:
                yield name, Imported(module, value.name if isinstance(value, Part) else EVERYTHING)


def _passed_on(node: Node, module: str) -> Iterator[tuple[str, Imported]]:
    clause = next((each for each in node.named_children if each.type == "export_clause"), None)
    if clause is None:
        alias = next((each for each in node.named_children if each.type == "namespace_export"), None)
        name = text(alias.named_children[0]) if alias is not None and alias.named_children else EVERYTHING
        yield name, Imported(module, EVERYTHING)
        return
    for each in clause.named_children:
        inside, outside = child(each, "name"), child(each, "alias")
        if inside is not None:
            yield text(outside or inside), Imported(module, text(inside))


def _exports(node: Node) -> Iterator[tuple[str, Node | LocalName]]:
    declaration, value = child(node, "declaration"), child(node, "value")
    is_default = any(each.type == DEFAULT for each in node.children)
    if declaration is not None:
        name = child(declaration, "name")
        if is_default:
            yield DEFAULT, declaration
        elif name is not None:
            yield text(name), LocalName(text(name))
        else:
            for found, _ in _of_declaration(declaration):
                yield found, LocalName(found)
    elif value is not None:
        yield DEFAULT, LocalName(text(value)) if value.type == "identifier" else value
    for clause in node.named_children:
        if clause.type == "export_clause":
            for each in clause.named_children:
                inside, outside = child(each, "name"), child(each, "alias")
                if inside is not None:
                    yield text(outside or inside), LocalName(text(inside))


def _declared(node: Node) -> Iterator[tuple[str, Node | Part]]:
    """The values of names in a scope, without those in its functions."""
    waiting = [child(node, "body") or node] if node.type in FUNCTIONS else [node]
    while waiting:
        each = waiting.pop()
        if each.type in {"lexical_declaration", "variable_declaration"}:
            yield from _of_declaration(each)
            continue
        if each.type in FUNCTIONS:
            name = child(each, "name")
            if name is not None:
                yield text(name), each
            continue
        if each.type not in {"class_declaration", "class"}:
            waiting += reversed(each.named_children)


def _of_declaration(node: Node) -> Iterator[tuple[str, Node | Part]]:
    for each in node.named_children:
        name, value = child(each, "name"), child(each, "value")
        if each.type != "variable_declarator" or name is None or value is None:
            continue
        if name.type == "identifier":
            yield text(name), value
        elif name.type == "object_pattern":
            for part in name.named_children:
                if part.type == "shorthand_property_identifier_pattern":
                    yield text(part), Part(value, text(part))
                elif part.type == "pair_pattern":
                    key, local = child(part, "key"), child(part, "value")
                    if key is not None and local is not None:
                        yield text(local), Part(value, text(key))
