"""What was made, changed and deleted by hand since, and what the file has to say so that it says this as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pulumi_sentry.inventory import Inventory
from sentry_iac.errors import CommandError
from sentry_iac.estate import parse_estate
from sentry_iac.export.again.candidates import Edits
from sentry_iac.export.again.catching_up import CatchingUp
from sentry_iac.export.again.change import Change
from sentry_iac.export.again.draft import Draft
from sentry_iac.export.again.entries import entries_of
from sentry_iac.export.again.made_and_gone import MadeAndGone
from sentry_iac.export.again.narrowing import of_stack
from sentry_iac.export.again.observed import Observed
from sentry_iac.export.again.present import Present, entries_in
from sentry_iac.export.known import Known
from sentry_iac.export.names import names_of
from sentry_iac.export.report import Left
from sentry_iac.export.selection import EVERYTHING, Selection, select
from sentry_iac.export.yaml.document import settings_for, write_yaml
from sentry_iac.export.yaml.parts import Usual
from sentry_iac.export.yaml.pieces import Piece

_NO_ENVIRONMENT: Final = "sentry-iac-none"
_NO_OWNER: Final = "user:0"
"""Usual values that nothing has, so that each part of the file says its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The differences between a project and its organization.

    Attributes:
        changes: each of them, by their places.
        edits: the values that make the file say them.
        ids: the objects that the state does not have yet, by type and by resource name.
        left: what no file can declare.
        elsewhere: how many objects belong to other stacks, as their states or their slugs say.
        made: how many are new.
        looked_for_gone: whether everything was read, so that what is missing is gone.
        looked_at_all: whether nobody chose a part.
    """

    changes: tuple[Change, ...] = ()
    edits: Edits = field(default_factory=dict)
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    elsewhere: int = 0
    looked_for_gone: bool = True
    looked_at_all: bool = True

    @property
    def made(self) -> int:
        """How many places are new."""
        return sum(change.sign == "+" for change in self.changes)


def difference_of(present: Present, whole: Inventory, selection: Selection = EVERYTHING) -> Difference:
    """Compare a project with its organization.

    Args:
        present: the project.
        whole: the organization.
        selection: what to look at; everything unless given.

    Raises:
        SpecError: the project is no estate.
        CommandError: the file cannot be made to say what Sentry has.
    """
    selected = select(whole, selection)
    inventory = of_stack(selected, present.stack.slug_suffix, present.state)
    known = present.known(entries_in(present), inventory)
    _refuse_strangers(known, inventory, selection)
    names = names_of(inventory, known=known)
    usual = _usual(present)
    written = write_yaml(inventory, names, usual)
    read = entries_of(parse_estate(written.text, settings_for(usual.environment, usual.slug_suffix)))
    observed = Observed(inventory, names, read, written.ids)
    draft = Draft(present)
    objects = MadeAndGone(
        present,
        inventory,
        known,
        written.pieces,
        whole=None if selection == EVERYTHING else whole,
        draft=draft,
    )
    objects.take_out()
    objects.put_in()
    each_says_all = Usual(
        environment=usual.environment,
        monitor_environment=_NO_ENVIRONMENT,
        owner=_NO_OWNER,
        slug_suffix=usual.slug_suffix,
    )

    def long_pieces() -> tuple[Piece, ...]:
        return tuple(write_yaml(inventory, names, each_says_all).pieces)

    values = CatchingUp(
        inventory, observed, draft, objects.places, pieces=written.pieces, long_pieces=long_pieces
    )
    values.mend()
    values.run()
    objects.tell_what_stays()
    made = [replace(each, new=draft.at(each.path)) if each.sign == "+" else each for each in objects.changes]
    changes = [*made, *values.changes]
    return Difference(
        changes=tuple(sorted(changes, key=lambda each: (each.path, each.sign))),
        edits=draft.edits,
        ids=objects.new_ids(),
        left=tuple(written.left),
        elsewhere=objects.elsewhere + len([*selected]) - len([*inventory]),
        looked_for_gone=not inventory.unreadable,
        looked_at_all=selection == EVERYTHING,
    )


def _refuse_strangers(known: Known, inventory: Inventory, selection: Selection) -> None:
    there = {each.key for each in inventory}
    if (
        selection == EVERYTHING
        and known.paths
        and not inventory.unreadable
        and not there & known.paths.keys()
    ):
        raise CommandError(
            f"organization {inventory.slug} has none of the {len(known.paths)} objects that the stack has; "
            "name the right one with SENTRY_ORG, or let `sentry-iac forget` leave them behind"
        )


def _usual(present: Present) -> Usual:
    defaults = present.value.get("defaults")
    said: Mapping[str, Any] = defaults if isinstance(defaults, dict) else {}
    environment = present.stack.environment
    return Usual(
        environment=environment,
        monitor_environment=str(said.get("monitorEnvironment") or environment),
        owner=str(said.get("owner") or "team"),
        slug_suffix=present.stack.slug_suffix,
    )
