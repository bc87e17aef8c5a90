"""The parts of a `sentry.yaml`, each with its place and with the objects that it declares.

A part that nobody can declare, for whatever reason, is taken out again, with everything inside it; then its objects are
not adopted either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_sentry.inventory import Found
from sentry_iac.export.report import Left

Path = tuple[str, ...]
"""Keys from the top of the file."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An object, and the name of the resource that stands for it.

    Attributes:
        found: the object.
        name: the resource's name, as the components give it.
    """

    found: Found[Any]
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file.

    Attributes:
        path: where it stands.
        value: what stands there: plain mappings, lists and scalars.
        declares: the objects that are declared by its standing there.
        what: what it is, for people; where it is taken out.
    """

    path: Path
    value: Any
    declares: tuple[Declared, ...] = ()
    what: str = ""


@dataclass(slots=True)
class Pieces:
    """All parts of a file, in the order in which they stand there.

    Attributes:
        left: what was taken out, and why.
    """

    each: list[Piece] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, pieces: Iterable[Piece]) -> None:
        """Add parts behind the others."""
        self.each += pieces

    def document(self) -> dict[str, Any]:
        """Return the content of the file."""
        content: dict[str, Any] = {}
        for piece in self.each:
            place = content
            for key in piece.path[:-1]:
                place = place.setdefault(key, {})
            last = piece.path[-1]
            if isinstance(piece.value, Mapping) and isinstance(place.get(last), dict):
                place[last] |= piece.value
            else:
                place[last] = dict(piece.value) if isinstance(piece.value, Mapping) else piece.value
        return content

    def take_out(self, path: Sequence[Any], why: str) -> bool:
        """Take out the smallest part that holds a place, and everything inside it.

        Args:
            path: the place.
            why: why it cannot stand there.

        Returns:
            Whether there was one.
        """
        where = tuple(str(key) for key in path)
        around = [piece for piece in self.each if piece.what and piece.path == where[: len(piece.path)]]
        if not around:
            return False
        gone = max(around, key=lambda piece: len(piece.path))
        inside = [piece for piece in self.each if piece.path[: len(gone.path)] == gone.path]
        self.each = [piece for piece in self.each if piece not in inside]
        page = next((str(one.found.outputs.get("url", "")) for one in gone.declares), "")
        more = sum(len(piece.declares) for piece in inside) - len(gone.declares)
        also = f" (and {more} objects inside it)" if more > 0 else ""
        self.left.append(Left(f"{gone.what}{also}", page, why))
        return True

    def ids(self) -> dict[str, dict[str, str]]:
        """Return the ids of all declared objects, by type and by resource name."""
        found: dict[str, dict[str, str]] = {}
        for declared in self.declared():
            found.setdefault(declared.found.resource.token, {})[declared.name] = declared.found.id
        return found

    def declared(self) -> Iterator[Declared]:
        """Yield all declared objects."""
        for piece in self.each:
            yield from piece.declares
