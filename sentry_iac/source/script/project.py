"""A front end as its files say it: scripts, what they import and export, and what names stand for. Nothing is run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.script.aliases import Alias, aliases, base_folders
from sentry_iac.source.script.syntax import SUFFIXES, child, inner, line, parse, string, text, walk
from sentry_iac.source.tree import read_text, source_files
from sentry_iac.source.values import Place

if TYPE_CHECKING:
    from tree_sitter import Node

_EVERYTHING: Final = "*"
_DEFAULT: Final = "default"
_COMPONENTS: Final = (".vue", ".svelte")
_PAGES: Final = ("index.html", "public/index.html", "src/index.html")
_ENTRIES: Final = ("src/main", "src/index", "src/entry.client", "app/entry.client", "main", "index")
_FUNCTIONS: Final = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "generator_function_declaration"}
)
_MOST_HOPS: Final = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """What an imported name stands for: an export of a module; `*` is the module itself."""

    module: str
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
        runs: the modules it imports, in order; those it takes only types from are left out.
        imports: what each imported name stands for.
        values: what each name at its top is given.
        exports: the local name, or the expression, behind each exported name.
        passed_on: what it exports of other modules; `*` for all.
    """

    path: Path
    root: Node
    runs: tuple[tuple[str, Node], ...]
    imports: Mapping[str, Imported]
    values: Mapping[str, Node | Part]
    exports: Mapping[str, Node | str]
    passed_on: tuple[tuple[str, Imported], ...]

    def place(self, node: Node) -> Place:
        """Return where a node stands."""
        return Place(self.path, line(node))


@dataclass(frozen=True, eq=False)
class Frame:
    """Where code runs: a script, or a function of it that was called with arguments."""

    script: Script
    function: Node | None = None
    bound: Mapping[str, tuple[Node, Frame]] = field(default_factory=dict)

    def value(self, name: str) -> Node | Part | None:
        """Return what a name is given here."""
        if self.function is not None:
            found = dict(_declared(self.function)).get(name)
            if found is not None:
                return found
        return self.script.values.get(name)


class Project:
    """The front end in a folder.

    Args:
        folder: the one with package.json.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scripts(self) -> Iterator[Script]:
        """Yield every script of the application's own, its build's configuration among them."""
        for path in source_files(self.folder, frozenset(SUFFIXES)):
            yield self.script(path)

    def script(self, path: Path) -> Script:
        """Return one script.

        Raises:
            Unreadable: it cannot be read.
        """
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)

    def entries(self) -> list[Path]:
        """Return the scripts that the browser begins with."""
        for name in _PAGES:
            page = self.folder / name
            if page.is_file():
                found = [self.file(source.lstrip("/"), page.parent) for source in _sources(read_text(page))]
                here = [each for each in found if each is not None]
                if here:
                    return here
        found = [self.file(f"./{name}", self.folder) for name in _ENTRIES]
        return [each for each in found if each is not None][:1]

    def resolve(self, module: str, script: Script) -> Path | None:
        """Return the application's own file that a module name of an import means; None for a package."""
        if module.startswith("."):
            return self.file(module, script.path.parent)
        if module.startswith("/"):
            return self.file(module.removeprefix("/"), self.folder)
        named = (alias.resolved(module) for alias in self._aliases)
        paths = [*(each for each in named if each is not None), *(base / module for base in self._bases)]
        found = (self.file(each.name, each.parent) for each in paths)
        return next((each for each in found if each is not None), None)

    @cached_property
    def _aliases(self) -> list[Alias]:
        return aliases(self.folder)

    @cached_property
    def _bases(self) -> list[Path]:
        return base_folders(self.folder)

    def file(self, name: str, folder: Path) -> Path | None:
        """Return the file of a name without or with its suffix, or the index of a folder of that name."""
        bare = Path(os.path.normpath(folder / name.partition("?")[0]))
        options = [bare, *(bare.with_name(bare.name + suffix) for suffix in SUFFIXES)]
        if bare.suffix in {".js", ".jsx", ".mjs"}:
            options += [bare.with_suffix(suffix) for suffix in (".ts", ".tsx", ".mts")]
        options += [bare / f"index{suffix}" for suffix in SUFFIXES]
        known = (*SUFFIXES, *_COMPONENTS)
        return next((each for each in options if each.suffix in known and each.is_file()), None)

    def origin(self, node: Node, script: Script) -> Imported | None:
        """Return the package's export that an expression names, such as `init` of `@sentry/react`."""
        node = inner(node)
        if node.type == "member_expression":
            owner, name = child(node, "object"), child(node, "property")
            found = self.origin(owner, script) if owner is not None else None
            if found is None or name is None or found.name not in {_EVERYTHING, _DEFAULT}:
                return None
            return Imported(found.module, text(name))
        imported = script.imports.get(text(node)) if node.type == "identifier" else None
        for _ in range(_MOST_HOPS):
            path = self.resolve(imported.module, script) if imported is not None else None
            if imported is None or path is None:
                return imported
            if path.suffix not in SUFFIXES:
                break
            script = self.script(path)
            behind = script.exports.get(imported.name)
            imported = (
                script.imports.get(behind) if isinstance(behind, str) else _given_on(script, imported.name)
            )
        return None

    def exported(self, node: Node, script: Script) -> tuple[Node, Script] | None:
        """Return the value behind a name that is imported from a script of the application's own."""
        imported = script.imports.get(text(node))
        for _ in range(_MOST_HOPS):
            path = self.resolve(imported.module, script) if imported is not None else None
            if imported is None or path is None or path.suffix not in SUFFIXES:
                return None
            script = self.script(path)
            behind = script.exports.get(imported.name)
            if isinstance(behind, str):
                value = script.values.get(behind)
                if value is not None and not isinstance(value, Part):
                    return value, script
                imported = script.imports.get(behind)
            elif behind is not None:
                return behind, script
            else:
                imported = _given_on(script, imported.name)
        return None

    def function(self, node: Node, frame: Frame) -> tuple[Node, Script] | None:
        """Return the application's own function that an expression names or is."""
        node = inner(node)
        if node.type in _FUNCTIONS:
            return node, frame.script
        if node.type != "identifier":
            return None
        here = frame.value(text(node))
        found = self.exported(node, frame.script) if here is None else (here, frame.script)
        if found is None or isinstance(found[0], Part):
            return None
        value = inner(found[0])
        return (value, found[1]) if value.type in _FUNCTIONS else None


