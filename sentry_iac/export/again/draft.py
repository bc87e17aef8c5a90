"""The content of the file as it will be: values are set in it, tried, and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sentry_iac.estate import SpecError
from sentry_iac.estate.text.editing import with_value
from sentry_iac.export.again.candidates import Edits
from sentry_iac.export.again.entries import Entry, Path, entries_of
from sentry_iac.export.again.present import Present

_SECTIONS: Final = frozenset(
    {
        *("people", "keys", "monitors", "uptime", "crons", "alerts", "sharedWith"),
        *("settings", "filters", "ownership", "loader", "organization"),
    }
)
"""Keys that say nothing where nothing stands below them."""


class Draft:
    """A file that is being edited.

    Attributes:
        value: its content.
        edits: what was set so far, by the keys from the root.
    """

    def __init__(self, present: Present) -> None:
        self.value: dict[str, Any] = present.value
        self.edits: Edits = {}
        self._present = present
        self._entries: dict[tuple[str, Path], Entry] | None = None

    def at(self, path: Path) -> Any:
        """Return what stands at a place; None where nothing does."""
        return at(self.value, path)

    def has(self, path: Path) -> bool:
        """Whether a key stands there, with or without a value."""
        return path[-1] in _mapping(self.at(path[:-1]))

    def entries(self) -> dict[tuple[str, Path], Entry]:
        """Return what it declares, by type and place.

        Raises:
            SpecError: it is no estate.
        """
        if self._entries is None:
            self._entries = self._read(self.value)
        return self._entries

    def tried(self, edits: Edits, place: Path = ()) -> dict[tuple[str, Path], Entry] | None:
        """Return what it would declare with these values; None where that is no estate.

        Args:
            edits: the values.
            place: where somebody looks; what it would declare in other projects may be left out.
        """
        value: Any = self.value
        for path, new in edits.items():
            value = with_value(value, path, new)
        # A whole large estate takes a while; most projects stand for themselves.
        for each in (_only(value, place), value):
            try:
                return self._read(each)
            except SpecError:
                continue
        return None

    def set(self, path: Path, value: Any) -> None:
        """Set a value; None removes it, and a section that would be left empty."""
        while value is None and len(path) > 1 and list(_mapping(self.at(path[:-1]))) == [path[-1]]:
            path = path[:-1]
            if path[-1] not in _SECTIONS:
                value = {}
        self.value = dict(_mapping(with_value(self.value, path, value)))
        self._entries = None
        self.edits = {each: new for each, new in self.edits.items() if each[: len(path)] != path}
        for around, new in self.edits.items():
            if path[: len(around)] == around and isinstance(new, Mapping):
                self.edits[around] = with_value(new, path[len(around) :], value)
                return
        self.edits[path] = value

    def places_of(self, email: str) -> Iterator[Path]:
        """Yield where a person is written."""
        sections: list[Path] = [
            ("people",),
            *(("teams", team, "people") for team in self.at(("teams",)) or {}),
        ]
        for section in sections:
            for key in _mapping(self.at(section)):
                if key.casefold() == email.casefold():
                    yield (*section, key)

    def _read(self, value: Any) -> dict[tuple[str, Path], Entry]:
        found = entries_of(self._present.estate(value)).values()
        return {(each.token, each.path): each for each in found}


def _only(value: Any, place: Path) -> Any:
    """Return a content with one project; the same one where a place is in none."""
    if place[:1] != ("projects",):
        return value
    own = at(value, place[:2])
    return {**{key: part for key, part in value.items() if key != "alerts"}, "projects": {place[1]: own}}


def at(value: Any, path: Path) -> Any:
    """Return what stands at a place of a content; None where nothing does."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
