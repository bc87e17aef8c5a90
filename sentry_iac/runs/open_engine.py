"""The engine for commands that only read a stack; nothing is started or written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sentry_iac.engine.backend import Backend, choose_backend
from sentry_iac.engine.engine import Engine
from sentry_iac.engine.programs import engine_path, find_pulumi
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.config import read_project_backend
from sentry_iac.stacks.local_state import local_stacks
from sentry_iac.stacks.target import real_target_of


def backend_in_reach(layout: Layout, stack: str, environ: Mapping[str, str]) -> Backend:
    """Return where a stack's state is, for commands that need no Sentry.

    A stack of the local sandbox has its state on this machine, whoever is logged in. A machine without a token of
    Sentry has the state of a real stack where the login says.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
    """
    is_here = short_name(stack) in local_stacks(layout)
    try:
        demo = is_here and real_target_of(layout, stack, environ) is None
    except CommandError:
        # Half configured: whoever needs Sentry says so.
        demo = False
    return choose_backend(layout, environ, read_project_backend(layout), demo=demo)


def open_engine(layout: Layout, stack: str, environ: Mapping[str, str], *, bin_folder: Path) -> Engine:
    """Return the engine for a stack that the backend has.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
        bin_folder: where the CLI is; comes first on PATH.

    Raises:
        CommandError: the backend does not have the stack, or cannot be asked.
    """
    backend = backend_in_reach(layout, stack, environ)
    if backend.is_local and not layout.state.is_dir():
        raise CommandError(
            f"there is no state in {layout.shown(layout.state)} yet; run `sentry-iac up --stack {stack}`, or "
            "export PULUMI_BACKEND_URL to the state that your team shares"
        )
    path = engine_path(environ, bin_folder)
    engine = Engine(find_pulumi(path), layout.root, {**environ, **backend.variables(layout), "PATH": path})
    engine.require_stack(stack)
    return engine


def outputs_of(
    layout: Layout, stack: str, environ: Mapping[str, str], *, bin_folder: Path
) -> Mapping[str, object]:
    """Return a stack's outputs, secrets in plain text: never print them as they are.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
        bin_folder: where the CLI is; comes first on PATH.

    Raises:
        CommandError: the backend does not have the stack, or cannot be asked.
    """
    return open_engine(layout, stack, environ, bin_folder=bin_folder).outputs(stack)
