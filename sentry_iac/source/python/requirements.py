"""Reads which versions of a package a Python application requires, and which one its lock file has."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sentry_iac.source.folders import upwards
from sentry_iac.source.manifests import MOST_ENTRIES, items, line_of, table
from sentry_iac.source.tree import MOST_BYTES_OF_A_LOCK, is_there, read_lines, read_text
from sentry_iac.source.unreadable import reading
from sentry_iac.source.values import Place

_REQUIREMENT: Final = re.compile(
    r"^\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*\(?(?P<rest>[^;#\\]*)"
)
_CLAUSE: Final = re.compile(
    r"(?P<how>===|==|~=|>=|<=|!=|>|<|\^|~|=)?\s*v?(?P<major>\d{1,9})(?P<more>(\.[\w*!+-]+)*)"
)
_LOCKS: Final = ("uv.lock", "poetry.lock", "pdm.lock")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line that names the package.

    Attributes:
        place: where it stands.
        text: the version as it is written; empty where none is.
        majors: the lowest and the highest major that it allows; None for an open end.
        exact: whether it allows one version only.
    """

    place: Place
    text: str
    majors: tuple[int | None, int | None]
    exact: bool


def requirements(folder: Path, top: Path, package: str) -> list[Requirement]:
    """Return the lines that name a package, those of lock files first, in the nearest folder that has any.

    Args:
        folder: where the application is.
        top: the last folder upwards to look at.
        package: its name in the registry.
    """
    for each in upwards(folder, top):
        lines = islice(_in_folder(each, _normal(package)), MOST_ENTRIES)
        found = sorted(lines, key=lambda one: not one.exact)
        if found:
            return found
    return []


def manifests(folder: Path) -> list[Path]:
    """Return the files of a folder that can name packages."""
    names = ("pyproject.toml", "Pipfile.lock", *_LOCKS)
    found = [folder / name for name in names if is_there(folder / name)]
    found += sorted({*folder.glob("requirements*.txt"), *folder.glob("requirements/*.txt")})
    return found


def _in_folder(folder: Path, package: str) -> Iterator[Requirement]:
    for path in manifests(folder):
        if path.suffix == ".txt":
            yield from _in_requirements(path, package)
        elif path.name == "Pipfile.lock":
            yield from _in_pipfile(path, package)
        elif path.name == "pyproject.toml":
            yield from _in_pyproject(path, package)
        else:
            yield from _in_lock(path, package)


def _in_requirements(path: Path, package: str) -> Iterator[Requirement]:
    for number, line in enumerate(read_lines(path), 1):
        found = None if line.lstrip().startswith(("#", "-")) else _REQUIREMENT.match(line)
        if found and _normal(found["name"]) == package:
            yield _requirement(Place(path, number), found["rest"])


def _in_pyproject(path: Path, package: str) -> Iterator[Requirement]:
    document = _toml(path)
    project = table(document.get("project"))
    texts = [*items(project.get("dependencies"))]
    for each in (*table(project.get("optional-dependencies")).values(),):
        texts += items(each)
    for each in table(document.get("dependency-groups")).values():
        texts += items(each)
    for text in texts:
        found = _REQUIREMENT.match(text) if isinstance(text, str) else None
        if found and _normal(found["name"]) == package:
            yield _requirement(line_of(path, text), found["rest"])
    poetry = table(table(document.get("tool")).get("poetry"))
    groups = [poetry, *map(table, table(poetry.get("group")).values())]
    for group in groups:
        for name, version in table(group.get("dependencies")).items():
            if _normal(name) == package:
                text = version.get("version", "") if isinstance(version, dict) else version
                yield _requirement(line_of(path, name), str(text))


def _in_lock(path: Path, package: str) -> Iterator[Requirement]:
    for each in items(_toml(path).get("package")):
        if isinstance(each, dict) and _normal(str(each.get("name", ""))) == package:
            yield _requirement(line_of(path, f'name = "{each["name"]}"'), f"=={each.get('version', '')}")


def _in_pipfile(path: Path, package: str) -> Iterator[Requirement]:
    try:
        with reading(str(path)):
            document = table(json.loads(read_text(path, most=MOST_BYTES_OF_A_LOCK)))
    except ValueError:
        return
    for name, each in table(document.get("default")).items():
        if _normal(name) == package:
            yield _requirement(line_of(path, f'"{name}"'), str(table(each).get("version", "")))


def _requirement(place: Place, text: str) -> Requirement:
    lowest: int | None = None
    highest: int | None = None
    exact = False
    for clause in _CLAUSE.finditer(text):
        how, major = clause["how"] or "==", int(clause["major"])
        if how in {"==", "===", "="}:
            exact = "*" not in clause["more"]
            lowest = highest = major
        elif how in {"~=", "^", "~"}:
            lowest = highest = major
        elif how in {">=", ">"}:
            lowest = major
        elif how == "<=":
            highest = major
        elif how == "<":
            only_zeros = not clause["more"].strip(".0")
            highest = major - 1 if only_zeros else major
    return Requirement(place, text.strip(), (lowest, highest), exact)


def _toml(path: Path) -> dict[str, Any]:
    try:
        with reading(str(path)):
            return tomllib.loads(read_text(path, most=MOST_BYTES_OF_A_LOCK))
    except ValueError:
        return {}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
