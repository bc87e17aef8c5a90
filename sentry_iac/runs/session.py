"""Decides before an `up` which Sentry and which state it is for, and starts the sandbox where it is the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pulumi_sentry.api import SentryClient
from pulumi_sentry.lifecycle.instants import NOW, write_instant
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
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import write_private
from sentry_iac.files.shell_env import render_shell_env
from sentry_iac.runs.same_sentry import refuse_elsewhere
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import read_project_backend
from sentry_iac.stacks.declared import check_declared
from sentry_iac.stacks.local_state import local_resources
from sentry_iac.stacks.target import TOKEN, Target, TokenSource, real_target_of, sandbox_target

Say = Callable[[str], None]

_BACKEND_WORDS = {
    Origin.ENVIRONMENT: "PULUMI_BACKEND_URL",
    Origin.PROJECT: "Pulumi.yaml (backend.url)",
    Origin.LOGIN: "`pulumi login`",
    Origin.CLOUD_TOKEN: "PULUMI_ACCESS_TOKEN",
}


@dataclass(frozen=True)
class Session:
    """The decisions before Pulumi runs.

    Attributes:
        target: the Sentry to apply to.
        backend: where the state is.
        engine: the CLI with its environment.
    """

    target: Target
    backend: Backend
    engine: Engine

    def at(self, now: datetime) -> Session:
        """Return the session with one current time for everything that it starts."""
        environ = {**self.engine.environ, NOW: write_instant(now)}
        return replace(self, engine=replace(self.engine, environ=environ))

    def client(self, stack: str) -> SentryClient:
        """Return a client with the same token as the stack's provider, which the stack's config may hold."""
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
    """Decide on the Sentry and the backend, start the sandbox if it is the target, and write `.local/env`.

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
    check_declared(layout, stack)
    target = real_target_of(layout, stack, environ)
    backend = choose_backend(layout, environ, read_project_backend(layout), demo=target is None)
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
    if backend.passed_over is not None:
        say(
            f"the state is in {layout.shown(layout.state)}, for this is the local Sentry; your "
            f"{_BACKEND_WORDS[backend.passed_over]} is left alone, unless PULUMI_BACKEND_URL asks for it"
        )
    exports = {**backend.variables(layout), **target.variables}
    inherited = {name: value for name, value in environ.items() if name not in target.unset}
    engine = Engine(executable, layout.root, {**inherited, **exports, "PATH": path})
    # Before this run writes any file of the project, such as the stack file of a rotation.
    refuse_elsewhere(layout, stack, target, _resources(layout, stack, backend, engine))
    write_private(layout.env_file, _shell_env(exports, backend, target, bin_folder))
    say(f"wrote {layout.shown(layout.env_file)}")
    return Session(target, backend, engine)


def surroundings_of(layout: Layout, stack: str, session: Session) -> Surroundings:
    """Return the surroundings of a dry run for what `apply` will do."""
    # An empty variable counts as not set.
    variables = {**dict.fromkeys(session.target.unset, ""), **session.engine.environ}
    return Surroundings(layout.root, stack, variables, session.target.where)


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


def _resources(layout: Layout, stack: str, backend: Backend, engine: Engine) -> Sequence[Mapping[str, Any]]:
    if backend.state is Origin.LOCAL:
        return local_resources(layout, stack)
    if engine.missing_stacks([stack]):
        return []
    return engine.resources(stack)


def _shell_env(exports: Mapping[str, str], backend: Backend, target: Target, bin_folder: Path) -> str:
    expected = backend.expected()
    if target.source is TokenSource.ENVIRONMENT:
        expected[TOKEN] = f"the token of your Sentry at {target.url} (it is never written into a file)"
    alternatives = {PASSPHRASE: PASSPHRASE_FILE}
    return render_shell_env(exports, expected, alternatives, bin_folder)
