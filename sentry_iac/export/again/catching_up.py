"""Finds the values of the file that say what Sentry has.

An export says how it would write an object. Its values are tried in the file, one object at a time, and only those
stay that are needed for the file to declare what Sentry has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.errors import CommandError
from sentry_iac.estate import SpecError
from sentry_iac.export.again.candidates import Edits, by_key, by_word
from sentry_iac.export.again.change import Change
from sentry_iac.export.again.draft import Draft
from sentry_iac.export.again.entries import NOBODY, Entry, Path, token
from sentry_iac.export.again.observed import READ_BY_ESTATE, Observed, differing
from sentry_iac.export.yaml.pieces import Piece

_ROUNDS: Final = 4
"""A new monitor may change what an alert says, and that what another one says."""

_MENDS: Final = 10

_PARTS: Final = {
    token("InboundFilters"): "filters",
    token("OwnershipRules"): "ownership",
    token("SpikeProtection"): "spikeProtection",
}
"""Where the parts of a project stand, of which each project has one."""

_NO_ESTATE: Final = "what is gone at Sentry cannot be taken out of sentry.yaml by itself; take it out by hand"

_KEPT: Final = "sentry.yaml cannot say it there: the stack file, the defaults or a preset says something else"


class CatchingUp:
    """Makes a draft say what Sentry has.

    Attributes:
        changes: the values that changed.
    """

    def __init__(
        self,
        inventory: Inventory,
        observed: Observed,
        draft: Draft,
        places: Mapping[tuple[str, str], Path],
        *,
        pieces: Sequence[Piece],
        long_pieces: Callable[[], Sequence[Piece]],
    ) -> None:
        """Begin.

        Args:
            inventory: what Sentry has.
            observed: the same in the words of the file.
            draft: the file.
            places: where each object is declared, by type and id.
            pieces: how an export writes the objects.
            long_pieces: returns the same in pieces that leave nothing to what is usual.
        """
        self._inventory, self._observed, self._draft, self._places = inventory, observed, draft, places
        self._short = _by_object(pieces)
        self._long_pieces = long_pieces
        self._long: dict[tuple[str, str], Piece] | None = None
        self._teams = {
            slug: path[-1]
            for id, slug in inventory.team_slugs.items()
            if (path := places.get((token("Team"), id))) is not None
        }
        self._values: dict[Path, Change] = {}
        self._rest: list[Change] = []

    @property
    def changes(self) -> list[Change]:
        """What was found."""
        return [*self._values.values(), *self._rest]

    def mend(self) -> None:
        """Make the draft an estate again, where something refers to what is gone.

        Raises:
            CommandError: it cannot be one.
        """
        paths = {path: key for key, path in self._places.items()}
        for last in (*[False] * _MENDS, True):
            try:
                self._draft.entries()
            except SpecError as error:
                done = [self._mend_at(tuple(map(str, each.path)), paths) for each in error.problems]
                if last or not any(done):
                    raise CommandError(f"{_NO_ESTATE}: {error}") from error
            else:
                return

    def _mend_at(self, where: Path, paths: Mapping[Path, tuple[str, str]]) -> bool:
        around = [each for each in paths if each == where[: len(each)] and paths[each] in self._short]
        path = max(around, key=len, default=None)
        if path is None:
            return False
        written = self._short[paths[path]].value
        for key in where[len(path) : len(path) + 1]:
            if key in written and self._draft.at((*path, key)) != written[key]:
                self._set((*path, key), written[key])
                return True
        return False

    def run(self) -> None:
        """Set what differs, and name what cannot be set."""
        for _ in range(_ROUNDS):
            changed = [self._catch_up(found, entry) for found, entry in self._pairs()]
            if not any(changed):
                break
        for found, entry in self._pairs():
            there = self._there(found)
            self._rest += [
                Change("~", (*entry.path, word), old=entry.facts[word], new=there[word], why=_KEPT)
                for word in self._differing(found, entry)
            ]

    def _pairs(self) -> Iterator[tuple[Found[Any], Entry]]:
        for found in self._inventory:
            path = self._path(found)
            entry = self._draft.entries().get((found.resource.token, path)) if path else None
            if entry is not None:
                yield found, entry

    def _path(self, found: Found[Any]) -> Path | None:
        kind = found.resource.token
        if kind == token("OrganizationSettings"):
            return ("organization", "settings")
        if kind in _PARTS:
            project = self._places.get((token("Project"), str(found.args.project)))
            return (*project, _PARTS[kind]) if project else None
        return self._places.get((kind, found.id))

    def _there(self, found: Found[Any]) -> Mapping[str, Any]:
        return self._observed.facts(found) or {}

    def _differing(self, found: Found[Any], entry: Entry) -> list[str]:
        return differing(self._observed.comparable(entry.facts), self._there(found), NOBODY)

    def _catch_up(self, found: Found[Any], entry: Entry) -> bool:
        words = self._differing(found, entry)
        if not words:
            return False
        chosen: Edits = {}
        for edits in self._candidates(found, entry, words):
            chosen = self._needed(edits, found, entry)
            if chosen:
                break
        for path, value in chosen.items():
            self._set(path, value)
        return bool(chosen)

    def _candidates(self, found: Found[Any], entry: Entry, words: Sequence[str]) -> Iterator[Edits]:
        key = found.key
        now = self._draft.at(entry.path)
        if key[0] in READ_BY_ESTATE:
            if key in self._short:
                yield by_key(entry.path, self._short[key].value, now)
            if self._long is None:
                self._long = _by_object(self._long_pieces())
            if key in self._long:
                yield by_key(entry.path, self._long[key].value, now)
            return
        edits = by_word(entry, found, self._there(found), words, self._teams)
        if key[0] == token("Member"):
            places = list(self._draft.places_of(entry.path[-1]))
            said = [each for each in places if self._draft.at((*each, "orgRole")) is not None] or places[:1]
            edits = {(*place, "orgRole"): value for place in said for value in edits.values()}
        yield edits

    def _needed(self, edits: Edits, found: Found[Any], entry: Entry) -> Edits:
        """Return the fewest values that make most of an object as it is at Sentry; none where none helps."""
        best = self._left(edits, found, entry)
        if best is None or best:
            edits, best = self._those_that_help(edits, found, entry)
        for path in sorted(edits, key=lambda each: self._draft.at(each) is not None):
            fewer = {each: value for each, value in edits.items() if each != path}
            if self._left(fewer, found, entry) == best:
                edits = fewer
        return edits

    def _those_that_help(
        self, edits: Edits, found: Found[Any], entry: Entry
    ) -> tuple[Edits, list[str] | None]:
        chosen: Edits = {}
        best = self._left(chosen, found, entry)
        for path, value in edits.items():
            more = {**chosen, path: value}
            left = self._left(more, found, entry)
            if left is not None and best is not None and len(left) < len(best):
                chosen, best = more, left
        return chosen, best

    def _left(self, edits: Edits, found: Found[Any], entry: Entry) -> list[str] | None:
        """Return the words that would still differ; None where the file would be no estate."""
        entries = self._draft.tried(edits, entry.path)
        after = None if entries is None else entries.get((entry.token, entry.path))
        return None if after is None else self._differing(found, after)

    def _set(self, path: Path, value: Any) -> None:
        inside_new = any(
            path[: len(each)] == each and path != each and isinstance(new, Mapping)
            for each, new in self._draft.edits.items()
        )
        before = self._values[path].old if path in self._values else self._draft.at(path)
        self._draft.set(path, value)
        if not inside_new:
            self._values[path] = Change("~", path, old=before, new=value)


def _by_object(pieces: Sequence[Piece]) -> dict[tuple[str, str], Piece]:
    return {one.key: piece for piece in pieces for one in piece.declares}
