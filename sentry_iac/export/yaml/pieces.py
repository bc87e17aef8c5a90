"""The parts of a `sentry.yaml`, each with its place and with the objects that it declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_sentry.inventory import Found

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

    @property
    def key(self) -> tuple[str, str]:
        """Its type and its id."""
        return self.found.key


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file.

    Attributes:
        path: where it stands.
        value: what stands there: plain mappings, lists and scalars.
        declares: the objects that are declared by its standing there.
        what: what it is, for people; empty for a part that cannot be left out by itself.
    """

    path: Path
    value: Any
    declares: tuple[Declared, ...] = ()
    what: str = ""

    @property
    def page(self) -> str:
        """The address of its page at Sentry; empty where it has none."""
        return next((str(one.found.outputs.get("url", "")) for one in self.declares), "")


def document_of(pieces: Iterable[Piece]) -> dict[str, Any]:
    """Return the content of a file, from its parts in their order."""
    content: dict[str, Any] = {}
    for piece in pieces:
        place = content
        for key in piece.path[:-1]:
            place = place.setdefault(key, {})
        last = piece.path[-1]
        if isinstance(piece.value, Mapping):
            place.setdefault(last, {}).update(piece.value)
        else:
            place[last] = piece.value
    return content


def smallest_around(pieces: Iterable[Piece], path: Sequence[Any]) -> Piece | None:
    """Return the smallest part with a place inside it that can be left out by itself; None where there is none."""
    where = tuple(map(str, path))
    around = (piece for piece in pieces if piece.what and piece.path == where[: len(piece.path)])
    return max(around, key=lambda piece: len(piece.path), default=None)


def inside(pieces: Iterable[Piece], whole: Piece) -> list[Piece]:
    """Return the parts that stand inside another one, and that one itself."""
    return [piece for piece in pieces if piece.path[: len(whole.path)] == whole.path]


def ids_of(pieces: Iterable[Piece]) -> dict[str, dict[str, str]]:
    """Return the ids of all declared objects, by type and by resource name."""
    found: dict[str, dict[str, str]] = {}
    for piece in pieces:
        for declared in piece.declares:
            found.setdefault(declared.found.resource.token, {})[declared.name] = declared.found.id
    return found
