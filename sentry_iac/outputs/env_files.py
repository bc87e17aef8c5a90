"""The `.env` values of applications in a stack's outputs: written, compared and printed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pulumi_sentry.env_file import dotenv_file, dotenv_text
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout

Format = Literal["dotenv", "json", "shell", "github"]


@dataclass(frozen=True)
class ApplicationEnv:
    """A `.env` file of one application.

    Attributes:
        project: the application's name in `sentry.yaml`.
        path: its path in the stack, relative to the project folder or absolute.
        values: variables and values; among them the DSN.
        dsn: the DSN by itself.
        file: its name under `envFiles:`; empty for the one under `envFile:`.
    """

    project: str
    path: str
    dsn: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    file: str = ""

    @property
    def label(self) -> str:
        """The project, and the name of a further file: `shop/worker`."""
        return f"{self.project}/{self.file}" if self.file else self.project


@dataclass(frozen=True)
class Difference:
    """How a file differs from the stack: names of variables, never values.

    Attributes:
        missing: variables that are not in it.
        changed: variables that hold something else.
        unsettled: variables in a form that not every reader of `.env` files reads alike.
        no_file: there is no such file.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unsettled: tuple[str, ...]
    no_file: bool

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.unsettled)

    def __str__(self) -> str:
        if self.no_file:
            return "there is no such file"
        parts = [
            f"{what} {', '.join(names)}"
            for what, names in (
                ("lacks", self.missing),
                ("has another value for", self.changed),
                ("has a form that some readers misread for", self.unsettled),
            )
            if names
        ]
        return " and ".join(parts) or "is as the stack has it"


def envs_of(outputs: Mapping[str, object], stack: str) -> list[ApplicationEnv]:
    """Read the `.env` files in a stack's outputs, ordered by project.

    Raises:
        CommandError: the outputs have none, since the stack was never applied, or by an older version.
    """
    applications = _mapping(outputs.get("applications"))
    found = []
    for name in sorted(applications):
        fields = _mapping(applications[name])
        further = _mapping(fields.get("envFiles"))
        files = {"": {**fields, "path": fields.get("envFile")}}
        files |= {each: dict(_mapping(further[each])) for each in sorted(further)}
        found += [env for file, said in files.items() if (env := _env(name, file, said)) is not None]
    if not found:
        raise CommandError(
            f"stack {stack} has no .env values in its outputs; run `sentry-iac up --stack {stack}` where it is deployed"
        )
    return found


def _env(project: str, file: str, said: Mapping[str, object]) -> ApplicationEnv | None:
    values, path = _mapping(said.get("env")), said.get("path")
    if not values or not isinstance(path, str):
        return None
    dsn = str(said.get("dsn") or "")
    return ApplicationEnv(project, path, dsn, {key: str(value) for key, value in values.items()}, file)


def compare(env: ApplicationEnv, layout: Layout) -> Difference:
    """Compare an application's file on this machine with the stack.

    Raises:
        CommandError: the file cannot be read.
    """
    path = _place(env, layout)
    try:
        state = dotenv_file.compare(path, env.values)
    except dotenv_file.EnvFileError as error:
        raise CommandError(str(error)) from None
    return Difference(state.missing, state.changed, state.unsettled, no_file=not path.exists())


def write(env: ApplicationEnv, layout: Layout) -> bool:
    """Write an application's variables into its file on this machine; return whether it changed.

    Raises:
        CommandError: the file cannot be written, and is as it was.
    """
    try:
        return dotenv_file.apply(_place(env, layout), env.values)
    except dotenv_file.EnvFileError as error:
        raise CommandError(str(error)) from None


def warnings(env: ApplicationEnv, layout: Layout) -> list[str]:
    """Return which readers would take something else from an application's file than the stack has."""
    return dotenv_file.warnings(_place(env, layout), env.values)


def printed(envs: Sequence[ApplicationEnv], form: Format) -> str:
    """Return the variables of applications as text in a form that CI reads.

    Raises:
        CommandError: two files have different values for one variable, which only json can hold.
    """
    if form == "json":
        return json.dumps({env.label: dict(env.values) for env in envs}, indent=2) + "\n"
    owners: dict[str, ApplicationEnv] = {}
    for env in envs:
        for name, value in env.values.items():
            other = owners.setdefault(name, env)
            if other.values[name] != value:
                raise CommandError(
                    f"{name} is another value for {other.label} than for {env.label}; choose one with --project"
                )
    values = {name: env.values[name] for name, env in owners.items()}
    if form == "dotenv":
        return dotenv_text.plan("", values)
    if form == "shell":
        return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
    return "".join(f"{name}={_one_line(name, value)}\n" for name, value in values.items())


def masks(envs: Sequence[ApplicationEnv]) -> list[str]:
    """Return the workflow commands that make GitHub hide the DSNs in its logs."""
    return [f"::add-mask::{dsn}" for dsn in sorted({env.dsn for env in envs if env.dsn})]


def _one_line(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise CommandError(f"the value of {name} holds a line break, which GitHub's env file cannot take")
    return value


def _place(env: ApplicationEnv, layout: Layout) -> Path:
    return layout.root / Path(env.path)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
