"""Which Sentry and which state a run of the engine is about."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sentry_iac.engine.backend import Origin, choose_backend
from sentry_iac.engine.engine import Engine
from sentry_iac.engine.programs import engine_path, find_pulumi
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.runs.same_sentry import refuse_elsewhere
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import read_project_backend
from sentry_iac.stacks.local_state import local_resources
from sentry_iac.stacks.target import TOKEN, real_target_of, sandbox_target


@dataclass(frozen=True)
class Surroundings:
    """Where the engine runs, and with which Sentry and state.

    Attributes:
        project: the folder with Pulumi.yaml.
        stack: the stack's name.
        variables: its environment besides this process's own; holds a token.
        where: the Sentry that it looks at, for people.
    """

    project: Path
    stack: str
    variables: Mapping[str, str] = field(repr=False)
    where: str

    @property
    def stack_file(self) -> Path:
        """The stack's file in the project."""
        return Layout(self.project).stack_file(self.stack)

    @property
    def scrubber(self) -> Scrubber:
        """A scrubber of every secret that the engine knew."""
        return Scrubber({**os.environ, **self.variables})

    @property
    def engine(self) -> Engine:
        """The engine, to be asked short questions."""
        environ = {**os.environ, **self.variables}
        return Engine(find_pulumi(environ["PATH"]), self.project, environ)


def find_surroundings(
    layout: Layout, stack: str, environ: Mapping[str, str], bin_folder: Path
) -> Surroundings:
    """Decide which Sentry and which state a look is about; nothing is started or written.

    Real Sentry comes first, as for `up`; without a token the local sandbox serves, if it runs.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are.

    Raises:
        CommandError: real Sentry is half configured, the stack's state is of another one, or there is neither a
            token nor a running sandbox.
    """
    target = real_target_of(layout, stack, environ)
    if target is None:
        url, token = background.running_sandbox(layout), background.known_token(layout)
        if url is None or token is None:
            raise CommandError(
                f"there is no {TOKEN}, and no local Sentry runs; export a token that may read, "
                "or run `make up` for a local one"
            )
        target = sandbox_target(url, token, background.ORGANIZATION)
    backend = choose_backend(layout, environ, read_project_backend(layout), demo=target.is_sandbox)
    if backend.state is Origin.LOCAL:
        refuse_elsewhere(layout, stack, target, local_resources(layout, stack))
    return Surroundings(
        layout.root,
        stack,
        {
            # An empty variable counts as not set.
            **dict.fromkeys(target.unset, ""),
            **backend.variables(layout),
            **target.variables,
            "PATH": engine_path(environ, bin_folder),
        },
        target.where,
    )
