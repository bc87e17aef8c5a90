"""The console script: collects the commands, and turns an error into one line and an exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.core import TyperGroup

from sentry_iac.commands.shared.exit_codes import ExitCode, exit_code_lines
from sentry_iac.commands.shared.lazy import LazyCommand
from sentry_iac.errors import CommandError, UsageError

COMMANDS = (
    LazyCommand("init", "init:init", "Write a new project, from answers or from an organization."),
    LazyCommand("up", "up:up", "Apply a stack: to a local Sentry, or to yours with a token."),
    LazyCommand("preview", "preview:preview", "Say what an `up` would do, and what is risky in it."),
    LazyCommand("status", "status:status", "Show the local Sentry, and the stacks of this folder."),
    LazyCommand("drift", "drift:drift", "Find what was changed by hand since the last `up`."),
    LazyCommand("check", "check:check", "Hold a stack against the rules of docs/policy.md."),
    LazyCommand("audit", "audit:audit", "Score a stack's Sentry and its applications' source."),
    LazyCommand("rotate", "rotate:rotate", "Give projects a new DSN, without losing an event."),
    LazyCommand("env", "env:env", "Write or compare the .env files of a stack here."),
    LazyCommand("export", "export:export", "Write down what an organization has, as a project."),
    LazyCommand("adopt", "adopt:adopt", "Take what an export found into a stack's state."),
    LazyCommand("forget", "forget:forget", "Leave behind at Sentry what a stack has made there."),
    LazyCommand("purge", "purge:purge", "Delete issues and replays that are older than declared."),
    LazyCommand("sandbox", "sandbox:sandbox", "Run a local Sentry in the foreground."),
    LazyCommand("down", "down:down", "Stop the local Sentry that `up` started; its data stays."),
    LazyCommand("schema", "schema:schema", "Print the JSON schema of sentry.yaml, for editors."),
    LazyCommand("pulumi", "pulumi:pulumi", "Install the Pulumi CLI for this sentry-iac."),
    LazyCommand("mcp-config", "mcp_config:mcp_config", "Point an editor at Sentry's MCP server."),
    LazyCommand("github-comment", "github:github_comment", "Write a preview as a comment of a pull request."),
    LazyCommand("github-issue", "github:github_issue", "Keep one issue for a stack while there is drift."),
)
"""One line a command, in the order of `--help`. A summary fits beside its name into 80 columns."""

app = typer.Typer(
    name="sentry-iac",
    help="Sentry, declared as code: the commands around `pulumi up`.",
    # The mark keeps the lines as they are.
    epilog="\n".join(["\b", "Exit codes:", *exit_code_lines()]),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from pulumi_sentry._version import __version__  # noqa: PLC0415 - metadata, for this alone

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
    """Run the command line and exit with an `ExitCode`.

    A failure is one line on standard error; `--debug` adds the chain of causes, never values of variables.

    Args:
        arguments: the words after the program's name; those of this process when not given.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _command()(args=words, prog_name="sentry-iac")
    except CommandError as error:
        _say_error(str(error))
        if "--debug" in words:
            _explain(error)
        sys.exit(ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.FAILED)
    except SystemExit as ended:
        # Typer turns Ctrl-C into this code and prints nothing.
        if ended.code == ExitCode.INTERRUPTED:
            _say_error("interrupted; run it again to go on")
        raise


@functools.cache
def _command() -> TyperGroup:
    """Return the group of all commands; each reads its signature once, however often a process runs it."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101 - the callback of the options makes it one
    for each in COMMANDS:
        group.add_command(each)
    return group


def _say_error(line: str) -> None:
    from sentry_iac.commands.shared.console import say_error  # noqa: PLC0415 - Rich, for errors only

    say_error(line)


def _explain(error: BaseException) -> None:
    """Show the place and the type of each cause, but not its text, which may hold secrets."""
    cause = error.__cause__
    while cause is not None:
        frame = cause.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f" at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
        _say_error(f"caused by {type(cause).__name__}{place}")
        cause = cause.__cause__