@lru_cache(maxsize=4096)
def _read(path: Path, changed: int, size: int) -> Script:  # noqa: ARG001 - what makes it another file
    root = parse(path)
    runs: list[tuple[str, Node]] = []
    imports: dict[str, Imported] = {}
    exports: dict[str, Node | str] = {}
    passed_on: list[tuple[str, Imported]] = []
    for node in root.named_children:
        if node.type not in {"import_statement", "export_statement"}:
            continue
        if any(each.type == "type" for each in node.children):
            continue
        module = string(child(node, "source"))
        if module is not None:
            runs.append((module, node))
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
                    yield text(part), Imported(module, _DEFAULT)
        elif each.type == "namespace_import":
            yield text(each.named_children[0]), Imported(module, _EVERYTHING)
        elif each.type == "import_specifier":
            name, alias = child(each, "name"), child(each, "alias")
            if name is not None:
                yield text(alias or name), Imported(module, text(name))


def _required(root: Node) -> Iterator[tuple[str, Imported]]:
    """`const Sentry = require("@sentry/browser")`."""
    for name, value in _declared(root):
        whole = inner(value.whole if isinstance(value, Part) else value)
        function = child(whole, "function") if whole.type == "call_expression" else None
        if function is not None and text(function) == "require":
            given = child(whole, "arguments")
            module = string(given.named_children[0]) if given is not None and given.named_children else None
            if module:
                yield name, Imported(module, value.name if isinstance(value, Part) else _EVERYTHING)


def _passed_on(node: Node, module: str) -> Iterator[tuple[str, Imported]]:
    clause = next((each for each in node.named_children if each.type == "export_clause"), None)
    if clause is None:
        alias = next((each for each in node.named_children if each.type == "namespace_export"), None)
        name = text(alias.named_children[0]) if alias is not None else _EVERYTHING
        yield name, Imported(module, _EVERYTHING)
        return
    for each in clause.named_children:
        inside, outside = child(each, "name"), child(each, "alias")
        if inside is not None:
            yield text(outside or inside), Imported(module, text(inside))


def _exports(node: Node) -> Iterator[tuple[str, Node | str]]:
    declaration, value = child(node, "declaration"), child(node, "value")
    is_default = any(each.type == _DEFAULT for each in node.children)
    if declaration is not None:
        name = child(declaration, "name")
        if is_default:
            yield _DEFAULT, declaration
        elif name is not None:
            yield text(name), text(name)
        else:
            for found, _ in _of_declaration(declaration):
                yield found, found
    elif value is not None:
        yield _DEFAULT, text(value) if value.type == "identifier" else value
    for clause in node.named_children:
        if clause.type == "export_clause":
            for each in clause.named_children:
                inside, outside = child(each, "name"), child(each, "alias")
                if inside is not None:
                    yield text(outside or inside), text(inside)


def _declared(node: Node) -> Iterator[tuple[str, Node | Part]]:
    """What names are given in a scope: not in the functions in it."""
    waiting = [child(node, "body") or node] if node.type in _FUNCTIONS else [node]
    while waiting:
        each = waiting.pop()
        if each.type in {"lexical_declaration", "variable_declaration"}:
            yield from _of_declaration(each)
            continue
        if each.type in _FUNCTIONS:
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


def _given_on(script: Script, name: str) -> Imported | None:
    for exported, imported in script.passed_on:
        if exported == name:
            return imported
    for exported, imported in script.passed_on:
        if exported == _EVERYTHING:
            return Imported(imported.module, name)
    return None


def _sources(page: str) -> list[str]:
    """The scripts that a page loads from its own server, in order."""
    reader = _PageReader()
    reader.feed(page)
    return reader.sources


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src")
        if tag == "script" and source and "//" not in source:
            self.sources.append(source)
