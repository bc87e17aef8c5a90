"""Whoever asks about source asks at one door, and gets plain values there."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import sentry_iac
from sentry_iac import source

PACKAGE = Path(sentry_iac.__file__).parent
SOURCE = PACKAGE / "source"
PLAIN = {
    *{"None", "bool", "float", "int", "str", "dict", "list", "set", "tuple", "frozenset"},
    *{"AbstractSet", "Iterable", "Iterator", "Mapping", "Path"},
}
"""What an answer may be made of besides what the door itself offers."""


def imported(path: Path) -> set[str]:
    """The modules of this program that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports from a relative module"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return {each for each in names if each.startswith("sentry_iac")}


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_nobody_imports_from_behind_the_door() -> None:
    others = [path for path in PACKAGE.rglob("*.py") if not path.is_relative_to(SOURCE)]
    assert len(others) > 100
    behind = {
        (str(path.relative_to(PACKAGE)), each)
        for path in others
        for each in imported(path)
        if each.startswith("sentry_iac.source.") and is_module(each)
    }
    assert behind == set()


def test_reading_source_knows_nothing_of_the_rest() -> None:
    found = {each for path in SOURCE.rglob("*.py") for each in imported(path)}
    assert {each for each in found if not each.startswith("sentry_iac.source")} == set()


def test_the_parser_of_a_front_end_is_not_needed_to_open_the_door() -> None:
    code = "import sys; sys.modules['tree_sitter'] = None; import sentry_iac.source"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words


def test_no_node_of_a_parser_passes_the_door() -> None:
    offered = {*source.__all__, *PLAIN}
    answers = [each for path in SOURCE.rglob("*.py") for each in types(path)]
    assert len(answers) > 80
    assert [(where, name) for where, name in answers if name not in offered] == []


def types(path: Path) -> Iterator[tuple[str, str]]:
    """The types in what each class and function that the door offers takes and returns, and where."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in source.__all__:
            yield from _names(node.name, _of_function(node))
        if isinstance(node, ast.ClassDef) and node.name in source.__all__:
            for each in node.body:
                if isinstance(each, ast.AnnAssign):
                    yield from _names(node.name, [each.annotation])
                elif isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                    yield from _names(f"{node.name}.{each.name}", _of_function(each))


def _of_function(node: ast.FunctionDef) -> list[ast.expr]:
    taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    found = [each.annotation for each in taken if each.annotation is not None]
    return [*found, *([node.returns] if node.returns is not None else [])]


def _names(where: str, found: list[ast.expr]) -> Iterator[tuple[str, str]]:
    for each in found:
        for node in ast.walk(each):
            if isinstance(node, ast.Name | ast.Attribute):
                yield where, node.id if isinstance(node, ast.Name) else node.attr
