"""The steps of `sentry-iac up`, in order; each can be interrupted and run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pulumi_sentry.api import SentryClient
from pulumi_sentry.lifecycle import clock
from sentry_iac.engine.backend import (
    PASSPHRASE,
    PASSPHRASE_FILE,
    Backend,
    Origin,
    choose_backend,
    prepare_backend,
)
from sentry_iac.engine.engine import Engine
from sentry_iac.engine.programs import engine_path, find_pulumi
from sentry_iac.engine.stack_lock import wait_while_locked
from sentry_iac.engine.stale_locks import release_stale_locks
from sentry_iac.engine.torn_state import mend_torn_state
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import write_private
from sentry_iac.files.shell_env import render_shell_env
from sentry_iac.runs.same_sentry import refuse_elsewhere
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import has_secrets_provider, read_project_backend
from sentry_iac.stacks.last_applied import remember_target
from sentry_iac.stacks.local_state import local_resources
from sentry_iac.stacks.salt import drop_foreign_salt, drop_local_salts, holds_foreign_secrets
from sentry_iac.stacks.target import TOKEN, Target, TokenSource, real_target_of, sandbox_target

Say = Callable[[str], None]


@dataclass(frozen=True)
class Session:
    """All that is decided before Pulumi runs.

    Attributes:
        target: the Sentry it is applied to.
        backend: where the state is.
        engine: the CLI with its environment.
    """

    target: Target
    backend: Backend
    engine: Engine

    def client(self, stack: str) -> SentryClient:
        """Return a client that reaches Sentry as the provider of a stack does, whose config may hold the token."""
        in_config = self.target.source is TokenSource.STACK_CONFIG
        token = (
            self.engine.config_value(stack, "sentry:token") if in_config else self.engine.environ.get(TOKEN)
        )
        return SentryClient(
            organization=self.target.organization, token=token or "", base_url=self.target.url
        )


def open_session(
    layout: Layout,
    stack: str,
    environ: Mapping[str, str],
    *,
    bin_folder: Path,
    start_sandbox: Callable[[], background.Sandbox],
    say: Say,
) -> Session:
    """Decide on the Sentry and the backend, start the sandbox where it is meant, and write `.local/env`.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are; comes first on PATH.
        start_sandbox: makes the local Sentry run; called only when no real one is configured.
        say: shows one line of progress.

    Raises:
        CommandError: something is missing or half configured, or the stack's state is of another Sentry.
    """
    target = real_target_of(layout, stack, environ)
    backend = choose_backend(layout, environ, read_project_backend(layout))
    path = engine_path(environ, bin_folder)
    executable = find_pulumi(path)
    if target is None:
        running = start_sandbox()
        say(f"sandbox {'already runs' if running.reused else 'started'} at {running.url}")
        target = sandbox_target(running.url, running.token, background.ORGANIZATION)
    else:
        say(
            f"using Sentry at {target.url}, organization {target.organization}, "
            f"token from the {target.source.value}"
        )
    _refuse_a_state_that_ends_with_the_runner(layout, backend, target, environ)
    prepare_backend(layout, backend)
    if backend.state is not Origin.LOCAL:
        say(f"the state is where your {_BACKEND_WORDS[backend.state]} says")
    exports = {**backend.variables(layout), **target.variables}
    inherited = {name: value for name, value in environ.items() if name not in target.unset}
    engine = Engine(executable, layout.root, {**inherited, **exports, "PATH": path})
    # Before any file of the project is written for this run, such as the next generation of a key.
    refuse_elsewhere(layout, stack, target, _resources(layout, stack, backend, engine))
    write_private(layout.env_file, _shell_env(exports, backend, target, bin_folder))
    say(f"wrote {layout.shown(layout.env_file)}")
    return Session(target, backend, engine)


def at(session: Session, now: datetime) -> Session:
    """Return the session with one instant for everything that it starts."""
    environ = {**session.engine.environ, clock.NOW: clock.write_instant(now)}
    return replace(session, engine=replace(session.engine, environ=environ))


def surroundings_of(layout: Layout, stack: str, session: Session) -> Surroundings:
    """Return where a look has to happen so that it sees what `apply` will work on."""
    # An empty variable counts as not set.
    variables = {**dict.fromkeys(session.target.unset, ""), **session.engine.environ}
    return Surroundings(layout.root, stack, variables, session.target.where)


def apply(
    layout: Layout,
    stack: str,
    session: Session,
    *,
    say: Say,
    wait: float = 0,
    review: Callable[[], bool] | None = None,
    last_look: Callable[[], None] = lambda: None,
) -> dict[str, object]:
    """Create the stack where it is missing, run `pulumi up`, and return the stack's outputs (with secrets).

    Args:
        layout: the project.
        stack: the stack's name.
        session: what was decided before.
        say: shows one line of progress.
        wait: seconds to wait for somebody else who is changing the stack.
        review: takes the place of the engine's own preview: looks at what will happen, raises a CommandError where
            it must not, and returns whether the engine has to look at Sentry first to do just that.
        last_look: called right before each `pulumi up`; what it raises is the end.

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
        refresh = False
        if review is not None:
            session.engine.check_free(stack)
            refresh = review()
        last_look()
        remember_target(layout, stack, session.target)
        session.engine.up(stack, preview=review is None, refresh=refresh)

    try:
        say(f"pulumi up, stack {stack}")
        wait_while_locked(once, longest=wait, say=say)
    finally:
        _release(layout, stack, session, say)
        if session.backend.is_local:
            # Pulumi finds the salt in the state, too; in a file that people commit it would fit no other checkout.
            drop_local_salts(layout, needed=True)
    return session.engine.outputs(stack)


