"""Reads the aliases of a front end's folders from `tsconfig.json` and from the build's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.syntax import child, parse, parse_text, string, text, walk
from sentry_iac.source.tree import is_there, read_text

if TYPE_CHECKING:
    from tree_sitter import Node

_USUAL: Final = {"@/": "src", "~/": "src", "src/": "src", "$lib/": "src/lib"}
_TYPESCRIPT: Final = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
_BUILDS: Final = ("vite.config.*", "webpack.config.*", "vue.config.*")
_OWN: Final = (".", "/src", "src")


@dataclass(frozen=True, slots=True)
class Alias:
    """A short name for a folder or a file, with which imports begin.

    Attributes:
        name: such as `@app/`, or `config` for one file.
        path: the folder, or the file, that it stands for.
        whole: whether it stands for one file only.
    """

    name: str
    path: Path
    whole: bool

    def resolved(self, module: str) -> Path | None:
        """Return the path that an import means; None where it does not begin with this alias."""
        if module == self.name.rstrip("/"):
            return self.path
        return self.path / module.removeprefix(self.name) if self._begins(module) else None

    def _begins(self, module: str) -> bool:
        return not self.whole and module.startswith(self.name)


def aliases(folder: Path) -> list[Alias]:
    """Return the aliases of the front end in a folder: those that are configured, then the usual ones."""
    found = [alias for name in _TYPESCRIPT for alias in _of_typescript(folder / name)]
    for pattern in _BUILDS:
        for path in sorted(folder.glob(pattern)):
            found += _of_build(path)
    found += [Alias(name, folder / below, whole=False) for name, below in _USUAL.items()]
    return found


def base_folders(folder: Path) -> list[Path]:
    """Return the folders of `baseUrl`, in which TypeScript looks for imports without `./`."""
    return [
        folder / base for name in _TYPESCRIPT for key, base in _strings(folder / name) if key == "baseUrl"
    ]


def _of_typescript(path: Path) -> Iterator[Alias]:
    base = next((value for key, value in _strings(path) if key == "baseUrl"), ".")
    for node in _pairs(path):
        key, value = child(node, "key"), child(node, "value")
        if key is None or value is None or string(key) != "paths":
            continue
        for each in value.named_children:
            name, targets = child(each, "key"), child(each, "value")
            first = targets.named_children[0] if targets is not None and targets.named_children else None
            target, alias = string(first), string(name)
            if alias and target:
                whole = not alias.endswith("*")
                yield Alias(alias.removesuffix("*"), path.parent / base / target.removesuffix("*"), whole)


def _of_build(path: Path) -> Iterator[Alias]:
    """The aliases in `alias: { "@app": path.resolve(__dirname, "./src/app") }`, by the first path in each entry."""
    for node in walk(parse(path)):
        key, value = child(node, "key"), child(node, "value")
        if node.type != "pair" or key is None or value is None or (string(key) or text(key)) != "alias":
            continue
        for each in value.named_children:
            name, target = child(each, "key"), child(each, "value")
            strings = (string(part) for part in walk(target)) if target is not None else iter(())
            folder = next((part for part in strings if part and part.startswith(_OWN)), None)
            if name is not None and folder is not None:
                alias = (string(name) or text(name)).removesuffix("/")
                yield Alias(f"{alias}/", path.parent / folder.lstrip("/"), whole=False)


def _strings(path: Path) -> Iterator[tuple[str, str]]:
    for node in _pairs(path):
        key, value = string(child(node, "key")), string(child(node, "value"))
        if key is not None and value is not None:
            yield key, value


def _pairs(path: Path) -> Iterator[Node]:
    """The entries of a file of TypeScript: JSON with comments and trailing commas."""
    if not is_there(path):
        return
    root = parse_text(f"({read_text(path)})")
    yield from (each for each in walk(root) if each.type == "pair")
