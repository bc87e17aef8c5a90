"""An export for people who come from another tool: the names that they gave, and what became of each object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.export.ordinary import goes_without_saying
from sentry_iac.export.other_tools.managed import Managed
from sentry_iac.export.other_tools.matching import How, Match, match_all
from sentry_iac.export.other_tools.pulumiverse import read_pulumiverse
from sentry_iac.export.other_tools.terraform import read_terraform


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an object that another tool manages.

    Attributes:
        managed: what the other tool manages.
        became: the resources that stand for it now, for people, and how each was found.
        why: why there is none, or not all, for people.
        goes: whether the project stands for it, so that the other tool may forget it.
    """

    managed: Managed
    became: tuple[tuple[str, How], ...]
    why: str
    goes: bool


class Coming:
    """What other tools manage of an organization.

    Args:
        inventory: the organization, all of it: what is left out may be what another tool manages.
        managed: what other tools manage; nothing where nobody comes from another tool.
    """

    def __init__(self, inventory: Inventory, managed: Sequence[Managed]) -> None:
        self._matches = match_all(inventory, managed)

    def given(self) -> dict[tuple[str, str], str]:
        """Return the names that people gave there, by type and id; none where two surely give one object two names."""
        best: dict[tuple[str, str], tuple[int, set[str]]] = {}
        order = list(How)
        for match in self._matches:
            for found, how in match.found if match.managed.name else ():
                key, rank = found.key, order.index(how)
                known = best.get(key)
                if known is None or rank < known[0]:
                    best[key] = (rank, {match.managed.name})
                elif rank == known[0]:
                    known[1].add(match.managed.name)
        return {key: names.pop() for key, (_, names) in best.items() if len(names) == 1}

    def outcomes(self, chosen: Inventory, *ids: Mapping[str, Mapping[str, str]]) -> list[Outcome]:
        """Return what became of each object.

        Args:
            chosen: the part of the organization that is exported.
            ids: for each stack the ids of what the export declares, by type and by resource name.
        """
        names = {
            (kind, id): name
            for of_stack in ids
            for kind, each in of_stack.items()
            for name, id in each.items()
        }
        here = {found.key for found in chosen}
        return [_outcome(match, here, names) for match in self._matches]


def coming_from(terraform: Iterable[Path], pulumiverse: Iterable[Path]) -> list[Managed]:
    """Return what states of other tools manage at Sentry.

    Args:
        terraform: states of Terraform, or what `terraform show -json` prints.
        pulumiverse: exported stacks of Pulumi.

    Raises:
        CommandError: one of them cannot be read, or is no such file.
    """
    return [
        *(each for path in terraform for each in read_terraform(path)),
        *(each for path in pulumiverse for each in read_pulumiverse(path)),
    ]


def _outcome(match: Match, here: set[tuple[str, str]], names: Mapping[tuple[str, str], str]) -> Outcome:
    became: list[tuple[str, How]] = []
    left: list[str] = []
    for found, how in match.found:
        key = found.key
        cls, name = found.resource.__name__, names.get(key)
        if key not in here:
            left.append(f"{_called(found)} is not a part of this export")
        elif name is not None:
            became.append((f"{cls} {name}", how))
        elif goes_without_saying(found):
            became.append((f"{cls}, as Sentry makes it: nothing to declare", how))
        else:
            left.append(f"{_called(found)} is not declared")
    why = "; ".join(dict.fromkeys([*([match.why] if match.why else []), *left]))
    return Outcome(managed=match.managed, became=tuple(became), why=why, goes=bool(became))


def _called(found: Found[Any]) -> str:
    name = getattr(found.args, "name", None)
    return f"{found.resource.__name__} '{name}'" if name else found.resource.__name__
