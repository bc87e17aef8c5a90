"""The table of `sentry-iac rotate --status`: the keys of each stack, and their next steps. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sentry_iac.engine import instant
from sentry_iac.rotation.key_state import keys_of
from sentry_iac.rotation.keys_at_sentry import uses_of
from sentry_iac.rotation.projects import rotations
from sentry_iac.rotation.request import Request
from sentry_iac.rotation.status_table import status_listing
from sentry_iac.runs.session import Session


def show_status(requests: Sequence[Request]) -> None:
    """Show the keys of stacks.

    Args:
        requests: one a stack.

    Raises:
        CommandError: a stack's files are wrong, or its state cannot be read.
    """
    now = instant.now()
    for request in requests:
        # Report a mistake in the files before anything is started.
        rotations(request.layout, request.stack, request.projects)
    for request in requests:
        session = request.open_session(quietly=True)
        if session.engine.missing_stacks([request.stack]):
            request.say(f"stack {request.stack} was never applied")
            continue
        show_keys(request, session, now)


def show_keys(request: Request, session: Session, now: datetime) -> None:
    """Show the keys of one stack, as its outputs have them and as Sentry counts their use.

    Args:
        request: what was asked.
        session: the Sentry and the state.
        now: the current time, for ages.

    Raises:
        CommandError: the files are wrong, or the outputs cannot be read.
    """
    standing = rotations(request.layout, request.stack, request.projects)
    outputs = session.engine.outputs(request.stack)
    keys = {name: keys_of(outputs, name) for name in standing}
    every = [key for states in keys.values() for key in states.values()]
    uses = uses_of(partial(session.client, request.stack), every, now)
    request.show(status_listing(request.stack, standing, keys, uses, now))
