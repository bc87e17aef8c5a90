"""Writes a project folder: all that `sentry-iac` and `pulumi` need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pulumi_sentry._version import __version__
from sentry_iac.errors import CommandError
from sentry_iac.estate import SCHEMA_FILE, schema_line, schema_text

ESTATE_FILE = "sentry.yaml"

_PROGRAM = '''"""The Pulumi program of organization {organization}: all that `sentry.yaml` declares."""

import sentry_iac

sentry_iac.declare()
'''

_IGNORED = ".local/\n.venv/\n__pycache__/\n.env\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFolder:
    """What is written.

    Attributes:
        name: the project's name for Pulumi, which begins the keys of stack files; see `project_name`.
        organization: the slug of the organization.
        stacks: the text of each stack's file, by the stack's name.
        estate: the text of `sentry.yaml`, without the line for editors; None where a program declares everything.
        program: the text of `__main__.py`; None: it declares `sentry.yaml`.
        more: further files, by name.
    """

    name: str
    organization: str
    stacks: Mapping[str, str]
    estate: str | None = None
    program: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Return the text of each file, by its name."""
        about = {
            "name": self.name,
            "description": f"The Sentry organization {self.organization}",
            "runtime": "python",
        }
        estate = (
            {}
            if self.estate is None
            else {ESTATE_FILE: f"{schema_line()}{self.estate}", SCHEMA_FILE: schema_text()}
        )
        return {
            "Pulumi.yaml": yaml.safe_dump(about, sort_keys=False),
            **{f"Pulumi.{stack}.yaml": text for stack, text in self.stacks.items()},
            "__main__.py": self.program or _PROGRAM.format(organization=self.organization),
            "requirements.txt": f"pulumi-sentry[cli]=={__version__}\n",
            ".gitignore": _IGNORED,
            **estate,
            **self.more,
        }


def check_new(folder: Path, how: str) -> None:
    """Refuse to write into a folder that holds anything.

    Args:
        folder: the folder.
        how: the words that name another one, such as `with --output`.

    Raises:
        CommandError: it does, or is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file; name a new folder {how}")
    if folder.is_dir() and any(folder.iterdir()):
        raise CommandError(f"{folder} is not empty, and nothing is overwritten; name a new folder {how}")


def write_project(folder: Path, project: ProjectFolder) -> list[Path]:
    """Write the project, and return its files.

    Args:
        folder: made where it is missing; see `check_new`.
        project: what is written.

    Raises:
        CommandError: it cannot be written.
    """
    texts = project.texts()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {error.filename or folder}: {error.strerror}") from error
    return [folder / file for file in texts]


def project_name(folder: Path) -> str:
    """Return the name of the project in a folder: the folder's, as far as Pulumi takes it."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.resolve().name).strip("-.") or "sentry"
