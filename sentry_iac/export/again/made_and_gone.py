"""Puts new objects into the file, and takes out those that are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pulumi_sentry.inventory import Inventory
from sentry_iac.export.again.change import Change
from sentry_iac.export.again.draft import Draft, at
from sentry_iac.export.again.entries import Path, token
from sentry_iac.export.again.present import Present
from sentry_iac.export.known import OWN_KEY, Known
from sentry_iac.export.yaml.pieces import Declared, Piece, document_of, inside

_WORDS: Final = {
    token("Team"): "team",
    token("Member"): "person",
    token("TeamMembership"): "person in a team",
    token("Project"): "project",
    token("ProjectKey"): "client key",
    token("MetricMonitor"): "metric monitor",
    token("UptimeMonitor"): "uptime monitor",
    token("CronMonitor"): "cron monitor",
    token("Alert"): "alert",
}
"""The types whose objects somebody makes and deletes; the others are parts of a project."""

_KEY_IS_NEEDED: Final = "an .env file or a rotation needs it; the next `up` makes a new one"

_STILL_DECLARED: Final = "the stack file declares it, too; take it out there"

_OF_A_TEAM: Final = "teamRole"


class MadeAndGone:
    """The objects that are new, and those that are gone.

    Attributes:
        changes: what was found.
        places: where each object is declared from now on, by type and id.
        elsewhere: how many objects belong to other stacks.
    """

    def __init__(
        self,
        present: Present,
        inventory: Inventory,
        known: Known,
        pieces: Sequence[Piece],
        *,
        whole: Inventory | None,
        draft: Draft,
    ) -> None:
        """Begin.

        Args:
            present: the project.
            inventory: what it may declare of the organization.
            known: where it declares what it has.
            pieces: how an export writes the objects.
            whole: the whole organization, where somebody chose a part of it.
            draft: the file.
        """
        self._has_new = False
        self.changes: list[Change] = []
        self.places = dict(known.paths)
        self.elsewhere = 0
        self._present, self._inventory, self._known = present, inventory, known
        self._pieces, self._draft = pieces, draft
        self._there = {each.key for each in whole or inventory}
        # A team that is only looked up is not among the stack's own.
        self._there |= {(token("Team"), id) for id in inventory.team_slugs}
        self._is_narrow = whole is not None

    def take_out(self) -> None:
        """Take out of the file what is gone; nothing where Sentry did not show everything."""
        if self._inventory.unreadable:
            return
        gone = {
            key: path
            for key, path in self._known.paths.items()
            if key[0] in _WORDS and key not in self._there and self._is_looked_at(path)
        }
        whole: list[Path] = []
        for key, path in sorted(gone.items(), key=lambda each: len(each[1])):
            del self.places[key]
            if any(path[: len(each)] == each for each in whole):
                continue
            whole.append(path)
            self._take_out(key[0], path)

    def _is_looked_at(self, path: Path) -> bool:
        """Whether something was looked for: of a part of an organization, only what lies inside it."""
        inside = (*self._inventory.projects, *self._inventory.teams)
        return not self._is_narrow or path[:2] in {self._known.path(each) for each in inside}

    def _take_out(self, kind: str, path: Path) -> None:
        what = _WORDS[kind]
        if path[2:] == OWN_KEY:
            may_go = self._draft.tried({path: False}) is not None
            self.changes.append(Change("-", path, what, why="" if may_go else _KEY_IS_NEEDED))
            if may_go:
                self._draft.set(path, False)
            return
        if kind == token("Member"):
            for place in list(self._draft.places_of(path[-1])):
                self.changes.append(Change("-", place, what, old=self._draft.at(place)))
                self._draft.set(place, None)
            return
        if kind == token("TeamMembership") and not self._draft.has(path):
            # It went with the person.
            return
        old = self._draft.at(path)
        self.changes.append(Change("-", path, what, old=old))
        self._draft.set(path, None)
        if self._is_declared(kind, path) and path[0] == "projects":
            # It is a built-in one, or one of the defaults.
            self._draft.set(path, False)
        stays = kind == token("TeamMembership") and self._is_member(path[-1])
        if stays and not any(self._draft.places_of(path[-1])):
            rest = {key: value for key, value in (old or {}).items() if key != _OF_A_TEAM}
            self._draft.set(("people", path[-1]), rest)

    def _is_declared(self, kind: str, path: Path) -> bool:
        entries = self._draft.tried({})
        return entries is not None and (kind, path) in entries

    def tell_what_stays(self) -> None:
        """Say of what is gone and still declared that the file is not the place where."""
        entries = self._draft.entries()
        declared = {path for _, path in entries}
        self.changes = [
            replace(each, why=_STILL_DECLARED)
            if each.sign == "-" and not each.why and each.path in declared
            else each
            for each in self.changes
        ]

    def _is_member(self, email: str) -> bool:
        return any(str(each.args.email).casefold() == email.casefold() for each in self._inventory.members)

    def put_in(self) -> None:
        """Put what is new into the file."""
        done: list[Path] = []
        every = [one for piece in self._pieces for one in piece.declares if one.key[0] in _WORDS]
        self._has_new = any(not self._present.has(one.found, self._known) for one in every)
        for piece in self._pieces:
            new = [one for one in piece.declares if one.key[0] in _WORDS and not self._is_there(one)]
            for one in new:
                self.places[one.key] = _place(one, piece)
            if self._is_of_others(piece):
                self._draft.set(piece.path, piece.value)
                self.changes.append(Change("+", piece.path, "team of somebody else"))
            if new and not any(piece.path[: len(each)] == each for each in done):
                done.append(piece.path)
                self._put_in(piece, new)

    def _is_there(self, one: Declared) -> bool:
        if one.key in self._present.elsewhere and one.key not in self._known.paths:
            self.elsewhere += 1
        return self._present.has(one.found, self._known)

    def _is_of_others(self, piece: Piece) -> bool:
        names_a_team = piece.path[:1] == ("teams",) and len(piece.path) > 1 and not piece.declares
        return names_a_team and self._draft.at(piece.path) is None and self._has_new

    def _put_in(self, piece: Piece, new: Sequence[Declared]) -> None:
        if self._draft.has(piece.path):
            # The file declares it already, and `adopt` takes it over.
            return
        value: Any = at(document_of([self._short(each) for each in inside(self._pieces, piece)]), piece.path)
        if new[0].key[0] == token("Project") and at(self._draft.value, ("defaults", "builtIns")) is not False:
            value = {**value, "builtIns": False}
        self.changes.append(Change("+", piece.path, _WORDS[new[0].key[0]], new=value))
        self._draft.set(piece.path, value)

    def _short(self, piece: Piece) -> Piece:
        """A membership of a person whom the file knows says nothing of the person."""
        known = piece.path[2:3] == ("people",) and any(self._draft.places_of(piece.path[-1]))
        if not known:
            return piece
        own = {key: value for key, value in piece.value.items() if key == _OF_A_TEAM}
        return Piece(piece.path, own, piece.declares, piece.what)

    def new_ids(self) -> Mapping[str, Mapping[str, str]]:
        """Return the ids of the objects that the file declares and the state does not have, by type and name."""
        declared = {(kind, path): entry.name for (kind, path), entry in self._draft.entries().items()}
        ids: dict[str, dict[str, str]] = {}
        for piece in self._pieces:
            for one in piece.declares:
                if one.key in self._present.state or one.key in self._present.elsewhere:
                    continue
                place = self.places.get(one.key, piece.path)
                name = declared.get((one.key[0], place))
                if one.key[0] == token("ProjectTeam"):
                    name = self._shared(one)
                if name is not None:
                    ids.setdefault(one.key[0], {})[name] = one.key[1]
        return ids

    def _shared(self, one: Declared) -> str | None:
        project = self.places.get((token("Project"), str(one.found.args.project)))
        team = self.places.get((token("Team"), str(one.found.args.team)))
        if project is None or team is None:
            return None
        entry = self._draft.entries().get((token("Project"), project))
        shares = entry is not None and team[-1] in entry.facts["shared_with"]
        return f"{project[-1]}-{team[-1]}" if shares else None


def _place(one: Declared, piece: Piece) -> Path:
    return ("people", piece.path[-1]) if one.key[0] == token("Member") else piece.path
