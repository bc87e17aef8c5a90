"""`sentry-iac sandbox`: the local Sentry by itself, in the foreground."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.local_sentry import default_port, require_sandbox
from sentry_iac.errors import CommandError


def sandbox(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder to keep data in; without it, in memory.")
    ] = None,
    latency: Annotated[str | None, typer.Option(help="Wait before each answer, such as 50ms.")] = None,
) -> None:
    """Run a local Sentry until Ctrl-C: management API, ingest, and a page to look at."""
    require_sandbox()
    command = sandbox_command_line(default_port() if port is None else port, data, latency)
    # The server replaces this process, so that it gets the signals and gives the exit code.
    try:
        os.execv(command[0], command)  # noqa: S606 - our own command line, no shell
    except OSError as error:
        raise CommandError(f"cannot start {command[0]}: {error.strerror}") from error


def sandbox_command_line(port: int, data: Path | None, latency: str | None) -> list[str]:
    """Return the command line of the server."""
    command = [sys.executable, "-m", "sentry_sandbox", "--port", str(port)]
    if data is not None:
        command += ["--data", str(data)]
    if latency is not None:
        command += ["--latency", latency]
    return command
