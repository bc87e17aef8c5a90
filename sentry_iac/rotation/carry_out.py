"""The parts of every step of a rotation: find, decide, then write, record, apply and show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pulumi_sentry.keys.retirement import FORCE
from sentry_iac.engine import instant
from sentry_iac.engine.stack_lock import StackLocked
from sentry_iac.errors import CommandError
from sentry_iac.estate import RotationSpec
from sentry_iac.files.git import TOKEN as GIT_TOKEN
from sentry_iac.files.private_files import read_if_present
from sentry_iac.rotation.key_state import KeyState, keys_of
from sentry_iac.rotation.projects import check_env_files, rotations
from sentry_iac.rotation.recording_branch import RecordingBranch
from sentry_iac.rotation.request import Request
from sentry_iac.rotation.stack_file import write_rotations
from sentry_iac.rotation.status import show_keys
from sentry_iac.rotation.steps import check_up_to_date
from sentry_iac.rotation.yaml_edit import Scalar, check_writable
from sentry_iac.runs import bring_up
from sentry_iac.runs.session import Session
from sentry_iac.stacks.salt import put_back

Changes = Mapping[str, Mapping[str, Scalar]]
"""The changes below `rotation:` in the stack file, by project."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one project.

    Attributes:
        rotation: where its rotation stands by the stack file.
        keys: its keys by the stack's outputs, by generation; None where the stack was not asked, as with `--pr`.
    """

    rotation: RotationSpec
    keys: Mapping[int, KeyState] | None = None


Decide = Callable[[str, KeyRing, datetime], dict[str, Scalar]]
"""Says what a step changes for one project; raises a CommandError where the step may not be taken now."""


@dataclass(frozen=True)
class Found:
    """The facts that a step finds before it changes anything.

    Attributes:
        now: the current time for the whole step.
        rings: the keys of each project.
        session: the Sentry and the state; None where only the stack file is changed.
        branch: where the change is recorded first; None for nowhere.
    """

    now: datetime
    rings: Mapping[str, KeyRing]
    session: Session | None
    branch: RecordingBranch | None


def find(request: Request) -> Found:
    """Look at the branch, the files and the stack, and start what is needed.

    Raises:
        CommandError: one of them is not fit for a rotation; nothing was changed.
    """
    branch = _tip_of_recording_branch(request)
    check_writable(request.stack_file)
    now = instant.now()
    standing = rotations(request.layout, request.stack, request.projects)
    if request.pull_request:
        return Found(now, {name: KeyRing(rotation) for name, rotation in standing.items()}, None, branch)
    check_env_files(request.layout, request.stack, request.projects)
    session = request.open_session()
    session.engine.require_stack(request.stack)
    outputs = session.engine.outputs(request.stack)
    rings = {name: KeyRing(rotation, keys_of(outputs, name)) for name, rotation in standing.items()}
    return Found(now, rings, session, branch)


def decide(request: Request, found: Found, change: Decide) -> Changes:
    """Return what a step changes in the stack file.

    Raises:
        CommandError: the step may not be taken for one of the projects.
    """
    changes = {}
    for name, ring in found.rings.items():
        if ring.keys is not None and not ring.keys:
            raise CommandError(f"{name} has no key yet; run `sentry-iac up` for this stack first")
        check_up_to_date(name, ring.rotation, ring.keys, request.stack_file.name)
        changes[name] = change(name, ring, found.now)
    return changes


def carry_out(request: Request, found: Found, changes: Changes) -> None:
    """Write the changes into the stack file, record them where it was asked, run `pulumi up` and show the keys.

    For a pull request, the stack file is all.

    Raises:
        CommandError: a part of it failed; the text says what has happened by then.
    """
    before = read_if_present(request.stack_file)
    write_rotations(request.layout, request.stack, changes)
    written = read_if_present(request.stack_file)
    request.say(f"wrote {request.stack_file.name}: {shown_changes(changes)}")
    if found.session is None:
        request.say("commit it; the `pulumi up` of the pull request does the rest")
        return
    if found.branch is not None:
        _record(request, found.branch, changes)
    try:
        _apply(request, found, found.session)
    except StackLocked as held:
        if found.branch is not None:
            raise CommandError(
                f"stack {request.stack} is locked: {held.holder}. The rotation is recorded in {found.branch.name}, and "
                f"nothing else was changed: its next `up` does it, such as `sentry-iac up --stack {request.stack} "
                "--wait 15`"
            ) from held
        # Undo the edit, so that "nothing was changed" holds for the file as well.
        put_back(request.stack_file, before, written)
        raise
    show_keys(request, found.session, found.now)


def shown_changes(changes: Changes) -> str:
    """Return for people what changes for each project."""
    return ", ".join(
        f"{project} generation {values['generation']}"
        if "generation" in values
        else f"{project} without waiting for use to end"
        for project, values in changes.items()
    )


def _tip_of_recording_branch(request: Request) -> RecordingBranch | None:
    if request.branch is None:
        return None
    branch = RecordingBranch(request.layout.root, request.branch, request.environ)
    branch.catch_up()
    return branch


def _record(request: Request, branch: RecordingBranch, changes: Changes) -> None:
    def still_right() -> None:
        standing = rotations(request.layout, request.stack, list(changes))
        for name, wanted in changes.items():
            if wanted.get("generation") not in (None, standing[name].generation):
                raise CommandError(
                    f"somebody rotated {name} in {branch.name} meanwhile. Nothing was done; look at "
                    "`sentry-iac rotate --status`"
                )

    names = ", ".join(changes)
    message = f"Rotate the client key of {names} in stack {request.stack}"
    branch.push(request.stack_file, message, still_right)
    request.say(f"recorded in {branch.name}: should this end early, the next `up` of it goes on")


def _apply(request: Request, found: Found, session: Session) -> None:
    bring_up.apply(
        request.layout,
        request.stack,
        _at(session, found.now, force=request.force),
        say=request.say,
        wait=request.wait,
        watch=None if request.watch is None else request.watch(session),
        # Commits that are merged while this waits are applied with it, and not undone by it.
        last_look=(lambda: None) if found.branch is None else found.branch.follow,
    )


def _at(session: Session, now: datetime, *, force: bool) -> Session:
    """Return the session with one current time for the preview and the `up`, and for all of their processes."""
    environ = dict(session.at(now).engine.environ)
    # With --push this token may write to the repository; the program must not see it.
    environ.pop(GIT_TOKEN, None)
    if force:
        environ[FORCE] = "1"
    return replace(session, engine=replace(session.engine, environ=environ))
