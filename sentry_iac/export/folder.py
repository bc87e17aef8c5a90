"""The project folder that an export writes: all that `sentry-iac adopt` and `pulumi` need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pulumi_sentry import __version__
from sentry_iac.adopting.imports import FILE, Imports
from sentry_iac.errors import CommandError
from sentry_iac.export.yaml.emit import emit_config

_IGNORED = ".local/\n.venv/\n__pycache__/\n.env\n"


def check_output(folder: Path) -> None:
    """Refuse to write into a folder that holds anything.

    Raises:
        CommandError: it does, or is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file; name a new folder with --output")
    if folder.is_dir() and any(folder.iterdir()):
        raise CommandError(
            f"{folder} is not empty, and an export overwrites nothing; name a new folder with --output"
        )


def write_folder(
    folder: Path,
    *,
    program: str,
    imports: Imports,
    stacks: Mapping[str, Mapping[str, Any]],
    more: Mapping[str, str],
) -> list[Path]:
    """Write the project, and return its files.

    Args:
        folder: made where it is missing; see `check_output`.
        program: the text of `__main__.py`.
        imports: the ids of everything that the program declares.
        stacks: the config of each stack, without the project's name before its keys.
        more: further files, by name.

    Raises:
        CommandError: it cannot be written.
    """
    name = project_name(folder.resolve().name)
    place = {
        "sentry:organization": imports.organization,
        "sentry:baseUrl": imports.url,
    }
    texts = {
        "Pulumi.yaml": yaml.safe_dump(
            {
                "name": name,
                "description": f"The Sentry organization {imports.organization}",
                "runtime": "python",
            },
            sort_keys=False,
        ),
        **{
            f"Pulumi.{stack}.yaml": emit_config(
                {**place, **{f"{name}:{key}": value for key, value in config.items()}}
            )
            for stack, config in stacks.items()
        },
        "__main__.py": program,
        "requirements.txt": f"pulumi-sentry[cli]=={__version__}\n",
        ".gitignore": _IGNORED,
        FILE: imports.text(),
        **more,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {error.filename or folder}: {error.strerror}") from error
    return [folder / file for file in texts]


def project_name(text: str) -> str:
    """Return a name that Pulumi takes for a project."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.") or "sentry"
