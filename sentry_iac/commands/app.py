"""The console script: collects the commands, and turns an error into one line and an exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pulumi_sentry._version import __version__
from sentry_iac.commands import (
    adopt,
    audit,
    check,
    down,
    drift,
    env,
    export,
    forget,
    github,
    mcp_config,
    preview,
    purge,
    rotate,
    sandbox,
    status,
    up,
)
from sentry_iac.commands.shared.console import say_error
from sentry_iac.errors import CommandError

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="sentry-iac",
    help="Sentry, declared as code: the commands around `pulumi up`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("up")(up.up)
app.command("down")(down.down)
app.command("status")(status.status)
app.command("sandbox")(sandbox.sandbox)
app.command("purge")(purge.purge)
app.command("export")(export.export)
app.command("adopt")(adopt.adopt)
app.command("rotate")(rotate.rotate)
app.command("forget")(forget.forget)
app.command("env")(env.env)
app.command("preview")(preview.preview)
app.command("check")(check.check)
app.command("drift")(drift.drift)
app.command("audit")(audit.audit)
app.command("mcp-config")(mcp_config.mcp_config)
app.command("github-comment")(github.github_comment)
app.command("github-issue")(github.github_issue)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Say more about an error.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback has answered it
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Sentry, declared as code: the commands around `pulumi up`."""
    context.obj = debug


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

    A failure is one line on standard error; `--debug` adds the chain of causes, never values of variables.

    Args:
        arguments: the words after the program's name; those of this process when not given.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _command()(args=words, prog_name="sentry-iac")
    except CommandError as error:
        say_error(str(error))
        if "--debug" in words:
            _explain(error)
        sys.exit(EXIT_FAILED)
    except SystemExit as ended:
        # Typer turns Ctrl-C into this code and prints nothing.
        if ended.code == EXIT_INTERRUPTED:
            say_error("interrupted; run it again to go on")
        raise


@functools.cache
def _command() -> typer.core.TyperGroup:
    """Read all signatures once, however often a process runs a command."""
    return typer.main.get_group(app)


def _explain(error: BaseException) -> None:
    """Show the place and the type of each cause, but not its text, which may hold secrets."""
    cause = error.__cause__
    while cause is not None:
        frame = cause.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f" at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
        say_error(f"caused by {type(cause).__name__}{place}")
        cause = cause.__cause__
