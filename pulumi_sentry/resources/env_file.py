"""The `.env` file that an application reads its DSN from. The only resource that lives on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pulumi_sentry import dotenv_file
from pulumi_sentry.declaration import Args, Input, Problem, Resource, arg
from pulumi_sentry.handler import Handler, Record

_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


class EnvFileArgs(Args):
    """What an `.env` file is declared with."""

    path: Input[str] = arg(
        "Where it is, relative to the Pulumi project or absolute.", replace=True, min_length=1
    )
    values: Input[dict[str, Input[str]]] = arg("The variables that are ours in it.")


class EnvFile(Resource[EnvFileArgs], name="EnvFile"):
    """Our variables in an `.env` file. Every other line, comment and variable stays as it is.

    The file is compared with what is declared in every preview, so that an edited or lost file is written
    again; where its folder does not exist (a machine without the application, such as CI), nothing is
    compared. Deleting the resource removes its variables only. Import by the path.
    """


class EnvFileHandler(Handler[EnvFileArgs], serves=EnvFile):
    """Reads and writes the file; no request is made."""

    def check(self, args: EnvFileArgs) -> Iterable[Problem]:
        """Names that a shell could not read."""
        if isinstance(args.values, dict):
            for name in args.values:
                if not _NAME.match(name):
                    yield Problem(
                        f'values["{name}"]',
                        "is no variable name: letters, digits and _, not starting with a digit",
                    )

    async def create(self, args: EnvFileArgs) -> Record:
        """Write our variables into it, or make it."""
        dotenv_file.apply(Path(str(args.path)), _values(args), removed=())
        return Record(str(args.path))

    async def read(self, id: str, declared: EnvFileArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """Look into the file; gone if it holds none of our variables."""
        path = Path(id)
        if declared is not None and not path.parent.is_dir():
            return Record(id, live={"path": declared.path, "values": declared.values})
        found = dotenv_file.read_values(path) if path.exists() else {}
        ours = found if declared is None else {n: v for n, v in found.items() if n in _values(declared)}
        return Record(id, live={"path": id, "values": ours}) if ours else None

    async def update(self, record: Record, old: EnvFileArgs, new: EnvFileArgs) -> Record:
        """Write our variables, and remove those that are no longer ours."""
        dotenv_file.apply(
            Path(str(new.path)), _values(new), removed=_values(old).keys() - _values(new).keys()
        )
        return Record(record.id)

    async def delete(self, record: Record, declared: EnvFileArgs | None) -> None:
        """Remove our variables; the file stays while it holds anything else."""
        path = Path(record.id)
        if declared is not None and path.exists():
            dotenv_file.apply(path, {}, removed=_values(declared).keys())

    async def drift(self, declared: EnvFileArgs) -> Iterable[str]:
        """Which of our variables the file has lost or has otherwise."""
        path = Path(str(declared.path))
        if not path.parent.is_dir():
            return []
        found = dotenv_file.read_values(path) if path.exists() else {}
        return [f"values.{name}" for name, value in _values(declared).items() if found.get(name) != value]


def _values(args: EnvFileArgs) -> dict[str, str]:
    # Sorted, since objects have no order on their way through the engine: a new file looks the same everywhere.
    return dict(sorted(args.declared()["values"].items()))
