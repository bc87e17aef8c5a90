"""`sentry-iac init`: a new project folder, from answers or from an organization."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.exporting import Language, Wanted, export_into
from sentry_iac.commands.shared.interview import interview
from sentry_iac.engine.programs import bin_folder, engine_path, find_pulumi
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.export.selection import read_selection
from sentry_iac.export.stacks.suffixes import StackOptions
from sentry_iac.project_folder.answers import STACKS, Answers
from sentry_iac.project_folder.skeleton import skeleton
from sentry_iac.project_folder.writing import check_new, project_name, write_project
from sentry_iac.stacks.target import ORGANIZATION, TOKEN

_DEFAULT_STACK = "dev"
"""The stack of an `up` that names none."""


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to write; must be empty or new.")
    ],
    *,
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization", metavar="SLUG", help="The organization at Sentry.", envvar=ORGANIZATION
        ),
    ] = None,
    environment: Annotated[
        list[str] | None,
        typer.Option(
            "--environment",
            metavar="NAME",
            help=f"A stack's name; again for more. Unless given: {', '.join(STACKS)}.",
        ),
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option(
            "--project",
            "-p",
            metavar="PROJECT",
            help="A project and its platform: shop=python-django, with a team web/shop=other; again for more.",
        ),
    ] = None,
    team: Annotated[
        str | None,
        typer.Option(
            "--team", metavar="SLUG", help="The team of projects that name none; the organization's slug."
        ),
    ] = None,
    from_sentry: Annotated[
        bool,
        typer.Option("--from-sentry", help="Write down what the organization has: `sentry-iac export`."),
    ] = False,
) -> None:
    """Write a new project: sentry.yaml with your first projects, a file for each stack, and the Pulumi program.

    It asks for what is not given, if there is a terminal. Nothing is overwritten, and nothing is written at Sentry.

    Exit code 3, with --from-sentry: something could not be read, or cannot be declared.
    """
    how = "as in `sentry-iac init acme-sentry`"
    check_new(folder, how)
    if from_sentry:
        if project or team:
            raise UsageError(
                "--from-sentry reads projects and teams from Sentry; leave --project and --team out"
            )
        _export(folder, organization, environment or [], how)
        return
    answers = interview(organization, environment, project, team)
    write_project(folder, skeleton(answers, project_name(folder)))
    _tell(folder, answers)


def _export(folder: Path, organization: str | None, stacks: list[str], how: str) -> None:
    if organization:
        os.environ[ORGANIZATION] = organization
    several = ",".join(stacks) if len(stacks) > 1 else None
    wanted = Wanted(
        output=folder,
        form=Language.YAML,
        stacks=StackOptions(stacks[0] if stacks else STACKS[-1], several, ()),
        selection=read_selection((), (), ()),
        naming=how,
    )
    if not export_into(wanted):
        raise typer.Exit(ExitCode.FOUND)


def _tell(folder: Path, answers: Answers) -> None:
    count = len(answers.projects)
    say(
        f"wrote {folder}: {count} project{'' if count == 1 else 's'} in sentry.yaml, stacks "
        f"{' and '.join(answers.stacks)}; nothing was written at Sentry"
    )
    first = answers.stacks[0] if _DEFAULT_STACK not in answers.stacks else _DEFAULT_STACK
    up = "sentry-iac up" if first == _DEFAULT_STACK else f"sentry-iac up --stack {first}"
    install = [] if _has_pulumi() else ["sentry-iac pulumi install"]
    say(f"next: {' && '.join([f'cd {shlex.quote(str(folder))}', *install, up])}")
    say(
        f"that is a local Sentry; for yours, `export {TOKEN}=... {ORGANIZATION}={answers.organization}` before it"
    )


def _has_pulumi() -> bool:
    try:
        find_pulumi(engine_path(os.environ, bin_folder()))
    except CommandError:
        return False
    return True
