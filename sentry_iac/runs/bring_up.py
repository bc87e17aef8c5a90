"""The steps of `sentry-iac up`, in order; each can be interrupted and run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sentry_iac.engine import checkpoints
from sentry_iac.engine.backend import (
    PASSPHRASE,
    Backend,
    Origin,
)
from sentry_iac.engine.stack_lock import wait_while_locked
from sentry_iac.engine.stale_locks import release_stale_locks
from sentry_iac.engine.torn_state import mend_torn_state
from sentry_iac.engine.watched_run import Watch
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.session import Say, Session
from sentry_iac.stacks.config import has_secrets_provider
from sentry_iac.stacks.last_applied import remember_target
from sentry_iac.stacks.salt import drop_foreign_salt, drop_local_salts, holds_foreign_secrets


@dataclass(frozen=True, slots=True)
class Course:
    """How the engine has to run to do what a review saw.

    Attributes:
        refresh: whether it looks at Sentry first.
        made: how many objects it makes.
        taken_away: how many it deletes or replaces.
    """

    refresh: bool = False
    made: int = 0
    taken_away: int = 0


def apply(
    layout: Layout,
    stack: str,
    session: Session,
    *,
    say: Say,
    wait: float = 0,
    review: Callable[[], Course] | None = None,
    last_look: Callable[[], None] = lambda: None,
    doing: str = "",
    watch: Watch | None = None,
) -> dict[str, object]:
    """Create the stack where it is missing, run `pulumi up`, and return the stack's outputs (with secrets).

    Args:
        layout: the project.
        stack: the stack's name.
        session: what was decided before.
        say: shows one line of progress.
        wait: seconds to wait for somebody else who is changing the stack.
        review: replaces the engine's own preview. It raises a CommandError to stop.
        last_look: called right before each `pulumi up`; an error that it raises stops the run.
        doing: what the run does, for people; "pulumi up" if empty.
        watch: sees what happens and shows it; None lets Pulumi print its own output.

    Raises:
        StackLocked: somebody else is changing the stack.
        CommandError: Pulumi failed.
    """
    if session.backend.state is Origin.LOCAL:
        for done in mend_torn_state(layout):
            say(done)

    def once() -> None:
        _create_stacks(layout, stack, session, say)
        _release(layout, stack, session, say)
        course = Course()
        if review is not None:
            session.engine.check_free(stack)
            course = review()
        last_look()
        remember_target(layout, stack, session.target)
        once = checkpoints.once_is_enough(
            made=course.made,
            taken_away=course.taken_away,
            journal_beside_state=session.backend.is_in_files,
        )
        if once:
            say(
                f"{course.made} objects are new, so Pulumi writes its state once, at the end (docs/stacks.md)"
            )
        session.engine.up(
            stack, preview=review is None, refresh=course.refresh, checkpoints=not once, watch=watch
        )

    try:
        say(doing or f"pulumi up, stack {stack}")
        wait_while_locked(once, longest=wait, say=say)
    finally:
        _release(layout, stack, session, say)
        if session.backend.is_local:
            # Pulumi finds the salt in the state, too; committed in the stack file, it would break every other checkout.
            drop_local_salts(layout, needed=True)
    return session.engine.outputs(stack)


def _release(layout: Layout, stack: str, session: Session, say: Say) -> None:
    if session.backend.state is Origin.LOCAL and release_stale_locks(layout, stack):
        say(f"released the lock that an ended Pulumi left on stack {stack}")


def _create_stacks(layout: Layout, stack: str, session: Session, say: Say) -> None:
    if session.backend.is_local:
        # Every declared stack, so that `pulumi up -s <another>` works by hand; a shared backend gets none of them.
        others = (each for each in layout.declared_stacks() if each != stack)
        wanted = [stack, *(each for each in others if not holds_foreign_secrets(layout, each))]
    else:
        wanted = [stack]
    missing = session.engine.missing_stacks(wanted)
    for each in wanted:
        if session.backend.is_local and drop_foreign_salt(layout, each) and each == stack:
            say(f"took an encryptionsalt of another checkout out of {layout.stack_file(each).name}")
        if each in missing:
            _refuse_a_passphrase_of_one_machine(layout, each, session.backend)
            session.engine.create_stack(each)
            if each == stack:
                say(f"created stack {each}")


def _refuse_a_passphrase_of_one_machine(layout: Layout, stack: str, backend: Backend) -> None:
    shared = backend.state is not Origin.LOCAL and not backend.is_cloud
    if shared and backend.passphrase is Origin.LOCAL and not has_secrets_provider(layout, stack):
        raise CommandError(
            f"the state of stack {stack} is shared, but the passphrase of its secrets would be "
            f"{layout.shown(layout.passphrase_file)}, which only this machine has; export {PASSPHRASE} with one that "
            f"your team shares, or set `secretsprovider:` in {layout.stack_file(stack).name}"
        )
