"""Writes where a rotation stands into `Pulumi.<stack>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present
from sentry_iac.rotation.yaml_edit import Scalar, edit_file


def write_rotations(layout: Layout, stack: str, changes: Mapping[str, Mapping[str, Scalar]]) -> None:
    """Set values below `projects.<name>.rotation` of a stack's config, for each project that is named.

    Raises:
        CommandError: the file cannot be edited, and is as it was.
    """
    path = layout.stack_file(stack)
    section = _section(layout, stack)
    edit_file(
        path,
        {
            ("config", section, project, "rotation", name): value
            for project, values in changes.items()
            for name, value in values.items()
        },
    )


def _section(layout: Layout, stack: str) -> str:
    """The config key for single projects, as the file has it or will have it."""
    config = _mapping(_load(layout, layout.stack_file(stack).name).get("config"))
    return "projects" if "projects" in config else f"{_load(layout, 'Pulumi.yaml').get('name')}:projects"


def _load(layout: Layout, name: str) -> dict[object, object]:
    try:
        return _mapping(yaml.safe_load(read_if_present(layout.root / name) or ""))
    except yaml.YAMLError as error:
        raise CommandError(f"{name}: not valid YAML; correct it") from error


def _mapping(value: object) -> dict[object, object]:
    return value if isinstance(value, dict) else {}
