"""`sentry-iac env`: the `.env` files of a stack on this machine, from its outputs and without touching it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, get_args

import typer

from sentry_iac.commands.shared.console import say, say_warning
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.options import HERE, Directory, NamedStack, SentryProjects
from sentry_iac.commands.shared.reports import AsJson, Format, Output, publish_lines
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import UsageError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.files.private_files import write_private
from sentry_iac.outputs.env_files import (
    ApplicationEnv,
    compare,
    envs_of,
    masks,
    printed,
    warnings,
    write,
)
from sentry_iac.outputs.env_files import Format as ValueFormat
from sentry_iac.runs.open_engine import outputs_of
from sentry_iac.stacks.declared import check_stack, chosen_projects

Check = Annotated[
    bool,
    typer.Option(
        "--check", help="Write nothing; exit with 3 where a file differs, and say in which variables."
    ),
]
As = Annotated[
    ValueFormat | None,
    typer.Option(
        "--format",
        "-f",
        metavar="|".join(get_args(ValueFormat)),
        help="Print the values in this form instead of writing files.",
    ),
]


def env(  # noqa: PLR0917 - one argument an option
    stack: NamedStack = None,
    project: SentryProjects = None,
    check: Check = False,
    form: As = None,
    as_json: AsJson = False,
    output: Output = None,
    directory: Directory = HERE,
) -> None:
    """Write the .env files of a stack on this machine, from what the stack's last `up` left.

    For a machine that did not run that `up`: a colleague's, a server's, or CI. The stack is only read, and in an
    existing file every other line stays as it is.

    Exit code 3: with --check, a file differs.
    """
    if check and form not in {None, "json"}:
        raise UsageError(f"--check compares files and has no --format {form}; --json prints what it found")
    if as_json and form not in {None, "json"}:
        raise UsageError(f"--json and --format {form} do not go together; choose one of them")
    if as_json:
        form = "json"
    if output is not None and not (form or check):
        raise UsageError(
            "--output takes what --check or --format prints; each .env file has its place already"
        )
    layout = find_layout(directory)
    stack = check_stack(layout, stack)
    envs = envs_of(outputs_of(layout, stack, os.environ, bin_folder=bin_folder()), stack)
    names = chosen_projects(
        list(dict.fromkeys(name for each in envs for name in (each.project, each.label))), project
    )
    wanted = [each for each in envs if {each.project, each.label} & set(names)]
    if check:
        _check(wanted, layout, Format.JSON if form else Format.TEXT, output)
    elif form is not None:
        _print(wanted, form, output)
    else:
        for each in wanted:
            say(f"{each.path}: {'written' if write(each, layout) else 'is as the stack has it'}")
            for warning in warnings(each, layout):
                say_warning(warning)


def _print(envs: list[ApplicationEnv], form: ValueFormat, output: Path | None) -> None:
    text = printed(envs, form)
    if form == "github":
        # Standard output goes into $GITHUB_ENV; the runner reads commands from standard error as well.
        for mask in masks(envs):
            print(mask, file=sys.stderr)
    if output is None:
        sys.stdout.write(text)
    else:
        # It holds DSNs.
        write_private(output, text)


def _check(envs: list[ApplicationEnv], layout: Layout, form: Format, output: Path | None) -> None:
    differences = [(each, compare(each, layout)) for each in envs]
    facts = [
        {
            "file": each.path,
            "project": each.label,
            "same": not found,
            "noFile": found.no_file,
            "missing": list(found.missing),
            "changed": list(found.changed),
            "unsettled": list(found.unsettled),
        }
        for each, found in differences
    ]
    publish_lines([f"{each.path}: {found}" for each, found in differences], {"files": facts}, form, output)
    if any(found for _, found in differences):
        raise typer.Exit(ExitCode.FOUND)
