"""`sentry-iac forget`: leave behind at Sentry what a stack has made there."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.options import HERE, Directory, RequiredStack
from sentry_iac.engine.forgetting import forget as forget_state
from sentry_iac.engine.held_objects import Held
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import find_layout
from sentry_iac.runs.open_engine import open_engine
from sentry_iac.runs.same_sentry import held_by
from sentry_iac.stacks.last_applied import forget_target


def forget(
    stack: RequiredStack,
    directory: Directory = HERE,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Leave behind at Sentry all that a stack has made: only the state forgets it, and Sentry is not asked.

    For a stack that is to begin anew in another Sentry or organization. Its .env files stay as they are until the
    next `up` writes them. The former state is kept in a file below .local, with its secrets encrypted.
    """
    layout = find_layout(directory)
    engine = open_engine(layout, stack, os.environ, bin_folder=bin_folder())
    state = engine.exported(stack)
    resources = (state.get("deployment") or {}).get("resources") or []
    found = held_by(layout, stack, resources)
    if not found:
        say(f"stack {stack} has nothing of Sentry in its state; there is nothing to forget")
        return
    for held in found:
        say(described(held, stack))
    if not yes and not sys.stdin.isatty():
        raise CommandError("there is no terminal to ask on; add --yes to leave all of this behind")
    if not yes and not _confirmed():
        say("nothing was forgotten")
        return
    kept = forget_state(layout, stack, engine, state)
    forget_target(layout, stack)
    say(f"stack {stack} is empty of it now, and nothing was changed at Sentry")
    say(
        f"the former state is in {layout.shown(kept)}; `pulumi stack import --stack {stack} --file ...` brings it back"
    )


def described(held: Held, stack: str) -> str:
    """Return the objects that a provider of a stack has made, and their place, in one line."""
    of = f"provider {held.provider} of stack {stack}" if held.provider else f"stack {stack}"
    where = str(held.place) if held.place.is_known else "a Sentry that its state does not name"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(held.kinds.items()))
    return f"{of} has made in {where}: {kinds or 'nothing but files'}"


def _confirmed() -> bool:
    try:
        return typer.confirm("Leave all of this behind, and let the stack forget it?")
    except typer.Abort:
        return False
