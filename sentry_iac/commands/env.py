"""`sentry-iac env`: the `.env` files of a stack on this machine, from its outputs and without touching it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say, say_warning
from sentry_iac.commands.shared.options import HERE, Directory, SentryProjects
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.outputs.env_files import (
    ApplicationEnv,
    Format,
    compare,
    envs_of,
    masks,
    printed,
    warnings,
    write,
)
from sentry_iac.runs.open_engine import outputs_of
from sentry_iac.stacks.declared import check_stack, chosen_projects

EXIT_DIFFERENT = 1

Stack = Annotated[str | None, typer.Option("--stack", "-s", help="The Pulumi stack.", envvar="STACK")]
Check = Annotated[
    bool,
    typer.Option("--check", help="Write nothing; exit 1 where a file differs, and say in which variables."),
]
As = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="Print the values in this form instead of writing files."),
]


def env(
    stack: Stack = None,
    project: SentryProjects = None,
    check: Check = False,
    form: As = None,
    directory: Directory = HERE,
) -> None:
    """Write the .env files of a stack on this machine, from what the stack's last `up` left.

    For a machine that did not run that `up`: a colleague's, a server's, or CI. The stack is only read, and in an
    existing file every other line stays as it is.
    """
    if check and form:
        raise CommandError("--check compares files and --format prints values; run one of them")
    layout = find_layout(directory)
    stack = check_stack(layout, stack)
    envs = envs_of(outputs_of(layout, stack, os.environ, bin_folder=bin_folder()), stack)
    names = chosen_projects(
        list(dict.fromkeys(name for each in envs for name in (each.project, each.label))), project
    )
    wanted = [each for each in envs if {each.project, each.label} & set(names)]
    if form is not None:
        _print(wanted, form)
    elif check:
        _check(wanted, layout)
    else:
        for each in wanted:
            say(f"{each.path}: {'written' if write(each, layout) else 'is as the stack has it'}")
            for warning in warnings(each, layout):
                say_warning(warning)


def _print(envs: list[ApplicationEnv], form: Format) -> None:
    text = printed(envs, form)
    if form == "github":
        # Standard output goes into $GITHUB_ENV; the runner reads commands from standard error as well.
        for mask in masks(envs):
            print(mask, file=sys.stderr)
    sys.stdout.write(text)


def _check(envs: list[ApplicationEnv], layout: Layout) -> None:
    differences = [(each.path, compare(each, layout)) for each in envs]
    for path, difference in differences:
        say(f"{path}: {difference}")
    if any(difference for _, difference in differences):
        raise typer.Exit(EXIT_DIFFERENT)
