"""`sentry-iac sandbox`: the local Sentry by itself, in the foreground."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.local_sentry import default_port, require_sandbox
from sentry_iac.errors import CommandError


def sandbox(  # noqa: PLR0917 - one argument an option
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65535, help="Port to listen on; 0 takes any free one."),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Address to listen on; without it, only this machine reaches it."
        ),
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Address by which others reach it, such as http://sentry.test:9600: DSNs have it, and requests to "
            "its host are answered.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", file_okay=False, help="Folder to keep data in; without it, in memory."
        ),
    ] = None,
    latency: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wait before each answer, such as 50ms.")
    ] = None,
    org: Annotated[
        str | None, typer.Option(metavar="SLUG", help="Slug of its organization; without it, sandbox.")
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="File with its token, made when missing; without it, the token is sandbox-token.",
        ),
    ] = None,
    seed: Annotated[
        bool, typer.Option("--seed", help="Start with a team, an environment and integrations.")
    ] = False,
) -> None:
    r"""Run a local Sentry until Ctrl-C: management API, ingest, and pages to look at.

    It prints its address, organization and token, and the line for another shell:

    \b
    export SENTRY_URL=http://127.0.0.1:9600 SENTRY_ORG=sandbox \
           SENTRY_AUTH_TOKEN=sandbox-token
    """
    require_sandbox()
    command = sandbox_command_line(
        default_port() if port is None else port,
        data,
        latency,
        host=host,
        public_url=public_url,
        org=org,
        token_file=token_file,
        seed=seed,
    )
    # The server replaces this process, so that it gets the signals and gives the exit code.
    try:
        os.execv(command[0], command)  # noqa: S606 - our own command line, no shell
    except OSError as error:
        raise CommandError(f"cannot start {command[0]}: {error.strerror}") from error


def sandbox_command_line(
    port: int,
    data: Path | None,
    latency: str | None,
    *,
    host: str | None = None,
    public_url: str | None = None,
    org: str | None = None,
    token_file: Path | None = None,
    seed: bool = False,
) -> list[str]:
    """Return the command line of the server."""
    command = [sys.executable, "-m", "sentry_sandbox", "--port", str(port)]
    command += ["--seed"] if seed else []
    given = {
        "--data": data,
        "--latency": latency,
        "--host": host,
        "--public-url": public_url,
        "--org": org,
        "--token-file": token_file,
    }
    # With a sign between them, a value that begins with a hyphen is no option.
    return [*command, *(f"{name}={value}" for name, value in given.items() if value is not None)]
