"""`sentry-iac export`: write down what an organization has, as a project."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from pulumi_sentry.inventory import Inventory
from pulumi_sentry.provider import Settings
from sentry_iac.adopting.imports import Ids, Imports
from sentry_iac.adopting.takeover import counted
from sentry_iac.commands.shared.console import say, say_progress, say_warning
from sentry_iac.commands.shared.options import HERE, Project
from sentry_iac.commands.shared.read_again import read_again
from sentry_iac.commands.shared.read_organization import read_organization
from sentry_iac.errors import CommandError
from sentry_iac.export.folder import check_output, write_folder
from sentry_iac.export.names import names_of
from sentry_iac.export.other_tools import Coming, coming_from, report_lines, scripts, summaries
from sentry_iac.export.other_tools.managed import Managed
from sentry_iac.export.python import write_program
from sentry_iac.export.report import FILE as REPORT
from sentry_iac.export.report import Left, render_report, undeclared
from sentry_iac.export.selection import KINDS, PARTS, Selection, count_unchosen, read_selection, select
from sentry_iac.export.stacks.suffixes import StackOptions, Suffixes, likely
from sentry_iac.export.yaml.document import write_yaml, write_yaml_of_stacks
from sentry_iac.stacks.target import DEFAULT_URL, ORGANIZATION, TOKEN, URL, usable_url

EXIT_INCOMPLETE = 3
"""Something could not be read, or cannot be declared; or Sentry has something else than the project."""

_COMPARES_ONLY = (
    "--changes compares with sentry.yaml only, for one --stack; leave --stacks, --format, --from-terraform and "
    "--from-pulumiverse out"
)

_SHOWN = 10

_PROGRAM = '''"""The Pulumi program of organization {organization}: all that `sentry.yaml` declares."""

import sentry_iac

sentry_iac.declare()
'''


class Language(Enum):
    """What an export is written in."""

    YAML = "yaml"
    PYTHON = "python"


_MAIN = {Language.YAML: "sentry.yaml", Language.PYTHON: "__main__.py"}


def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The folder to write; must be empty or new.")
    ] = None,
    *,
    form: Annotated[
        Language, typer.Option("--format", help="sentry.yaml, or a program with the typed classes.")
    ] = Language.YAML,
    choose: Annotated[
        list[str] | None,
        typer.Option("--select", help=f"Only these, such as project:web-*; kinds: {', '.join(KINDS)}."),
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option("--team", help="Only the projects and people of this team, by slug.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help=f"Leave these to Sentry: {', '.join(PARTS)}.")
    ] = None,
    stack: Annotated[str, typer.Option("--stack", "-s", help="The name of the stack.")] = "prod",
    stacks: Annotated[
        str | None,
        typer.Option(
            "--stacks", help="Several stacks, such as dev,prod, which share web-dev and web-prod as web."
        ),
    ] = None,
    suffix: Annotated[
        list[str] | None,
        typer.Option("--suffix", help="How the slugs of a stack end: dev=-dev; -STACK unless given."),
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
    changes: Annotated[
        bool,
        typer.Option("--changes", help="Print what was made by hand since, as a patch to sentry.yaml."),
    ] = False,
    project: Project = HERE,
    write: Annotated[bool, typer.Option("--write", help="Apply the patch of --changes.")] = False,
) -> None:
    """Write down everything that an organization has. Nothing is written at Sentry: a token that may read is enough.

    It takes SENTRY_AUTH_TOKEN, SENTRY_ORG and SENTRY_URL from the environment. --changes compares a project that has
    been adopted with its organization instead, and writes nothing without --write.

    Exit code: 0 all of it, 1 failed, 3 something could not be read or cannot be declared; export.md lists it. With
    --changes: 0 no difference, 1 failed, 3 a difference.
    """
    if changes == (output is not None):
        raise CommandError(
            "name a new folder with --output, or compare a project with --changes; one of them"
        )
    if form is Language.PYTHON and stacks is not None:
        raise CommandError(
            "--stacks goes with --format yaml only: in Python, stacks share what you write for both"
        )
    if suffix and stacks is None:
        raise CommandError("--suffix goes with --stacks, such as --stacks dev,prod")
    selection = read_selection(choose or (), team or (), without or ())
    if output is None:
        if form is Language.PYTHON or from_terraform or from_pulumiverse or stacks:
            raise CommandError(_COMPARES_ONLY)
        if read_again(project, stack, read=_read_now, selection=selection, write=write):
            raise typer.Exit(EXIT_INCOMPLETE)
        return
    if write:
        raise CommandError("--write goes with --changes only; an export writes its new folder anyway")
    check_output(output)
    managed = coming_from(from_terraform or (), from_pulumiverse or ())
    _export(output, form, StackOptions(stack, stacks, suffix or ()), selection, managed)


def _slugs(inventory: Inventory) -> set[str]:
    return {str(found.args.slug) for found in inventory.projects}


def _export(
    output: Path, form: Language, stacks: StackOptions, selection: Selection, managed: Sequence[Managed]
) -> None:
    settings = _settings()
    say(f"reading organization {settings.organization} of {settings.base_url}")
    whole = _read_now(settings)
    inventory, coming = select(whole, selection), Coming(whole, managed)
    project = _project(inventory, form, stacks.found(_slugs(inventory)), coming.given())
    outcomes = coming.outcomes(inventory, *project.ids.values())
    imports = Imports(url=settings.base_url, organization=inventory.slug, stacks=project.ids)
    left = [*undeclared(inventory), *project.left]
    counts = Counter[str]()
    for ids in project.ids.values():
        counts.update({kind.rsplit(":", 1)[-1]: len(each) for kind, each in ids.items()})
    unchosen = count_unchosen(whole, inventory)
    report = {REPORT: render_report(inventory, left, counts, unchosen, report_lines(outcomes))}
    write_folder(
        output,
        program=project.program,
        imports=imports,
        stacks=project.stacks,
        more={**project.more, **report, **scripts(outcomes)},
    )
    _tell(inventory, left)
    if unchosen:
        say(f"not chosen: {counted(unchosen)}; they stay at Sentry as they are")
    say(f"wrote {output}: {counted(counts)}; nothing was written at Sentry")
    for line in summaries(outcomes):
        say(line)
    adopts = " && ".join(f"sentry-iac adopt --stack {each}" for each in project.ids)
    say(f"next: read {output / _MAIN[form]}, then `cd {shlex.quote(str(output))} && {adopts}`")
    if form is Language.YAML and stacks.several is None and (hint := likely(_slugs(inventory))) is not None:
        option, why = hint
        say(f"{why}: with {option} a new export into another folder would share their declarations")
    if inventory.unreadable or left:
        say(
            f"exit code {EXIT_INCOMPLETE}: not everything is declared; {output / REPORT} lists what is not, and why"
        )
        raise typer.Exit(EXIT_INCOMPLETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Project:
    """What is written down: the program, the stacks' config, further files, and which object each resource is."""

    program: str
    ids: Mapping[str, Ids]
    stacks: Mapping[str, Mapping[str, Any]]
    more: Mapping[str, str] = field(default_factory=dict)
    left: Sequence[Left] = ()


