"""Finds the `.env` files that hold DSNs of an organization, so that an export declares them.

Of a file only names of variables are kept, and which of them hold what Sentry or the export says anyway. Its values go
nowhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pulumi_sentry.env_file.dotenv_file import EnvFileError, read_values
from pulumi_sentry.inventory import Found
from sentry_iac.errors import CommandError
from sentry_iac.export.report import Left

_DSN: Final = re.compile(r"https?://([0-9a-f]{32})(?::[^@/]*)?@[^/\s]+/(?:[^\s?#]*/)?[0-9]+/?\Z")
_SAMPLES: Final = (".example", ".sample", ".template", ".dist")
_DEEPEST: Final = 4
_NOT_ITS_OWN: Final = frozenset({"node_modules", "venv", "dist", "build", "site-packages", "__pycache__"})
_MOST: Final = 1000
"""Files that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class EnvFile:
    """A file that holds the DSN of a client key.

    Attributes:
        path: from the folder of the applications, with forward slashes.
        key: the client key.
        variables: those that hold its DSN.
        values: all that the file says, by variable; some of it is secret.
        is_first: whether this key speaks for the other variables of the file as well.
    """

    path: str
    key: Found[Any]
    variables: tuple[str, ...]
    values: Mapping[str, str] = field(repr=False)
    is_first: bool = True


def find_env_files(
    root: Path, named: Sequence[Path], keys: Iterable[Found[Any]]
) -> tuple[list[EnvFile], list[Left]]:
    """Find the files that hold a DSN of one of these keys.

    Args:
        root: the folder of the applications.
        named: files that have to hold one, inside `root`; without any, `root` is searched.
        keys: the client keys of the organization.

    Returns:
        The files, and those that cannot be declared.

    Raises:
        CommandError: a named file is missing, outside of the folder, or holds no such DSN.
    """
    by_public = {str(key.outputs.get("public_key")): key for key in keys}
    found: list[EnvFile] = []
    left: list[Left] = []
    for path in [*named] or _inside(root):
        relative = _relative(path, root)
        try:
            values = read_values(path)
        except EnvFileError as error:
            left.append(Left(f".env file {relative}", "", str(error)))
            continue
        here = [*_files(relative, values, by_public)]
        if named and not here:
            raise CommandError(f"{path} holds no DSN of this organization; leave it out of --env-file")
        found += here
    return found, left


def _files(path: str, values: Mapping[str, str], keys: Mapping[str, Found[Any]]) -> Iterator[EnvFile]:
    holders: dict[str, list[str]] = {}
    for variable, value in values.items():
        match = _DSN.fullmatch(value.strip())
        if match is not None and match[1] in keys:
            holders.setdefault(match[1], []).append(variable)
    for number, (public, variables) in enumerate(holders.items()):
        yield EnvFile(path, keys[public], tuple(variables), dict(values), number == 0)


def _relative(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise CommandError(
            f"{path} is outside of {root}; name the folder of all applications with --app"
        ) from None


def _inside(root: Path) -> list[Path]:
    """Return the files below a folder that may be read as `.env`; links and samples are left out."""
    if not root.is_dir():
        raise CommandError(f"{root} is no folder; name that of the applications with --app")
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        folders[:] = sorted(
            each
            for each in folders
            if depth < _DEEPEST and each not in _NOT_ITS_OWN and not each.startswith(".")
        )
        for name in sorted(files):
            path = Path(folder) / name
            is_env = name == ".env" or (name.startswith(".env.") and not name.endswith(_SAMPLES))
            if is_env and path.is_file() and not path.is_symlink():
                found.append(path)
        if len(found) > _MOST:
            raise CommandError(
                f"{root} has more than {_MOST} .env files; name those that count with --env-file"
            )
    return found
