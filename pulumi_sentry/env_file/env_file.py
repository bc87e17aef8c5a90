"""The `.env` file that an application reads its DSN from. The only resource that lives on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pulumi_sentry.declaration import Args, Input, Problem, Resource, arg, plain, property_path
from pulumi_sentry.env_file import dotenv_file, dotenv_text
from pulumi_sentry.lifecycle.handler import Handler, Record
from pulumi_sentry.lifecycle.standing import Parts


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
    compared. Deleting the resource removes its variables only. Import by the path; no variable of the file is ours
    before it is declared, so that an import never takes one away.
    """


class EnvFileHandler(Handler[EnvFileArgs], serves=EnvFile):
    """Reads and writes the file; no request is made."""

    everywhere = True

    @staticmethod
    def identity(id: str) -> str:
        """The file itself, however its path is written and whatever links lead to it."""
        return os.path.realpath(id)

    @staticmethod
    def parts(inputs: Mapping[str, Any]) -> Parts:
        """The variables that are declared."""
        values = inputs.get("values")
        return frozenset(values) if isinstance(values, Mapping) else frozenset()

    def without(self, declared: EnvFileArgs, parts: frozenset[str]) -> EnvFileArgs | None:
        """The variables that nobody else stands for."""
        left = {name: value for name, value in _values(declared).items() if name not in parts}
        return declared.model_copy(update={"values": left}) if left else None

    async def is_in_place(self, path: str, old: EnvFileArgs, new: EnvFileArgs) -> bool:
        """Whether both paths lead to the same file."""
        before, after = plain(old.path), plain(new.path)
        if path != "path":
            return False
        with suppress(OSError):  # one of them is not there
            return Path(before).samefile(after)
        return self.identity(before) == self.identity(after)

    def complete(self, args: EnvFileArgs) -> EnvFileArgs:
        """Write the path in one way, so that `./.env` instead of `.env` does not move the file."""
        if not isinstance(args.path, str):
            return args
        return args.model_copy(update={"path": os.path.normpath(args.path)})

    def check(self, args: EnvFileArgs) -> Iterable[Problem]:
        """A path that names no file, and names and values that readers would read otherwise."""
        if isinstance(args.path, str):
            try:
                dotenv_file.check_path(args.path)
            except dotenv_text.EnvFileError as error:
                yield Problem("path", str(error))
        if isinstance(args.values, dict):
            for name, value in args.values.items():
                try:
                    dotenv_text.check_name(name)
                    if isinstance(value, str):
                        dotenv_text.plan("", {name: value})
                except dotenv_text.EnvFileError as error:
                    yield Problem(property_path(["values", name]), str(error))

    def warnings(self, args: EnvFileArgs) -> Iterable[str]:
        """Readers that would take something else from the file than what is declared, with the line."""
        if not isinstance(args.path, str) or not isinstance(args.values, dict):
            return ()
        # A value that is not known yet, such as the DSN of a new key, is taken for one that needs no quotes.
        foreseen = {
            name: value if isinstance(value, str) else "unknown" for name, value in args.values.items()
        }
        return dotenv_file.warnings(args.path, dict(sorted(foreseen.items())))

    async def create(self, args: EnvFileArgs) -> Record:
        """Write our variables into it, or make it."""
        path = plain(args.path)
        dotenv_file.apply(Path(path), _values(args), removed=())
        return Record(path)

    async def read(self, id: str, declared: EnvFileArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """Look into the file; gone if it holds none of our variables."""
        path = Path(os.path.normpath(id))
        if declared is not None and not path.parent.is_dir():
            return Record(id, live={"path": declared.path, "values": declared.values})
        if not path.exists():
            return None
        names = _values(declared).keys() if declared is not None else ()
        ours = {name: value for name, value in dotenv_file.read_values(path).items() if name in names}
        return Record(str(path), live={"path": str(path), "values": ours}) if ours or not names else None

    async def update(self, record: Record, old: EnvFileArgs, new: EnvFileArgs) -> Record:
        """Write our variables, and remove those that are nobody's any more: another resource may just have got them."""
        standing = self.session.adoption.standing
        others = standing.parts_of_others(self.session.resource_urn, EnvFile.token, record.id)
        dropped = _values(old).keys() - _values(new).keys() - others
        dotenv_file.apply(Path(plain(new.path)), _values(new), removed=dropped)
        return Record(record.id)

    async def delete(self, record: Record, declared: EnvFileArgs | None) -> None:
        """Remove our variables; the file stays while it holds anything else."""
        path = Path(record.id)
        if declared is not None and path.exists():
            changed = dotenv_file.apply(path, {}, removed=_values(declared).keys())
            if changed and not path.is_symlink() and path.stat().st_size == 0:
                path.unlink()  # nothing of anybody is left in it

    async def drift(self, declared: EnvFileArgs) -> Iterable[str]:
        """Which of our variables the file has lost, has otherwise, or has in a form that not every reader reads."""
        path = Path(plain(declared.path))
        if not path.parent.is_dir():
            return []
        state = dotenv_file.compare(path, _values(declared))
        return [f"values.{name}" for name in (*state.missing, *state.changed, *state.unsettled)]


def _values(args: EnvFileArgs) -> dict[str, str]:
    # Sorted, since objects have no order on their way through the engine: a new file looks the same everywhere.
    return dict(sorted(args.declared()["values"].items()))
