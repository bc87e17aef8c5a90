"""Puts a whole `sentry.yaml` and the stack files together, and takes out again what nobody can declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_sentry.inventory import Inventory
from sentry_iac.errors import CommandError
from sentry_iac.estate import SpecError, StackSettings, parse_estate, parse_stack_settings
from sentry_iac.export.names import Names
from sentry_iac.export.report import Left
from sentry_iac.export.stacks.shares import Given, Place, Share, shares_of
from sentry_iac.export.stacks.suffixes import Suffixes
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.emit import emit
from sentry_iac.export.yaml.lifting import lifted
from sentry_iac.export.yaml.merging import Merged, merged, told_apart
from sentry_iac.export.yaml.parts import Usual, context_of, pieces_of, usual_of, usual_owner
from sentry_iac.export.yaml.pieces import Piece, document_of, ids_of, inside, smallest_around

Ids = Mapping[str, Mapping[str, str]]
"""By type and by resource name."""

Wrong = tuple[Sequence[Any], str]
"""A place, and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An export to `sentry.yaml` for one stack.

    Attributes:
        text: the file.
        pieces: its parts.
        environment: what the stack is for: the environment at which most monitors look.
        ids: the ids of what it declares, by type and by resource name.
        left: what it could not declare.
    """

    text: str
    environment: str
    ids: Ids
    left: Sequence[Left]
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForStacks:
    """An export to `sentry.yaml` and a file of each stack.

    Attributes:
        text: the file.
        stacks: the config of each stack, by its name.
        ids: by stack the ids of what it declares.
        left: what no stack could declare.
        pieces: by stack the parts that speak of it.
    """

    text: str
    stacks: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, Ids]
    left: Sequence[Left]
    pieces: Mapping[str, Sequence[Piece]]


def write_yaml(
    inventory: Inventory, names: Names, usual: Usual | None = None, stack: str = "prod"
) -> Written:
    """Return the `sentry.yaml` of an inventory for one stack: whatever is no estate is left out, and named.

    Args:
        inventory: what was read.
        names: names of everything in it.
        usual: what is usual in it; whatever makes the file shortest unless given.
        stack: the stack's name.
    """
    share = Share(stack=stack, suffix=usual.slug_suffix if usual else "", inventory=inventory, names=names)
    written = _Writing(inventory, [share], usual).written()
    return Written(
        text=written.text,
        environment=written.stacks[stack]["environment"],
        ids=written.ids[stack],
        left=written.left,
        pieces=written.pieces[stack],
    )


def write_yaml_of_stacks(
    inventory: Inventory, suffixes: Suffixes, given: Given | None = None
) -> WrittenForStacks:
    """Do as `write_yaml` does for several stacks: what they share but for the suffix is written once.

    Args:
        inventory: what was read.
        suffixes: the stacks.
        given: names that people gave in another tool; see `names_of`.
    """
    apart: set[Place] = set()
    while True:
        writing = _Writing(inventory, shares_of(inventory, suffixes, apart, given))
        written = writing.written()
        if not writing.unlike:
            return written
        apart |= writing.unlike


def settings_for(environment: str, slug_suffix: str) -> StackSettings:
    """Return the settings of a stack that changes nothing of what a file says."""
    return parse_stack_settings({"environment": environment, "slugSuffix": slug_suffix}, "prod", ("prod",))


@dataclass
class _Writing:
    inventory: Inventory
    shares: Sequence[Share]
    usual: Usual | None = None
    unlike: set[Place] = field(default_factory=set, init=False)

    def written(self) -> WrittenForStacks:
        owner = usual_owner(self.inventory)
        contexts = {
            share.stack: context_of(share, self.usual or usual_of(share, owner)) for share in self.shares
        }
        left: list[Left] = []
        while True:
            pieces = told_apart({stack: [*pieces_of(context)] for stack, context in contexts.items()})
            together = merged(pieces)
            self.unlike = together.unlike
            configs = {stack: self._config(together, context) for stack, context in contexts.items()}
            text = self._text(lifted(document_of(together.common)))
            if self.unlike:
                break
            wrong = [
                (stack, *each)
                for stack in contexts
                for each in (*_doubles(pieces[stack]), *_problems(text, stack, configs))
            ]
            if not wrong:
                break
            # What listens to a monitor is wrong only because the monitor is.
            of_alerts = [each for each in wrong if "alerts" in each[1]]
            for stack, path, why in [each for each in wrong if each not in of_alerts] or of_alerts:
                left += _leave_out(_whose(pieces, stack, path), path, why, contexts)
        return WrittenForStacks(
            text=text,
            stacks=configs,
            ids={stack: ids_of(said) for stack, said in pieces.items()},
            left=left,
            pieces=pieces,
        )

    def _config(self, together: Merged, context: Context) -> dict[str, Any]:
        suffix = {"slugSuffix": context.slug_suffix} if context.slug_suffix or len(self.shares) > 1 else {}
        return {"environment": context.environment, **suffix, **document_of(together.own[context.stack])}

    def _text(self, document: Mapping[str, Any]) -> str:
        projects = dict(sorted(document.get("projects", {}).items()))
        head = f"The Sentry organization {self.inventory.slug}, as `sentry-iac export` found it."
        return emit({**document, "projects": projects}, head)


def _whose(
    pieces: Mapping[str, Sequence[Piece]], stack: str, path: Sequence[Any]
) -> tuple[str, Sequence[Piece]]:
    """Return the stack that says what stands at a place, with all that it says.

    The whole file is held against the rules of each stack, so a stack may find what is wrong with another one.
    """
    order = (stack, *(other for other in pieces if other != stack))
    said = next((each for each in order if smallest_around(pieces[each], path) is not None), stack)
    return said, pieces[said]


def _leave_out(
    whose: tuple[str, Sequence[Piece]], path: Sequence[Any], why: str, contexts: Mapping[str, Context]
) -> Iterator[Left]:
    """Leave out what stands at a place from now on."""
    stack, pieces = whose
    context = contexts[stack]
    gone = smallest_around(pieces, path)
    if gone is None:
        raise CommandError(
            f"this export is no estate ({'.'.join(map(str, path))}: {why}), which is a mistake of sentry-iac; "
            "`--format python` may do it meanwhile"
        )
    more = [one for piece in inside(pieces, gone) for one in piece.declares if one not in gone.declares]
    new = {one.key for one in (*gone.declares, *more)} - context.left_out
    context.left_out.update(new)
    if new:
        also = f" (and {len(more)} objects inside it)" if more else ""
        yield Left(f"{gone.what}{also}", gone.page, why)


def _doubles(pieces: Iterable[Piece]) -> Iterator[Wrong]:
    """Find resources of one type and one name: a name is made of two, and the seam may lie elsewhere."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        for declared in piece.declares:
            resource = declared.found.resource.token, declared.name
            if resource in seen:
                yield piece.path, f"another resource is named {declared.name} already"
            seen.add(resource)


def _problems(text: str, stack: str, configs: Mapping[str, Mapping[str, Any]]) -> list[Wrong]:
    try:
        parse_estate(text, parse_stack_settings(configs[stack], stack, tuple(configs)))
    except SpecError as error:
        return [(problem.path, problem.message) for problem in error.problems]
    return []