def _release(layout: Layout, stack: str, session: Session, say: Say) -> None:
    if session.backend.is_local and release_stale_locks(layout, stack):
        say(f"released the lock that an ended Pulumi left on stack {stack}")


def _resources(layout: Layout, stack: str, backend: Backend, engine: Engine) -> Sequence[Mapping[str, Any]]:
    if backend.state is Origin.LOCAL:
        return local_resources(layout, stack)
    if engine.missing_stacks([stack]):
        return []
    return (engine.exported(stack).get("deployment") or {}).get("resources") or []


def _create_stacks(layout: Layout, stack: str, session: Session, say: Say) -> None:
    if session.backend.is_local:
        # Every declared stack, so that `pulumi up -s <another>` works by hand; a shared backend is not littered.
        others = (each for each in layout.declared_stacks() if each != stack)
        wanted = [stack, *(each for each in others if not holds_foreign_secrets(layout, each))]
    else:
        wanted = [stack]
    missing = session.engine.missing_stacks(wanted)
    for each in wanted:
        if session.backend.is_local and drop_foreign_salt(layout, each):
            say(f"took an encryptionsalt of another checkout out of {layout.stack_file(each).name}")
        if each in missing:
            _refuse_a_passphrase_of_one_machine(layout, each, session.backend)
            session.engine.create_stack(each)
            say(f"created stack {each}")


def _refuse_a_state_that_ends_with_the_runner(
    layout: Layout, backend: Backend, target: Target, environ: Mapping[str, str]
) -> None:
    in_ci = environ.get("CI", "").lower() not in {"", "0", "false"}
    if in_ci and backend.state is Origin.LOCAL and not target.is_sandbox and not layout.state.is_dir():
        raise CommandError(
            f"the state would be in {layout.shown(layout.state)} and end with this CI job, and the next one would make "
            "everything a second time; export PULUMI_BACKEND_URL to a state that your team shares, or "
            "PULUMI_ACCESS_TOKEN for Pulumi Cloud"
        )


def _refuse_a_passphrase_of_one_machine(layout: Layout, stack: str, backend: Backend) -> None:
    shared = backend.state is not Origin.LOCAL and not backend.is_cloud
    if shared and backend.passphrase is Origin.LOCAL and not has_secrets_provider(layout, stack):
        raise CommandError(
            f"the state of stack {stack} is shared, but the passphrase of its secrets would be "
            f"{layout.shown(layout.passphrase_file)}, which only this machine has; export {PASSPHRASE} with one that "
            f"your team shares, or set `secretsprovider:` in {layout.stack_file(stack).name}"
        )


_BACKEND_WORDS = {
    Origin.ENVIRONMENT: "PULUMI_BACKEND_URL",
    Origin.PROJECT: "Pulumi.yaml (backend.url)",
    Origin.LOGIN: "`pulumi login`",
    Origin.CLOUD_TOKEN: "PULUMI_ACCESS_TOKEN",
}


def _shell_env(exports: Mapping[str, str], backend: Backend, target: Target, bin_folder: Path) -> str:
    expected = backend.expected()
    if target.source is TokenSource.ENVIRONMENT:
        expected[TOKEN] = f"the token of your Sentry at {target.url} (it is never written into a file)"
    alternatives = {PASSPHRASE: PASSPHRASE_FILE}
    return render_shell_env(exports, expected, alternatives, bin_folder)