def _project(
    inventory: Inventory, form: Language, stacks: str | Suffixes, given: Mapping[tuple[str, str], str]
) -> _Project:
    program = _PROGRAM.format(organization=inventory.slug)
    if isinstance(stacks, Suffixes):
        shared = write_yaml_of_stacks(inventory, stacks, given)
        return _Project(
            program=program,
            ids=shared.ids,
            stacks=shared.stacks,
            more={"sentry.yaml": shared.text},
            left=shared.left,
        )
    names = names_of(inventory, given)
    if form is Language.PYTHON:
        program, ids = write_program(inventory, names)
        return _Project(program=program, ids={stacks: ids}, stacks={stacks: {}})
    written = write_yaml(inventory, names, stack=stacks)
    return _Project(
        program=program,
        ids={stacks: written.ids},
        stacks={stacks: {"environment": written.environment}},
        more={"sentry.yaml": written.text},
        left=written.left,
    )


def _tell(inventory: Inventory, left: Sequence[Left]) -> None:
    for each in inventory.unreadable[:_SHOWN]:
        say_warning(f"not read: {each.what}: {each.why}")
    if len(inventory.unreadable) > _SHOWN:
        say_warning(f"not read: {len(inventory.unreadable) - _SHOWN} more, in {REPORT}")
    for one in left[:_SHOWN]:
        say(f"not declared: {one}")
    if len(left) > _SHOWN:
        say(f"not declared: {len(left) - _SHOWN} more, in {REPORT}")


def _settings() -> Settings:
    values = {name: os.environ.get(name, "").strip() for name in (TOKEN, ORGANIZATION, URL)}
    missing = [name for name in (TOKEN, ORGANIZATION) if not values[name]]
    if missing:
        raise CommandError(
            f"there is no {' and no '.join(missing)}; `export {missing[0]}=…`. A token that may read is enough"
        )
    url = usable_url(values[URL] or DEFAULT_URL, URL)
    return Settings(values[ORGANIZATION], url.rstrip("/").removesuffix("/api/0"), values[TOKEN])


def _read_now(settings: Settings) -> Inventory:
    # A patch goes to standard output.
    return read_organization(settings, say=say_progress)
