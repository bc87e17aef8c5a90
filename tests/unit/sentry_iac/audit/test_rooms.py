"""The rooms of the audit stand on one another: nothing in one imports from a room above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentry_iac import audit

FOLDER = Path(audit.__file__).parent
BOTTOM_UP = (
    *("sentry_view", "subject", "finding", "check", "places"),
    *("answers", "application", "organization", "catalogue", "reference"),
    *("report", "render"),
)
"""A report knows checks, and neither which there are nor what they ask."""


def imported(path: Path) -> Iterator[str]:
    """The rooms that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(audit.__name__):
            inside = node.module.removeprefix(audit.__name__).strip(".").split(".")[0]
            yield from [inside] if inside else [each.name for each in node.names]


def files(room: str) -> list[Path]:
    return [*FOLDER.glob(f"{room}.py"), *(FOLDER / room).rglob("*.py")]


def test_every_room_has_its_place() -> None:
    found = {path.relative_to(FOLDER).parts[0].removesuffix(".py") for path in FOLDER.rglob("*.py")}
    assert found - {"__init__"} == set(BOTTOM_UP)


@pytest.mark.parametrize("room", BOTTOM_UP)
def test_a_room_imports_from_those_below_it(room: str) -> None:
    used = {each for path in files(room) for each in imported(path)} - {room}
    assert used <= set(BOTTOM_UP[: BOTTOM_UP.index(room)])
    if room in {"report", "render"}:
        assert used.isdisjoint({"answers", "application", "organization", "catalogue", "reference"})
