"""Draws the rooms of each package, and who imports whom: `python -m tools.house docs/house`, a picture a package.

The floors are those that `[tool.importlinter]` in pyproject.toml declares, the arrows are the imports that are there,
and a room's caption is the first sentence of its docstring. An arrow that follows from others is left out: where a
room imports a second one that imports a third, it may import the third as well.
"""

from __future__ import annotations

import ast
import html
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).resolve().parents[1]

WIDTH: Final = 1040
_MARGIN: Final = 16
_BOX_HEIGHT: Final = 121
_BETWEEN: Final = 46
_WIDEST: Final = 215
_GAP: Final = 14
_CHARACTER: Final = 6.4
"""How wide a character of a caption is, in pixels, as far as text can be measured without a font."""
_MOST_LINES: Final = 6
_LANE: Final = 10
"""How wide a lane is that an arrow takes past the rooms of a floor, in pixels."""
_SWEEPS: Final = 12

_STYLE: Final = """\
  .ground { fill: #ffffff }
  .room { fill: #f6f8fa; stroke: #8c959f }
  .name { font: 600 14px ui-monospace, monospace; fill: #1f2328 }
  .says { font: 11.5px system-ui, sans-serif; fill: #59636e }
  .arrow { stroke: #8c959f; fill: none; stroke-width: 1.2 }
  .head { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 }
    .room { fill: #151b23; stroke: #656c76 }
    .name { fill: #f0f6fc }
    .says { fill: #9198a1 }
    .arrow { stroke: #656c76 }
    .head { fill: #656c76 }
  }"""


@dataclass(frozen=True)
class House:
    """One package: its rooms floor by floor, from the top, and which imports which.

    Attributes:
        floors: the rooms' names.
        captions: what a room says of itself, by its name.
        arrows: (importer, imported), without those that follow from others.
    """

    floors: tuple[tuple[str, ...], ...]
    captions: Mapping[str, str]
    arrows: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2

    def port(self, place: int, of: int) -> float:
        """The x of one of the arrows that start or end at a side of the box."""
        return self.x + self.width * (place + 1) / (of + 1)


def contracts() -> list[Mapping[str, object]]:
    """The contracts that pyproject.toml declares."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[Mapping[str, object]] = declared["tool"]["importlinter"]["contracts"]
    return found


def houses() -> dict[str, House]:
    """Every package whose floors are declared, and the packages themselves, by name."""
    layered = [each for each in contracts() if each["type"] == "layers"]
    packages = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")})
    names = [name for name in packages if name in _imported(layered)]
    graph = grimp.build_graph(*names, cache_dir=None)
    return {str(each["id"]): _house(each, graph) for each in layered}


def draw(house: House) -> str:
    """Return the picture of a house, as SVG."""
    drawing = _Drawing(house)
    height = 2 * _MARGIN + len(house.floors) * (_BOX_HEIGHT + _BETWEEN) - _BETWEEN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img">',
        f"<style>\n{_STYLE}\n</style>",
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0 0L8 4L0 8Z"/></marker>',
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>',
        *_arrows(drawing),
        *(
            line
            for (room, _), box in drawing.boxes.items()
            if isinstance(room, str)
            for line in _room(room, box, house.captions[room])
        ),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def main(folder: str) -> None:
    """Write the picture of every package into a folder."""
    for name, house in houses().items():
        path = Path(folder) / f"{name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draw(house))


def _imported(layered: Iterable[Mapping[str, object]]) -> set[str]:
    return {name.split(".")[0] for each in layered for name in _containers(each) or _floor_names(each)}


def _containers(contract: Mapping[str, object]) -> list[str]:
    found = contract.get("containers", [])
    return [str(each) for each in found] if isinstance(found, list) else []


def _floors(contract: Mapping[str, object]) -> list[list[str]]:
    layers = contract["layers"]
    return [str(each).replace("|", " ").split() for each in layers] if isinstance(layers, list) else []


def _floor_names(contract: Mapping[str, object]) -> list[str]:
    return [name for floor in _floors(contract) for name in floor]


def _house(contract: Mapping[str, object], graph: grimp.ImportGraph) -> House:
    prefix = f"{_containers(contract)[0]}." if _containers(contract) else ""
    names = _floor_names(contract)
    straight = {
        (one, other)
        for one in names
        for other in names
        if one != other
        and graph.direct_import_exists(importer=prefix + one, imported=prefix + other, as_packages=True)
    }
    return House(
        tuple(tuple(floor) for floor in _floors(contract)),
        {name: _caption(ROOT / f"{prefix}{name}".replace(".", "/")) for name in names},
        frozenset(_needed(straight)),
    )


def _needed(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out every arrow that another way leads along as well."""

    def leads(start: str, end: str) -> bool:
        below = {other for one, other in arrows if one == start}
        return end in below or any(leads(each, end) for each in below)

    return {
        (one, other)
        for one, other in arrows
        if not any(leads(each, other) for start, each in arrows if start == one and each != other)
    }


def _caption(place: Path) -> str:
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    first = (ast.get_docstring(ast.parse(file.read_text())) or "").split("\n", 1)[0]
    return first.rstrip(".").replace("`", "")


_Item = str | tuple[str, str]
"""A place on a floor: a room by its name, or the lane of an arrow that passes by, as (importer, imported)."""


