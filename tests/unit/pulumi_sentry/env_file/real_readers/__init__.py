"""The programs that read `.env` files, themselves: what each of them takes from the file `.env` of a folder."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import decouple
import environ
from dotenv import dotenv_values
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.config import Config

NAMES: Final = ("K", "L")
"""The variables that the readers are asked for."""

Read = dict[str, str] | None
"""What a reader finds of them; None where it refuses the file."""


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    K: str | None = None
    L: str | None = None


def _python_dotenv(path: Path) -> Mapping[str, str | None]:
    return dotenv_values(path, interpolate=False)


def _pydantic_settings(path: Path) -> Mapping[str, str | None]:
    return _Settings(_env_file=path).model_dump()  # type: ignore[call-arg]  # only mypy's plugin knows it


def _django_environ(path: Path) -> Mapping[str, str | None]:
    class Env(environ.Env):  # type: ignore[misc]  # untyped
        ENVIRON: Mapping[str, str] = {}

    Env.read_env(path)
    return Env.ENVIRON


def _decouple(path: Path) -> Mapping[str, str | None]:
    config = decouple.Config(decouple.RepositoryEnv(str(path)))
    return {name: config(name, default=None) for name in NAMES}


def _starlette(path: Path) -> Mapping[str, str | None]:
    config = Config(path, environ={})
    return {name: config(name, default=None) for name in NAMES}


_IN_PYTHON: Final[Mapping[str, Callable[[Path], Mapping[str, str | None]]]] = {
    "python-dotenv": _python_dotenv,
    "pydantic-settings": _pydantic_settings,
    "django-environ": _django_environ,
    "python-decouple": _decouple,
    "starlette": _starlette,
}

_SCRIPT: Final = ". ./.env >/dev/null\n" + "\n".join(
    f'printf "%s\\0" "${{{name}-(unset)}}"' for name in NAMES
)


def in_python(folder: Path) -> dict[str, Read]:
    """What the libraries of Python find."""
    return {title: _only(read(folder / ".env")) for title, read in _IN_PYTHON.items()}


def in_a_shell(folder: Path) -> dict[str, Read]:
    """What a shell has after it sourced the file; it finds no program to run, whatever stands there."""
    told = subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", "-c", _SCRIPT],
        cwd=folder,
        env={"PATH": "/nowhere"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    values = told.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
    if len(values) != len(NAMES):
        return {"sh": None}
    return {"sh": {name: value for name, value in zip(NAMES, values, strict=True) if value != "(unset)"}}


def by_program(command: Sequence[str], folders: Sequence[Path]) -> list[dict[str, Read]]:
    """What the readers find that a program of ours calls, folder by folder."""
    told = subprocess.run(  # noqa: S603 - our own programs
        list(command),
        input="".join(f"{folder}\n" for folder in folders),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return [
        {title: None if found is None else _only(found) for title, found in json.loads(line).items()}
        for line in told.stdout.rstrip("\n").split("\n")
    ]


def _only(found: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name in NAMES if (value := found.get(name)) is not None}
