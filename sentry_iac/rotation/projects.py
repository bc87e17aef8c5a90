"""The declared projects of a stack: where their rotations stand, and whether their `.env` files can be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi_sentry.env_file import dotenv_file
from sentry_iac.errors import CommandError
from sentry_iac.estate import ApplicationSpec, RotationSpec
from sentry_iac.files.layout import Layout
from sentry_iac.rotation.yaml_edit import check_writable
from sentry_iac.stacks.declared import chosen_projects, declared_estate


def rotations(layout: Layout, stack: str, wanted: Sequence[str] | None) -> Mapping[str, RotationSpec]:
    """Return where the rotations of a stack's projects stand, in the order of `sentry.yaml`.

    Raises:
        CommandError: the files are wrong, or a wanted project is not in them.
    """
    applications = _applications(layout, stack, wanted)
    return {each.name: each.key.rotation for each in applications if each.key.is_declared}


def check_env_files(layout: Layout, stack: str, wanted: Sequence[str] | None) -> None:
    """Check that the `.env` files of a stack's projects can be written, before anything is changed.

    Raises:
        CommandError: one of them is broken, no file, or may not be written.
    """
    for application in _applications(layout, stack, wanted):
        own = [application.env_file] if application.env_file else []
        for path in (file.absolute_path for file in (*own, *application.further_env_files)):
            if not path.exists():
                continue
            try:
                dotenv_file.read_values(path)
            except dotenv_file.EnvFileError as error:
                raise CommandError(str(error)) from None
            check_writable(path, layout.shown(path))


def _applications(layout: Layout, stack: str, wanted: Sequence[str] | None) -> list[ApplicationSpec]:
    estate = declared_estate(layout, stack)
    names = chosen_projects([application.name for application in estate], wanted)
    return [estate.application(name) for name in names]
