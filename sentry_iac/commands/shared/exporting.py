"""From an organization to a project folder: what `sentry-iac export` does."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pulumi_sentry.api.http.base_url import site_address
from pulumi_sentry.inventory import Inventory
from pulumi_sentry.provider import Settings
from sentry_iac.adopting.imports import FILE as IMPORTS
from sentry_iac.adopting.imports import Ids, Imports
from sentry_iac.adopting.takeover import counted
from sentry_iac.commands.shared.console import say, say_progress, say_warning
from sentry_iac.commands.shared.read_organization import read_organization
from sentry_iac.errors import CommandError
from sentry_iac.export.env_files import find_env_files
from sentry_iac.export.names import names_of
from sentry_iac.export.other_tools import Coming, report_lines, scripts, summaries
from sentry_iac.export.other_tools.managed import Managed
from sentry_iac.export.python import write_program
from sentry_iac.export.report import FILE as REPORT
from sentry_iac.export.report import Left, render_report, undeclared
from sentry_iac.export.selection import Selection, count_unchosen, select
from sentry_iac.export.stacks.suffixes import StackOptions, Suffixes, likely
from sentry_iac.export.yaml.document import write_yaml, write_yaml_of_stacks
from sentry_iac.export.yaml.emit import emit_config
from sentry_iac.project_folder.writing import (
    ESTATE_FILE,
    ProjectFolder,
    check_new,
    project_name,
    write_project,
)
from sentry_iac.stacks.target import DEFAULT_URL, ORGANIZATION, TOKEN, URL, usable_url

_SHOWN = 10


class Language(Enum):
    """What an export is written in."""

    YAML = "yaml"
    PYTHON = "python"


_MAIN = {Language.YAML: ESTATE_FILE, Language.PYTHON: "__main__.py"}


@dataclass(frozen=True, slots=True)
class Files:
    """Where `.env` files are: the folder of the applications, and those that were named."""

    root: Path
    named: tuple[Path, ...]

    def app_root(self, output: Path) -> str:
        """Return the folder as the stack of a project in `output` names it."""
        return Path(os.path.relpath(self.root.resolve(), output.resolve())).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to be written.

    Attributes:
        output: the folder.
        form: what it is written in.
        stacks: the stack, or several.
        selection: what is taken over.
        managed: what other tools manage, whose names stay.
        files: where `.env` files are; None declares none.
        say: shows one line of progress.
        summary: takes what was found, for programs.
        naming: the words that name another folder, for who named one that is not empty.
    """

    output: Path
    form: Language
    stacks: StackOptions
    selection: Selection
    naming: str = "with --output"
    managed: Sequence[Managed] = ()
    files: Files | None = None
    say: Callable[[str], None] = say
    summary: Callable[[object], None] = lambda _facts: None


def _slugs(inventory: Inventory) -> set[str]:
    return {str(found.args.slug) for found in inventory.projects}


def export_into(wanted: Wanted) -> bool:
    """Read the organization of the environment's variables, and write it down in a folder.

    Returns:
        Whether everything could be read and is declared; what is not is told and in the report.

    Raises:
        CommandError: the folder holds something, or the organization cannot be read at all.
    """
    output, form, stacks, say = wanted.output, wanted.form, wanted.stacks, wanted.say
    check_new(output, wanted.naming)
    settings = _settings()
    say(f"reading organization {settings.organization} of {settings.base_url}")
    whole = read_now(settings)
    inventory, coming = select(whole, wanted.selection), Coming(whole, wanted.managed)
    project = _project(inventory, wanted, coming.given())
    outcomes = coming.outcomes(inventory, *project.ids.values())
    imports = Imports(url=settings.base_url, organization=inventory.slug, stacks=project.ids)
    left = [*undeclared(inventory), *project.left]
    counts = Counter[str]()
    for ids in project.ids.values():
        counts.update({kind.rsplit(":", 1)[-1]: len(each) for kind, each in ids.items()})
    unchosen = count_unchosen(whole, inventory)
    report = {REPORT: render_report(inventory, left, counts, unchosen, report_lines(outcomes))}
    place = {"sentry:organization": imports.organization, "sentry:baseUrl": imports.url}
    name = project_name(output)
    write_project(
        output,
        ProjectFolder(
            name=name,
            organization=inventory.slug,
            stacks={
                stack: emit_config({**place, **{f"{name}:{key}": value for key, value in config.items()}})
                for stack, config in project.stacks.items()
            },
            estate=project.estate,
            program=project.program,
            more={IMPORTS: imports.text(), **report, **scripts(outcomes)},
        ),
    )
    _tell(inventory, left, say)
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
    wanted.summary(
        {
            "organization": inventory.slug,
            "url": settings.base_url,
            "folder": str(output),
            "stacks": list(project.ids),
            "declared": dict(sorted(counts.items())),
            "notChosen": dict(sorted(unchosen.items())),
            "notRead": [{"what": each.what, "why": each.why} for each in inventory.unreadable],
            "notDeclared": [{"what": one.what, "where": one.where, "why": one.why} for one in left],
        }
    )
    whole_of_it = not (inventory.unreadable or left)
    if not whole_of_it:
        say(f"exit code 3: not everything is declared; {output / REPORT} lists what is not, and why")
    return whole_of_it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Project:
    """What is written down, in `sentry.yaml` or a program: the stacks' config, and which object each resource is."""

    ids: Mapping[str, Ids]
    stacks: Mapping[str, Mapping[str, Any]]
    estate: str | None = None
    program: str | None = None
    left: Sequence[Left] = ()


def _project(inventory: Inventory, wanted: Wanted, given: Mapping[tuple[str, str], str]) -> _Project:
    stacks, files = wanted.stacks.found(_slugs(inventory)), wanted.files
    if isinstance(stacks, Suffixes):
        shared = write_yaml_of_stacks(inventory, stacks, given)
        return _Project(
            ids=shared.ids,
            stacks=shared.stacks,
            estate=shared.text,
            left=shared.left,
        )
    names = names_of(inventory, given)
    if wanted.form is Language.PYTHON:
        program, ids = write_program(inventory, names)
        return _Project(ids={stacks: ids}, stacks={stacks: {}}, program=program)
    found, unread = find_env_files(files.root, files.named, inventory.keys) if files else ((), [])
    written = write_yaml(inventory, names, stack=stacks, env_files=found)
    app_root = {"appRoot": files.app_root(wanted.output)} if files else {}
    return _Project(
        ids={stacks: written.ids},
        stacks={stacks: {"environment": written.environment, **app_root}},
        estate=written.text,
        left=[*written.left, *unread],
    )


def _tell(inventory: Inventory, left: Sequence[Left], say: Callable[[str], None]) -> None:
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
    return Settings(values[ORGANIZATION], site_address(url), values[TOKEN])


def read_now(settings: Settings) -> Inventory:
    """Read the whole organization, telling how far it is."""
    # A patch goes to standard output.
    return read_organization(settings, say=say_progress)
