"""`sentry-iac export`: write down what an organization has, as a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say, say_progress
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.exporting import Files, Language, Wanted, export_into, read_now
from sentry_iac.commands.shared.options import HERE, Directory
from sentry_iac.commands.shared.read_again import read_again
from sentry_iac.commands.shared.reports import as_json as json_text
from sentry_iac.errors import UsageError
from sentry_iac.export.other_tools import coming_from
from sentry_iac.export.selection import KINDS, PARTS, read_selection
from sentry_iac.export.stacks.suffixes import StackOptions

_COMPARES_ONLY = (
    "--changes compares with sentry.yaml only, for one --stack; leave --stacks, --format, --app, --env-file, "
    "--from-terraform and --from-pulumiverse out"
)


def export(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="The folder to write; must be empty or new."),
    ] = None,
    *,
    form: Annotated[
        Language,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(each.value for each in Language),
            help="sentry.yaml, or a program with the typed classes.",
        ),
    ] = Language.YAML,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="KIND:NAME",
            help=f"Only these, such as project:web-*; kinds: {', '.join(KINDS)}.",
        ),
    ] = None,
    team: Annotated[
        list[str] | None,
        typer.Option("--team", metavar="SLUG", help="Only the projects and people of this team, by slug."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="PART", help=f"Leave these to Sentry: {', '.join(PARTS)}."),
    ] = None,
    stack: Annotated[
        str, typer.Option("--stack", "-s", metavar="STACK", help="The name of the stack.")
    ] = "prod",
    stacks: Annotated[
        str | None,
        typer.Option(
            "--stacks",
            metavar="STACKS",
            help="Several stacks, such as dev,prod, which share web-dev and web-prod as web.",
        ),
    ] = None,
    suffix: Annotated[
        list[str] | None,
        typer.Option(
            "--suffix",
            metavar="STACK=SUFFIX",
            help="How the slugs of a stack end: dev=-dev; -STACK unless given.",
        ),
    ] = None,
    from_terraform: Annotated[
        list[Path] | None,
        typer.Option(
            "--from-terraform",
            metavar="STATE",
            help="A state of Terraform; again for more. What it manages keeps its names.",
        ),
    ] = None,
    from_pulumiverse: Annotated[
        list[Path] | None,
        typer.Option(
            "--from-pulumiverse",
            metavar="STACK",
            help="What `pulumi stack export` prints of a stack of pulumiverse's sentry; again for more.",
        ),
    ] = None,
    app: Annotated[
        Path | None,
        typer.Option(
            "--app",
            metavar="FOLDER",
            help="The folder of the applications: declare its .env files that hold a DSN.",
        ),
    ] = None,
    env_file: Annotated[
        list[Path] | None,
        typer.Option(
            "--env-file",
            metavar="FILE",
            help="Declare this .env file only; again for more. Inside --app, or here.",
        ),
    ] = None,
    changes: Annotated[
        bool,
        typer.Option("--changes", help="Print what was made by hand since, as a patch to sentry.yaml."),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print a summary of the export as JSON, and the lines on standard error.",
        ),
    ] = False,
    directory: Directory = HERE,
    write: Annotated[bool, typer.Option("--write", help="Apply the patch of --changes.")] = False,
) -> None:
    """Write down everything that an organization has. Nothing is written at Sentry: a token that may read is enough.

    It takes SENTRY_AUTH_TOKEN, SENTRY_ORG and SENTRY_URL from the environment. --changes compares a project that has
    been adopted with its organization instead, and writes nothing without --write.

    Exit code 3: something could not be read or cannot be declared; export.md lists it. With --changes: there is a
    difference.
    """
    if changes == (output is not None):
        raise UsageError("name a new folder with --output, or compare a project with --changes; one of them")
    if form is Language.PYTHON and stacks is not None:
        raise UsageError(
            "--stacks goes with --format yaml only: in Python, stacks share what you write for both"
        )
    if suffix and stacks is None:
        raise UsageError("--suffix goes with --stacks, such as --stacks dev,prod")
    if as_json and changes:
        raise UsageError("--json goes with --output; --changes prints a patch")
    selection = read_selection(choose or (), team or (), without or ())
    has_files = app is not None or bool(env_file)
    if has_files and (form is Language.PYTHON or stacks is not None):
        raise UsageError("--app and --env-file go with one stack of --format yaml; declare the files later")
    if output is None:
        if form is Language.PYTHON or from_terraform or from_pulumiverse or stacks or has_files:
            raise UsageError(_COMPARES_ONLY)
        if read_again(directory, stack, read=read_now, selection=selection, write=write):
            raise typer.Exit(ExitCode.FOUND)
        return
    if write:
        raise UsageError("--write goes with --changes only; an export writes its new folder anyway")
    wanted = Wanted(
        output=output,
        form=form,
        stacks=StackOptions(stack, stacks, suffix or ()),
        selection=selection,
        managed=coming_from(from_terraform or (), from_pulumiverse or ()),
        files=Files(app or Path(), tuple(env_file or ())) if has_files else None,
        say=say_progress if as_json else say,
        summary=(lambda facts: typer.echo(json_text(facts), nl=False)) if as_json else (lambda _facts: None),
    )
    if not export_into(wanted):
        raise typer.Exit(ExitCode.FOUND)
