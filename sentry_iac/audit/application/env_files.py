"""Reads the `.env` files of applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from pulumi_sentry.env_file.dotenv_file import EnvFileError, read_values
from sentry_iac.audit.subject import ApplicationSource
from sentry_iac.estate import EnvFileSpec, FromProject


class EnvFileMissing(Exception):
    """There is no such file, or it cannot be read; the text says which."""


@dataclass(frozen=True)
class Dsn:
    """A DSN in its parts.

    Attributes:
        text: the whole of it; never print it.
        public: its public key.
        host: where events go, with the port.
        project: the id of the project.
    """

    text: str = field(repr=False)
    public: str = field(repr=False)
    host: str
    project: str


@dataclass(frozen=True)
class EnvFile:
    """One application's file.

    Attributes:
        path: where it is.
        values: what it holds.
        dsn_name: the variable that the stack writes the DSN to; None where it writes none.
    """

    path: Path
    values: Mapping[str, str] = field(repr=False)
    dsn_name: str | None


def read_env_file(source: ApplicationSource, further: EnvFileSpec | None = None) -> EnvFile | None:
    """Read a file of an application: the one beside its source, else the one that the stack wrote.

    None where the stack writes no file for it.

    Args:
        source: the application.
        further: a further file of it, which is only where the stack wrote it.

    Raises:
        EnvFileMissing: it is not there, or broken.
    """
    spec = further or source.spec.env_file
    if spec is None:
        return None
    paths = [further.absolute_path] if further else env_paths(source)
    path = next((each for each in paths if each.exists()), None)
    if path is None:
        raise EnvFileMissing(f"there is no file {paths[0]}")
    try:
        values = read_values(path)
    except EnvFileError as error:
        raise EnvFileMissing(str(error)) from error
    names = [name for name, value in spec.values.items() if value is FromProject.DSN]
    return EnvFile(path, values, next(iter(names), None))


def env_paths(source: ApplicationSource) -> list[Path]:
    """Return the paths of an application's `.env` file: beside its source, and where the stack wrote it."""
    file = source.spec.env_file
    if file is None:
        return []
    beside = source.folder / file.absolute_path.name
    written = [file.absolute_path] if file.absolute_path.exists() else []
    return list(dict.fromkeys([beside, *written]))


def all_env_paths(source: ApplicationSource) -> list[Path]:
    """Return the paths of all `.env` files of an application; of further ones where the stack wrote them."""
    further = (file.absolute_path for file in source.spec.further_env_files)
    return list(dict.fromkeys([*env_paths(source), *(path for path in further if path.exists())]))


def parse_dsn(text: str) -> Dsn | None:
    """Return the parts of a DSN, None where the text is none."""
    try:
        url: Any = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError):
        return None
    project = url.path.rpartition("/")[2]
    if url.scheme not in ("http", "https") or not (url.host and url.username and project):
        return None
    host = url.host if url.port is None else f"{url.host}:{url.port}"
    return Dsn(text, str(url.username), host, project)
