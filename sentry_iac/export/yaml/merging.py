"""Brings what several stacks say into one `sentry.yaml`, and into a file of each stack where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sentry_iac.export.stacks.shares import Place
from sentry_iac.export.yaml.pieces import Path, Piece

_BY_NAME: Final = ("monitors", "alerts", "uptime", "crons")
"""Sections of a project of which a stack file may have entries, value by value."""

_WHOLE: Final = ("spikeProtection",)
"""Values of a project that a stack file may have."""

_ENCRYPTED: Final = "secure"
"""An entry of this name alone would be an encrypted value to Pulumi."""

_SUFFIX: Final = "slugSuffix"

ByStack = Mapping[str, Piece]


@dataclass(slots=True)
class Merged:
    """What stands where.

    Attributes:
        common: the parts of `sentry.yaml`.
        own: the parts of each stack's file, by stack.
        unlike: teams and projects that differ in what only `sentry.yaml` says: they need a name in each stack.
    """

    common: list[Piece] = field(default_factory=list)
    own: dict[str, list[Piece]] = field(default_factory=dict)
    unlike: set[Place] = field(default_factory=set)


def merged(pieces: Mapping[str, Sequence[Piece]]) -> Merged:
    """Return where everything stands.

    Args:
        pieces: what each stack says, by stack; the names of alerts outside of projects differ (`told_apart`).
    """
    result = Merged(own={stack: [] for stack in pieces})
    by_path: dict[Path, dict[str, Piece]] = {}
    for stack, said in pieces.items():
        for piece in said:
            by_path.setdefault(piece.path, {})[stack] = piece
    if len(pieces) == 1:
        result.common = [piece for said in pieces.values() for piece in said]
        return result
    merging = _Merging(tuple(pieces), by_path, result)
    for path, by_stack in by_path.items():
        merging.add(path, by_stack)
    return result


def told_apart(pieces: Mapping[str, Sequence[Piece]]) -> dict[str, list[Piece]]:
    """Return the parts with another name for an alert outside of projects whose name an earlier stack has."""
    taken: dict[Path, Any] = {}
    found: dict[str, list[Piece]] = {}
    for stack, said in pieces.items():
        here: list[Piece] = []
        of_stack = {piece.path for piece in said}
        for piece in said:
            if piece.path[0] != "alerts" or taken.get(piece.path, piece.value) == piece.value:
                taken.setdefault(piece.path, piece.value)
                here.append(piece)
                continue
            name, number = f"{piece.path[1]}-{stack}", 2
            while ("alerts", name) in taken or ("alerts", name) in of_stack:
                name, number = f"{piece.path[1]}-{stack}-{number}", number + 1
            taken["alerts", name] = piece.value
            declares = tuple(replace(one, name=name) for one in piece.declares)
            here.append(replace(piece, path=("alerts", name), declares=declares))
        found[stack] = here
    return found


@dataclass(frozen=True, slots=True)
class _Merging:
    stacks: tuple[str, ...]
    by_path: Mapping[Path, ByStack]
    result: Merged

    def add(self, path: Path, by_stack: ByStack) -> None:
        """Put what stands at a path where it belongs."""
        match path:
            case ("projects", name, section, _) if section in _BY_NAME and self._is_shared(path):
                self._value_by_value(("projects", name), by_stack)
            case ("projects", name, section) if section in _WHOLE and self._is_shared(path):
                self._value_by_value(("projects", name), by_stack)
            case ("projects" | "teams", _):
                self._entry(path, by_stack)
            case ("projects" | "teams", _, "people", _) if self._is_shared(path):
                self._in_some(path, by_stack, self._declaring(path[:2]))
            case ("projects" | "teams", _, *_):
                self._alike(path, by_stack, self._declaring(path[:2]))
            case ("defaults",):
                self._defaults(by_stack)
            case ("organization", *_):
                self.result.common.append(Piece(("organization",), {"stacks": [*by_stack]}))
                self.result.common.append(_any(by_stack))
            case ("people" | "alerts", _):
                self._in_some(path, by_stack, self.stacks)
            case _:
                self.result.common.append(_any(by_stack))

    def _declaring(self, path: Path) -> tuple[str, ...]:
        """Return the stacks that declare the team or the project at a path."""
        return tuple(stack for stack, piece in self.by_path.get(path, {}).items() if piece.declares)

    def _is_shared(self, path: Path) -> bool:
        return len(self._declaring(path[:2])) > 1

    def _entry(self, path: Path, by_stack: ByStack) -> None:
        """Put the head of a team or a project, with the stacks that have it."""
        declaring = self._declaring(path)
        looking = [stack for stack in by_stack if stack not in declaring]
        heads = {stack: by_stack[stack] for stack in declaring} or dict(by_stack)
        plain = {stack: replace(head, value=_without_suffix(head)) for stack, head in heads.items()}
        exact = [stack for stack, head in heads.items() if head.value != plain[stack].value]
        self._alike(path, plain, declaring)
        if exact:
            added = [stack for stack in heads if stack not in exact]
            piece = self.result.common[-1]
            self.result.common[-1] = replace(piece, value={_SUFFIX: added or False, **piece.value})
        if not declaring or declaring == self.stacks:
            return
        piece = self.result.common[-1]
        if looking:
            said = {key: value for key, value in piece.value.items() if key != _SUFFIX}
            self.result.common[-1] = replace(piece, value={"managed": [*declaring], **said})
        else:
            self.result.common[-1] = replace(piece, value={"stacks": [*declaring], **piece.value})

    def _alike(self, path: Path, by_stack: ByStack, stacks: Sequence[str]) -> None:
        """Put what only `sentry.yaml` can say: the same for all stacks that have the whole."""
        self.result.common.append(_any(by_stack))
        if any(stack not in by_stack for stack in stacks) or not _same(by_stack.values()):
            self.result.unlike.add((path[0], path[1]))

    def _in_some(self, path: Path, by_stack: ByStack, stacks: Sequence[str]) -> None:
        """Put what may be in some stacks only, and is the same there."""
        piece = _any(by_stack)
        if not _same(by_stack.values()):
            self.result.unlike.add((path[0], path[1]))
        if tuple(by_stack) != tuple(stacks) and "managed" not in piece.value:
            piece = replace(piece, value={"stacks": [*by_stack], **piece.value})
        self.result.common.append(piece)

    def _value_by_value(self, project: Path, by_stack: ByStack) -> None:
        """Put what all stacks say alike into `sentry.yaml`, and the rest into the file of each."""
        declaring = self._declaring(project)
        piece = _any(by_stack)
        if piece.path[-1] == _ENCRYPTED:
            self._alike(piece.path, by_stack, declaring)
            return
        if set(by_stack) != set(declaring):
            self._put_own(by_stack)
            return
        if _same(by_stack.values()):
            self.result.common.append(piece)
            return
        if not isinstance(piece.value, Mapping):
            self._put_own(by_stack)
            return
        common = {
            key: value for key, value in piece.value.items() if _all_have(by_stack.values(), key, value)
        }
        if common:
            self.result.common.append(replace(piece, value=common))
        rest = {
            stack: replace(each, value={key: value for key, value in each.value.items() if key not in common})
            for stack, each in by_stack.items()
        }
        self._put_own({stack: each for stack, each in rest.items() if each.value})

    def _put_own(self, by_stack: ByStack) -> None:
        for stack, piece in by_stack.items():
            self.result.own[stack].append(piece)

    def _defaults(self, by_stack: ByStack) -> None:
        first = _any(by_stack)
        common = {
            key: value for key, value in first.value.items() if _all_have(by_stack.values(), key, value)
        }
        self.result.common.append(replace(first, value=common))
        for stack, piece in by_stack.items():
            for key, value in piece.value.items():
                if key not in common:
                    self.result.own[stack].append(Piece((key,), value))


def _without_suffix(head: Piece) -> dict[str, Any]:
    return {key: value for key, value in head.value.items() if key != _SUFFIX}


def _any(by_stack: ByStack) -> Piece:
    return next(iter(by_stack.values()))


def _same(pieces: Iterable[Piece]) -> bool:
    first, *others = pieces
    return all(each.value == first.value for each in others)


def _all_have(pieces: Iterable[Piece], key: str, value: Any) -> bool:
    return all(key in each.value and each.value[key] == value for each in pieces)
