"""The stacks of a project folder, and the declarations of each, read from its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.estate import Estate, SpecError, StackSettings, load_estate, read_stack_file
from sentry_iac.estate.stack.loading import check_stack_file
from sentry_iac.estate.text.errors import did_you_mean, listed
from sentry_iac.files.layout import Layout
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.config import has_stack_files_elsewhere


def declared_estate(layout: Layout, stack: str) -> Estate:
    """Return the estate from `sentry.yaml` and the stack's config.

    Raises:
        CommandError: a file is wrong; the text has file and line.
    """
    settings = declared_settings(layout, stack)
    try:
        return load_estate(layout.root / "sentry.yaml", settings)
    except SpecError as error:
        raise CommandError(str(error)) from error


def declared_settings(layout: Layout, stack: str) -> StackSettings:
    """Return the stack's config; `organization/stack` has the config of `stack`.

    Raises:
        CommandError: the file is wrong; the text has file and line.
    """
    check_stack(layout, stack)
    try:
        return read_stack_file(short_name(stack), layout.root)
    except SpecError as error:
        raise CommandError(str(error)) from error


def check_declared(layout: Layout, stack: str) -> None:
    """Refuse a stack that has no file, or whose keys nobody would read, before anything is started or made for it.

    A project without `sentry.yaml` needs no stack file, and `stackConfigDir` in Pulumi.yaml leaves it to the engine.

    Raises:
        CommandError: the text says what to do.
    """
    if not (layout.root / "sentry.yaml").is_file() or has_stack_files_elsewhere(layout):
        return
    check_stack(layout, stack)
    try:
        check_stack_file(short_name(stack), layout.root)
    except SpecError as error:
        raise CommandError(str(error)) from error


def check_stack(layout: Layout, stack: str | None) -> str:
    """Return the name of a declared stack.

    Raises:
        CommandError: none was named, or there is no file for it.
    """
    known = layout.declared_stacks()
    if stack is None:
        raise CommandError(f"name the stack: --stack {listed(known) or '<name>'}")
    if short_name(stack) not in known:
        file = layout.stack_file(stack).name
        hint = did_you_mean(stack, known) or f"; known: {listed(known) or 'none'}"
        way = (
            f". For a new one: `cp Pulumi.{known[0]}.yaml {file}`, and change what is different"
            if known
            else ""
        )
        raise CommandError(f"there is no stack {stack} ({file} is missing){hint}{way}")
    return stack


def folder_hint(name: str) -> str:
    """Return what to say where somebody names a folder instead of a Sentry project; empty where it is none."""
    is_folder = name.startswith((".", "/")) or Path(name).is_dir()
    return "; --project names a Sentry project, --directory (-C) the folder" if is_folder else ""


def chosen_projects(names: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    """Return the projects that somebody asked for, in their order; all of them where nobody named one.

    Raises:
        CommandError: a wanted project does not exist.
    """
    for name in wanted or ():
        if name not in names:
            hint = folder_hint(name) or did_you_mean(name, names) or f"; known: {listed(names) or 'none'}"
            raise CommandError(f"there is no project {name}{hint}")
    return [name for name in names if not wanted or name in wanted]
