"""The optional package `sentry_sandbox`, imported only by the commands that need it."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from sentry_iac.commands.shared.console import say
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.sandbox.background import Sandbox, start_sandbox

_HINT = "the local sandbox is not installed; `pip install 'pulumi-sentry[cli]'`"


def load(module: str) -> ModuleType:
    """Return a module of `sentry_sandbox`.

    Raises:
        CommandError: the package or something it needs is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise CommandError(f"{_HINT} (there is no module {error.name})") from error


def require_sandbox() -> None:
    """Check that the sandbox can be started.

    Raises:
        CommandError: it is not installed.
    """
    for module in ("sentry_sandbox", "starlette", "uvicorn", "jinja2"):
        load(module)


def default_port() -> int:
    """Return the port that the sandbox takes when none is named."""
    return int(load("sentry_sandbox.settings").DEFAULT_PORT)


def start_local_sentry(layout: Layout) -> Sandbox:
    """Start the project's sandbox, or find it running.

    Raises:
        CommandError: it is not installed, or does not start.
    """
    require_sandbox()
    return start_sandbox(layout, default_port(), say=say)
