"""Names what a killed `up` has made and nothing declares any more, after an `up` that went well."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from pulumi_sentry.api import SentryError
from pulumi_sentry.inventory.left_behind import LeftBehind, left_behind
from pulumi_sentry.lifecycle.backend import StackName, notes_folder
from pulumi_sentry.lifecycle.journal import Journal
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.session import Session
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.config import project_name


def begun_before(layout: Layout, stack: str, session: Session) -> frozenset[str]:
    """Return the keys of the creations that earlier runs have left open in the provider's journal.

    Args:
        layout: the project.
        stack: the stack's name.
        session: of an `up` that is about to begin.
    """
    return frozenset(entry.key for entry in _journal(layout, stack, session).unsettled)


def refuse_left_behind(layout: Layout, stack: str, session: Session, begun: Collection[str]) -> None:
    """Look whether a killed `up` has left an object at Sentry that nobody declares now; needs no request mostly.

    With checkpoints at each step the state would have it, and the `up` would have deleted it.

    Args:
        layout: the project.
        stack: the stack's name.
        session: of an `up` that has ended.
        begun: what `begun_before` returned before it; what is open since may be of a run that is under way.

    Raises:
        CommandError: there are such objects, or Sentry does not tell.
    """
    if not begun:
        return
    state = [
        (str(one.get("type")), str(one["id"])) for one in session.engine.resources(stack) if one.get("id")
    ]
    try:
        found = asyncio.run(_look(layout, stack, session, begun, state))
    except SentryError as error:
        raise CommandError(
            f"stack {stack} is applied; whether a killed `up` has left something at Sentry, nobody knows: {error}"
        ) from error
    if found:
        raise CommandError(
            f"stack {stack} is applied, but an `up` that was killed has made at Sentry what nothing declares now: "
            f"{', '.join(f'{one.kind} {one.name} ({one.id})' for one in found)}; delete it there, or declare it again "
            "under its former name, and the next `up` takes it over"
        )


def _journal(layout: Layout, stack: str, session: Session) -> Journal:
    name = StackName(short_name(stack), project_name(layout))
    return Journal(name, notes_folder(session.engine.environ))


async def _look(
    layout: Layout, stack: str, session: Session, begun: Collection[str], state: list[tuple[str, str]]
) -> list[LeftBehind]:
    client = session.client(stack)
    try:
        return await left_behind(client, _journal(layout, stack, session), begun, state)
    finally:
        await client.aclose()
