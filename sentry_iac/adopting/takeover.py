"""What a run that takes over objects would do, and whether it may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pulumi.automation import OpType
from pulumi.automation.events import EngineEvent, StepEventMetadata

from sentry_iac.errors import CommandError

_OURS: Final = "sentry:index:"
_OF_THIS_MACHINE: Final = frozenset({f"{_OURS}EnvFile"})
"""Resources that are files of this machine: there is nothing at Sentry to take over."""

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Takeover:
    """The plan of a run that takes over objects.

    Attributes:
        taken: how many objects it takes over, by the last part of their type.
        there: how many resources the state has already.
        files: the names of the `.env` files that it writes.
    """

    taken: Counter[str]
    there: int
    files: tuple[str, ...] = ()

    def words(self) -> str:
        """Return what it takes over, for people: "7 resources (3 Project, 4 ProjectKey)", or "nothing"."""
        return counted(self.taken) if self.taken else "nothing"


def counted(kinds: Counter[str]) -> str:
    """Return how many resources there are, all together and of each type: "7 resources (3 Project, 4 ProjectKey)"."""
    total = kinds.total()
    each = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{total} resource{'' if total == 1 else 's'}" + (f" ({each})" if each else "")


def takeover_of(events: Iterable[EngineEvent]) -> Takeover:
    """Return the plan, from the events of a preview.

    Raises:
        CommandError: it would do more than take over: make, change or delete something.
    """
    taken: Counter[str] = Counter()
    files: list[str] = []
    there = 0
    refused: list[str] = []
    for step, first in _steps(events):
        kind, name = step.type.rsplit(":", 1)[-1], step.urn.rsplit("::", 1)[-1]
        changed = ", ".join(step.detailed_diff or step.diffs or ())
        if step.op is OpType.REFRESH:
            # It is gone at Sentry and not declared any more: the state forgets it.
            continue
        if step.op is OpType.SAME:
            there += 1
        elif step.type in _OF_THIS_MACHINE and step.op in {OpType.CREATE, OpType.UPDATE}:
            files.append(name)
        elif step.op is OpType.IMPORT and not changed:
            taken[kind] += 1
        elif first is OpType.IMPORT:
            # The engine would import the object, and then change it.
            refused.append(f"{kind} {name} is not as declared: {changed}")
        elif step.op is OpType.CREATE:
            refused.append(f"{kind} {name} is declared, and no object is named for it")
        else:
            refused.append(f"{kind} {name}: {step.op.value} {changed}".rstrip())
    if refused:
        raise CommandError(_too_much(refused))
    return Takeover(taken, there, tuple(files))


def _too_much(refused: list[str]) -> str:
    shown = "\n  ".join(refused[:_SHOWN])
    more = f"\n  and {len(refused) - _SHOWN} more" if len(refused) > _SHOWN else ""
    return (
        "nothing was taken over, for an adoption changes nothing at Sentry, and this plan would:\n  "
        f"{shown}{more}\n"
        "If Sentry has changed since the export, export again; apply what you changed yourself after the adoption, "
        "with `sentry-iac up`"
    )


def _steps(events: Iterable[EngineEvent]) -> Iterator[tuple[StepEventMetadata, OpType]]:
    """Yield the last step of each resource, and what its first one did."""
    first: dict[str, OpType] = {}
    last: dict[str, StepEventMetadata] = {}
    for event in events:
        if event.resource_pre_event is None:
            continue
        step = event.resource_pre_event.metadata
        if step.type.startswith(_OURS):
            first.setdefault(step.urn, step.op)
            last[step.urn] = step
    return iter((step, first[urn]) for urn, step in last.items())
