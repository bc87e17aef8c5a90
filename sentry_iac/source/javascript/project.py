"""A front end: its scripts, and how a name leads from one to another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.aliases import Alias, aliases, base_folders
from sentry_iac.source.javascript.page import PAGES, scripts_of
from sentry_iac.source.javascript.script import (
    DEFAULT,
    EVERYTHING,
    FUNCTIONS,
    Frame,
    Imported,
    LocalName,
    Part,
    Script,
    read_script,
)
from sentry_iac.source.javascript.syntax import SUFFIXES, child, inner, text
from sentry_iac.source.tree import source_files

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPONENTS: Final = (".vue", ".svelte")
_ENTRIES: Final = ("src/main", "src/index", "src/entry.client", "app/entry.client", "main", "index")
_MOST_HOPS: Final = 10
# No file has a longer path; to ask for one is an error of its own.
_LONGEST_PATH: Final = 4000


@dataclass(frozen=True, eq=False)
class Given:
    """The value that one of the application's scripts gives a name."""

    value: Node
    script: Script


class Project:
    """The front end in a folder.

    Args:
        folder: the one with package.json.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scripts(self) -> Iterator[Script]:
        """Yield every script of the application, including the build's configuration."""
        for path in source_files(self.folder, frozenset(SUFFIXES)):
            yield self.script(path)

    def script(self, path: Path) -> Script:
        """Return one script.

        Raises:
            Unreadable: it cannot be read.
        """
        return read_script(path)

    def entries(self) -> list[Path]:
        """Return the scripts with which the browser begins."""
        for name in PAGES:
            page = self.folder / name
            if page.is_file():
                found = [self.file(source.lstrip("/"), page.parent) for source in scripts_of(page)]
                here = [each for each in found if each is not None]
                if here:
                    return here
        found = [self.file(f"./{name}", self.folder) for name in _ENTRIES]
        return [each for each in found if each is not None][:1]

    def resolve(self, module: str, script: Script) -> Path | None:
        """Return the application's own file that an import means; None for a package."""
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
        """Return the file with that name, whose suffix may be left out, or the index of the folder with that name."""
        bare = Path(os.path.normpath(folder / name.partition("?")[0]))
        if not bare.name or "\0" in name or len(os.fsencode(bare)) > _LONGEST_PATH:
            return None
        options = [bare, *(bare.with_name(bare.name + suffix) for suffix in SUFFIXES)]
        if bare.suffix in {".js", ".jsx", ".mjs"}:
            options += [bare.with_suffix(suffix) for suffix in (".ts", ".tsx", ".mts")]
        options += [bare / f"index{suffix}" for suffix in SUFFIXES]
        known = (*SUFFIXES, *_COMPONENTS)
        return next((each for each in options if each.suffix in known and _is_file(each)), None)

    def follow(self, name: str, script: Script) -> Iterator[Given | Imported]:
        """Follow an imported name through the scripts that hand it on.

        Yields the value that each of these scripts gives it, if any, and at the end the export of a package, if the
        name leads to one.
        """
        imported = script.imports.get(name)
        for _ in range(_MOST_HOPS):
            path = self.resolve(imported.module, script) if imported is not None else None
            if imported is not None and path is None:
                yield imported
            if imported is None or path is None or path.suffix not in SUFFIXES:
                return
            script = self.script(path)
            behind = script.exports.get(imported.name)
            value = script.values.get(behind.name) if isinstance(behind, LocalName) else behind
            if value is not None and not isinstance(value, Part):
                yield Given(value, script)
            imported = (
                script.imports.get(behind.name)
                if isinstance(behind, LocalName)
                else script.handed_on(imported.name)
            )

    def origin(self, node: Node, script: Script) -> Imported | None:
        """Return the export of a package that an expression names, such as `init` of `@sentry/react`."""
        node = inner(node)
        if node.type == "member_expression":
            owner, name = child(node, "object"), child(node, "property")
            found = self.origin(owner, script) if owner is not None else None
            if found is None or name is None or found.name not in {EVERYTHING, DEFAULT}:
                return None
            return Imported(found.module, text(name))
        if node.type != "identifier":
            return None
        return next((each for each in self.follow(text(node), script) if isinstance(each, Imported)), None)

    def exported(self, node: Node, script: Script) -> tuple[Node, Script] | None:
        """Return the value behind a name that is imported from one of the application's scripts."""
        given = (each for each in self.follow(text(node), script) if isinstance(each, Given))
        return next(((each.value, each.script) for each in given), None)

    def function(self, node: Node, frame: Frame) -> tuple[Node, Script] | None:
        """Return the application's function that an expression names or is."""
        node = inner(node)
        if node.type in FUNCTIONS:
            return node, frame.script
        if node.type != "identifier":
            return None
        here = frame.value(text(node))
        found = self.exported(node, frame.script) if here is None else (here, frame.script)
        if found is None or isinstance(found[0], Part):
            return None
        value = inner(found[0])
        return (value, found[1]) if value.type in FUNCTIONS else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # Such as a name that is too long.
        return False
