"""The modes of `sentry-iac rotate`, a function each; `emergency` and `status` have modules of their own."""

from __future__ import annotations

from datetime import datetime

from pulumi_sentry import ProjectKey
from sentry_iac.engine import instant
from sentry_iac.errors import CommandError
from sentry_iac.rotation.carry_out import KeyRing, carry_out, decide, find, shown_changes
from sentry_iac.rotation.key_state import is_under_way
from sentry_iac.rotation.projects import rotations
from sentry_iac.rotation.request import Request
from sentry_iac.rotation.stack_file import write_rotations
from sentry_iac.rotation.steps import (
    caught_up,
    check_can_go_back,
    check_rotatable,
    rolled_back,
    rotated,
)
from sentry_iac.rotation.yaml_edit import Scalar, check_writable


def start(request: Request) -> None:
    """Give projects a new key; the old one stays active for its grace.

    Raises:
        CommandError: a rotation is under way, or a part of the step failed.
    """
    found = find(request)
    carry_out(request, found, decide(request, found, _new_key))


def go_back(request: Request) -> None:
    """Let the previous key take over again, while it lives.

    Raises:
        CommandError: there is none that can, or a part of the step failed.
    """
    found = find(request)
    carry_out(request, found, decide(request, found, _previous_key))


def stop_waiting(request: Request) -> None:
    """Let the previous key go when its time is up, even while it is used.

    Raises:
        CommandError: no rotation is under way, or a part of the step failed.
    """
    found = find(request)
    carry_out(request, found, decide(request, found, _no_wait))


def catch_up(request: Request) -> None:
    """Write a rotation that the state has and the stack file lacks into the file; nothing is applied.

    Raises:
        CommandError: the state cannot be read, or the file cannot be edited.
    """
    check_writable(request.stack_file)
    standing = rotations(request.layout, request.stack, request.projects)
    session = request.open_session()
    session.engine.require_stack(request.stack)
    declared = session.engine.inputs(request.stack, ProjectKey.token)
    found = {name: caught_up(name, rotation, declared, instant.now()) for name, rotation in standing.items()}
    changes = {name: lacks for name, lacks in found.items() if lacks is not None}
    file = request.stack_file.name
    if not changes:
        request.say(f"{file} has every rotation that the stack has")
        return
    write_rotations(request.layout, request.stack, changes)
    request.say(
        f"wrote {file}: {shown_changes(changes)}; look at it with `sentry-iac rotate --status --stack "
        f"{request.stack}`, and commit it"
    )


def _new_key(project: str, ring: KeyRing, now: datetime) -> dict[str, Scalar]:
    check_rotatable(project, ring.rotation, ring.keys, now)
    return rotated(ring.rotation, now, leaked=False)


def _previous_key(project: str, ring: KeyRing, now: datetime) -> dict[str, Scalar]:
    check_can_go_back(project, ring.rotation, ring.keys, now)
    return rolled_back(ring.rotation, now)


def _no_wait(project: str, ring: KeyRing, now: datetime) -> dict[str, Scalar]:
    if not is_under_way(ring.rotation, ring.keys, now):
        raise CommandError(f"{project}: no rotation is under way, so there is nothing to force")
    return {"force": True}
