"""Finds the order in which a front end starts Sentry and renders first.

It follows scripts in the order in which a browser runs them, all imports of a script before its first line, and runs
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.events import Event, Step
from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.script import FUNCTIONS, Frame, Imported, Script
from sentry_iac.source.javascript.syntax import SUFFIXES, arguments, called, child, string, text, walk
from sentry_iac.source.values import Place

if TYPE_CHECKING:
    from tree_sitter import Node

SENTRY: Final = "@sentry/"
_RENDERS: Final = frozenset(
    {
        ("react-dom/client", "createRoot"),
        ("react-dom/client", "hydrateRoot"),
        ("react-dom", "render"),
        ("react-dom", "hydrate"),
        ("react-dom", "createRoot"),
        ("preact", "render"),
        ("solid-js/web", "render"),
        ("svelte", "mount"),
        ("svelte", "hydrate"),
        ("@angular/platform-browser", "bootstrapApplication"),
        ("@angular/platform-browser-dynamic", "platformBrowserDynamic"),
    }
)
_NOT_YET_RUN: Final = FUNCTIONS | {"method_definition", "class_body"}
_NO_CODE: Final = frozenset(
    {"import_statement", "interface_declaration", "type_alias_declaration", "comment", "type_annotation"}
)
_CALLS: Final = frozenset({"call_expression", "new_expression"})
_DEEPEST: Final = 200


@dataclass(frozen=True, eq=False)
class Call:
    """A call of Sentry's SDK.

    Attributes:
        name: the export of the package.
        node: the call.
        frame: where it runs.
    """

    name: str
    node: Node
    frame: Frame

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.frame.script.place(self.node)


@dataclass(eq=False)
class Loading:
    """The steps of a page that loads.

    Attributes:
        events: in order.
        init: the first call of `Sentry.init` among them.
    """

    events: list[Event] = field(default_factory=list)
    init: Call | None = None


def run(project: Project, entries: list[Path]) -> Loading:
    """Return the steps of a page that loads these scripts."""
    runner = _Runner(project)
    for path in entries:
        runner.script(path, None)
    return runner.loading


def calls(project: Project) -> list[Call]:
    """Return every call of Sentry's SDK in the application, `new` included."""
    found = []
    for script in project.scripts():
        for node in walk(script.root):
            function = called(node) if node.type in _CALLS else None
            origin = project.origin(function, script) if function is not None else None
            if origin is not None and origin.module.startswith(SENTRY):
                found.append(Call(origin.name, node, Frame(script)))
    return found


@dataclass
class _Runner:
    project: Project
    loading: Loading = field(default_factory=Loading)
    _importers: dict[Path, Path | None] = field(default_factory=dict)
    _finished: list[Path] = field(default_factory=list)
    # Only the first call of a function can be the first to take a step.
    _called: set[tuple[Path, int]] = field(default_factory=set)

    def script(self, path: Path, importer: Path | None) -> None:
        if path in self._importers:
            return
        self._importers[path] = importer
        if path.suffix in SUFFIXES:
            script = self.project.script(path)
            for module in script.runs:
                other = self.project.resolve(module, script)
                if other is not None:
                    self.script(other, path)
            self._node(script.root, Frame(script), _DEEPEST)
        self._finished.append(path)

    def _node(self, node: Node, frame: Frame, left: int) -> None:
        if left <= 0 or node.type in _NOT_YET_RUN or node.type in _NO_CODE:
            return
        for each in node.named_children:
            self._node(each, frame, left - 1)
        if node.type in _CALLS:
            self._call(node, frame, left)

    def _call(self, node: Node, frame: Frame, left: int) -> None:
        function = called(node)
        if function is None:
            return
        if function.type == "import":
            given = arguments(node)
            module = string(given[0]) if given else None
            path = self.project.resolve(module, frame.script) if module else None
            if path is not None:
                self.script(path, frame.script.path)
            return
        origin = self.project.origin(function, frame.script)
        if _starts_sentry(function, origin, frame):
            self._init(Call("init", node, frame))
        elif _renders(function, origin, frame):
            self.loading.events.append(Event(Step.RENDER, frame.script.place(node)))
        else:
            self._local(node, function, frame, left)

    def _init(self, call: Call) -> None:
        self.loading.events.append(Event(Step.INIT, call.place, earlier=self._earlier(call.node, call.frame)))
        self.loading.init = self.loading.init or call

    def _local(self, node: Node, function: Node, frame: Frame, left: int) -> None:
        found = self.project.function(function, frame)
        if found is None or (found[1].path, found[0].id) in self._called:
            return
        made, script = found
        self._called.add((script.path, made.id))
        body = child(made, "body")
        if body is None:
            return
        inside = Frame(script, made, _bound(made, node, frame))
        for each in body.named_children if body.type == "statement_block" else [body]:
            self._node(each, inside, left - 1)

    def _earlier(self, node: Node, frame: Frame) -> tuple[Path, ...]:
        own = frame.script
        is_entry = self._importers.get(own.path) is None
        used = {text(each) for each in walk(node) if each.type.endswith("identifier")}
        earlier = []
        for path in self._finished:
            if is_entry:
                belongs = path in _modules_of(self.project, own, used) or self._below(
                    path, _modules_of(self.project, own, used)
                )
            else:
                belongs = path == own.path or self._below(path, {own.path})
            if not belongs:
                earlier.append(path)
        return tuple(earlier)

    def _below(self, path: Path, tops: set[Path]) -> bool:
        """Whether a script runs because one of these imports it, directly or not."""
        importer = self._importers.get(path)
        while importer is not None:
            if importer in tops:
                return True
            importer = self._importers.get(importer)
        return False


def _modules_of(project: Project, script: Script, names: set[str]) -> set[Path]:
    """The application's scripts from which these names are imported."""
    found = (
        project.resolve(imported.module, script) for name, imported in script.imports.items() if name in names
    )
    return {each for each in found if each is not None}


def _starts_sentry(function: Node, origin: Imported | None, frame: Frame) -> bool:
    if origin is not None:
        return origin.module.startswith(SENTRY) and origin.name == "init"
    # The loader script of a page makes a global `Sentry`.
    return text(function) in {"Sentry.init", "window.Sentry.init"} and frame.value("Sentry") is None


def _renders(function: Node, origin: Imported | None, frame: Frame) -> bool:
    if origin is not None:
        return (origin.module, origin.name) in _RENDERS
    name = child(function, "property") if function.type == "member_expression" else None
    uses_vue = any(each.module in {"vue", "nuxt/app"} for each in frame.script.imports.values())
    return name is not None and text(name) == "mount" and uses_vue


def _bound(function: Node, call: Node, frame: Frame) -> dict[str, tuple[Node, Frame]]:
    """The arguments of a call by the names of the parameters."""
    single, several = child(function, "parameter"), child(function, "parameters")
    parameters = (
        [single] if single is not None else list(several.named_children) if several is not None else []
    )
    names = [child(each, "pattern") or each for each in parameters]
    pairs = zip(names, arguments(call), strict=False)
    return {text(name): (value, frame) for name, value in pairs if name.type == "identifier"}
