"""`sentry-iac export --changes`: what was made by hand since, as a patch to `sentry.yaml`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from pulumi_sentry.api.http.base_url import site_address
from pulumi_sentry.inventory import Inventory
from pulumi_sentry.provider import Settings
from sentry_iac.adopting.imports import FILE, Imports, read_all_imports
from sentry_iac.commands.shared.console import say_progress, say_warning
from sentry_iac.engine.engine import Engine
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.estate import SpecError
from sentry_iac.export.again.difference import Difference, difference_of
from sentry_iac.export.again.patch import edited, patch
from sentry_iac.export.again.present import Present, ids_in
from sentry_iac.export.again.words import told
from sentry_iac.export.selection import Selection
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.files.private_files import read_if_present, write_atomically
from sentry_iac.rotation.yaml_edit import check_writable
from sentry_iac.runs.open_engine import open_engine
from sentry_iac.runs.same_sentry import held_by, place_of
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.declared import declared_settings
from sentry_iac.stacks.sentry_access import SentryAccess, find_access

_FILE: Final = "sentry.yaml"
_NEW_FILE: Final = 0o644

Read = Callable[[Settings], Inventory]


def read_again(folder: Path, stack: str, *, read: Read, selection: Selection, write: bool) -> bool:
    """Print the patch, or apply it; return whether there is any difference.

    Args:
        folder: the project's folder, or one below it.
        stack: the stack's name.
        read: reads an organization, and never writes.
        selection: what to look at.
        write: whether to write the files.

    Raises:
        CommandError: there is no such project or state, or Sentry cannot be asked.
    """
    layout = find_layout(folder)
    text = read_if_present(layout.root / _FILE)
    if text is None:
        raise CommandError(
            f"there is no {_FILE} in {layout.root}, and only that can be brought up to date; a program shows what "
            "changed with `sentry-iac drift`"
        )
    settings = declared_settings(layout, stack)
    if settings.owner is not None:
        raise CommandError(
            f"stack {stack} joins the projects of stack {settings.config.join}; run this with --stack "
            f"{settings.config.join}"
        )
    access = find_access(layout, stack, os.environ)
    run = _Run(layout, stack, access, _present(layout, stack, text, access))
    say_progress(f"reading organization {access.organization} of {access.url}")
    inventory = read(Settings(access.organization, site_address(access.url), access.token))
    for each in inventory.unreadable:
        say_warning(f"not read: {each.what}: {each.why}")
    try:
        difference = difference_of(run.present, inventory, selection)
    except SpecError as error:
        raise CommandError(str(error)) from error
    return _show(run, difference, write=write)


@dataclass(frozen=True, slots=True)
class _Run:
    layout: Layout
    stack: str
    access: SentryAccess
    present: Present


def _show(run: _Run, difference: Difference, *, write: bool) -> bool:
    layout = run.layout
    after = edited(run.present.text, difference.edits, _FILE)
    for line in told(difference, after.by_hand):
        say_progress(line)
    texts: dict[str, tuple[str | None, str]] = {_FILE: (run.present.text, after.text)}
    adopts = any(difference.ids.values())
    if adopts:
        there = _imports(layout, run.stack, run.access)
        stacks = {**(there.stacks if there else {}), short_name(run.stack): difference.ids}
        imports = Imports(
            url=site_address(run.access.url), organization=run.access.organization, stacks=stacks
        )
        texts[FILE] = (read_if_present(layout.root / FILE), imports.text())
    changed = {name: each for name, each in texts.items() if each[0] != each[1]}
    if not difference.changes and not changed:
        say_progress(f"{_FILE} says what Sentry has")
        if adopts:
            say_progress(
                f"next: `sentry-iac adopt --stack {run.stack}`, for the state does not have all of it yet"
            )
        return False
    if not write:
        typer.echo(patch(changed), nl=False)
        say_progress("nothing was written; --write applies this patch")
    else:
        for name in changed:
            if (layout.root / name).exists():
                check_writable(layout.root / name)
        # The names of new objects first: without them a run that was broken off would name the objects again.
        for name, (_, new) in reversed(changed.items()):
            _write(layout.root / name, new)
        say_progress(f"wrote {' and '.join(changed) or 'nothing'}; nothing was written at Sentry")
    if changed:
        what = "takes the new objects over" if adopts else "lets the state take note"
        say_progress(f"{'next' if write else 'then'}: `sentry-iac adopt --stack {run.stack}` {what}")
    return True


def _write(path: Path, text: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _NEW_FILE
    write_atomically(path, text, mode)


def _present(layout: Layout, stack: str, text: str, access: SentryAccess) -> Present:
    engine = _engine(layout, stack)
    resources = engine.resources(stack)
    for held in held_by(layout, stack, resources):
        refusal = held.refusal(place_of(access.url, access.organization), stack, "nothing was compared")
        if refusal is not None:
            raise CommandError(refusal)
    elsewhere: set[tuple[str, str]] = set()
    others = [each for each in layout.declared_stacks() if each != short_name(stack)]
    there = set(others) - set(engine.missing_stacks(others)) if others else set()
    for other in sorted(there):
        elsewhere |= set(ids_in(engine.resources(other)))
    return Present(
        text=text,
        stack=declared_settings(layout, stack),
        state=ids_in(resources),
        named=_named(layout, stack, access),
        elsewhere=frozenset(elsewhere),
    )


def _engine(layout: Layout, stack: str) -> Engine:
    try:
        return open_engine(layout, stack, os.environ, bin_folder=bin_folder())
    except CommandError as error:
        if (layout.root / FILE).is_file():
            raise CommandError(
                f"stack {stack} has adopted nothing yet; run `sentry-iac adopt --stack {stack}` first ({error})"
            ) from error
        raise


def _named(layout: Layout, stack: str, access: SentryAccess) -> dict[tuple[str, str], str]:
    imports = _imports(layout, stack, access)
    ids = imports.stacks.get(short_name(stack), {}) if imports else {}
    return {(kind, id): name for kind, each in ids.items() for name, id in each.items()}


def _imports(layout: Layout, stack: str, access: SentryAccess) -> Imports | None:
    """Return the ids that wait for their adoption; None where there are none of this organization."""
    if not (layout.root / FILE).is_file():
        return None
    imports = read_all_imports(layout.root / FILE, stack)
    return imports if imports.are_of(access.url, access.organization) else None