@dataclass
class _Floor:
    """The places of one floor, side by side."""

    items: list[_Item]

    def place(self, boxes: dict[_Item, _Box], top: float) -> None:
        rooms = sum(isinstance(each, str) for each in self.items)
        lanes = len(self.items) - rooms
        gaps = _GAP * (len(self.items) - 1)
        width = min(_WIDEST, (WIDTH - 2 * _MARGIN - gaps - lanes * _LANE) / rooms)
        left = (WIDTH - rooms * width - lanes * _LANE - gaps) / 2
        for each in self.items:
            wide = width if isinstance(each, str) else _LANE
            boxes[each] = _Box(left, top, wide)
            left += wide + _GAP


class _Drawing:
    """A house with a place for each room, and a way for each arrow that leads through no room."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.boxes: dict[tuple[_Item, int], _Box] = {}
        level = {name: number for number, floor in enumerate(house.floors) for name in floor}
        self.level = level
        self.floors = [_Floor(list(floor)) for floor in house.floors]
        for one, other in sorted(house.arrows):
            for between in range(level[one] + 1, level[other]):
                self.floors[between].items.append((one, other))
        self._settle()

    def _settle(self) -> None:
        """Order each floor by what its rooms are tied to, from the top and back, and keep the shortest arrows."""
        best: list[list[_Item]] = []
        least = float("inf")
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            numbers = range(1, len(self.floors)) if down else range(len(self.floors) - 2, -1, -1)
            self._place()
            for number in numbers:
                self.floors[number].items.sort(key=partial(self._pull, number=number, down=down))
                self._place()
            length = sum(abs(x2 - x1) for way in self.ways().values() for (x1, _), (x2, _) in pairwise(way))
            if length < least:
                best, least = [list(each.items) for each in self.floors], length
        for floor, items in zip(self.floors, best, strict=True):
            floor.items = items
        self._place()

    def _place(self) -> None:
        self.boxes = {}
        for number, floor in enumerate(self.floors):
            placed: dict[_Item, _Box] = {}
            floor.place(placed, _MARGIN + number * (_BOX_HEIGHT + _BETWEEN))
            self.boxes.update({(each, number): box for each, box in placed.items()})

    def _at(self, arrow: tuple[str, str], number: int) -> _Box:
        one, other = arrow
        ends = {self.level[one]: one, self.level[other]: other}
        return self.boxes[ends.get(number, arrow), number]

    def _pull(self, each: _Item, number: int, down: bool) -> float:
        step = -1 if down else 1
        arrows = [arrow for arrow in self.house.arrows if each in (arrow, arrow[1 if down else 0])]
        near = [self._at(arrow, number + step).middle for arrow in arrows]
        return sum(near) / len(near) if near else self.boxes[each, number].middle

    def ways(self) -> dict[tuple[str, str], list[tuple[float, float]]]:
        """The points that each arrow goes through, from its room downwards."""
        found = {}
        for one, other in sorted(self.house.arrows):
            way = []
            for number in range(self.level[one], self.level[other] + 1):
                box = self._at((one, other), number)
                if number == self.level[one]:
                    way.append((box.port(*self._turn(one, (one, other))), box.y + _BOX_HEIGHT))
                elif number == self.level[other]:
                    way.append((box.port(*self._turn(other, (one, other))), box.y))
                else:
                    way += [(box.middle, box.y), (box.middle, box.y + _BOX_HEIGHT)]
            found[one, other] = way
        return found

    def _turn(self, room: str, arrow: tuple[str, str]) -> tuple[int, int]:
        """Which of the arrows at one side of a room this is, from the left, and how many there are."""
        end = 0 if arrow[0] == room else 1
        there = sorted(
            (each for each in self.house.arrows if each[end] == room),
            key=lambda each: self._at(each, self.level[room] + (1 if end == 0 else -1)).middle,
        )
        return there.index(arrow), len(there)


def _arrows(drawing: _Drawing) -> Iterable[str]:
    for way in drawing.ways().values():
        (x, y), *rest = way
        path = f"M{x:.0f} {y:.0f}"
        for number, (to_x, to_y) in enumerate(rest):
            last = number == len(rest) - 1
            end = to_y - 2 if last else to_y
            bend = (end - y) / 2
            straight = x == to_x
            path += (
                f"V{end:.0f}"
                if straight
                else f"C{x:.0f} {y + bend:.0f} {to_x:.0f} {end - bend:.0f} {to_x:.0f} {end:.0f}"
            )
            x, y = to_x, end
        yield f'<path class="arrow" marker-end="url(#head)" d="{path}"/>'


def _room(name: str, box: _Box, caption: str) -> Iterable[str]:
    x, y = box.x + 12, box.y
    yield (
        f'<rect class="room" x="{box.x:.0f}" y="{y:.0f}" width="{box.width:.0f}" height="{_BOX_HEIGHT}" rx="5"/>'
    )
    yield f'<text class="name" x="{x:.0f}" y="{y + 22:.0f}">{html.escape(name)}</text>'
    lines = textwrap.wrap(
        caption, int((box.width - 20) / _CHARACTER), max_lines=_MOST_LINES, placeholder=" …"
    )
    for number, line in enumerate(lines):
        yield f'<text class="says" x="{x:.0f}" y="{y + 40 + 14.5 * number:.1f}">{html.escape(line)}</text>'


if __name__ == "__main__":
    main(sys.argv[1])
