"""`.env` files, as `sentry.yaml` says them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from pulumi_sentry.inventory import Found
from sentry_iac.estate.defaults.rules import ENV_NAMES, ENV_VALUES, SAMPLE_RATES, kind_of
from sentry_iac.export.env_files import EnvFile
from sentry_iac.export.names import Names, free_name, short_name
from sentry_iac.export.yaml.pieces import Piece

_RATES: Final = {
    "tracesSampleRate": SAMPLE_RATES.traces,
    "replaysSessionSampleRate": SAMPLE_RATES.replays_session,
    "replaysOnErrorSampleRate": SAMPLE_RATES.replays_on_error,
    "profilesSampleRate": SAMPLE_RATES.profiles,
}
"""What is written where nobody says anything."""


def env_files_of(
    project: Found[Any], files: Sequence[EnvFile], names: Names, environment: str
) -> Iterator[Piece]:
    """Yield the parts of a project's `.env` files: exactly the lines that are there already.

    Args:
        project: the project.
        files: the files that hold a DSN of it; the first one has that of its own key.
        names: names of everything.
        environment: the stack's environment.
    """
    name, own = names.projects[project.id], names.own_keys.get(project.id)
    usual = {"environment": environment, **_RATES}
    sources = ENV_VALUES[kind_of(str(project.args.platform or ""))]
    taken: set[str] = set()
    for number, file in enumerate(files):
        written = {"path": file.path, **_variables(file, sources, usual)}
        if number == 0 and file.key.id == own:
            yield Piece(("projects", name, "envFile"), written)
            continue
        key = {} if file.key.id == own else {"key": names.keys[file.key.id]}
        called = free_name(short_name(str(PurePosixPath(file.path).parent)), taken)
        taken.add(called)
        yield Piece(("projects", name, "envFiles", called), {**written, **key})


def _variables(file: EnvFile, sources: Sequence[str], usual: dict[str, str]) -> dict[str, Any]:
    dsn = ENV_NAMES["dsn"]
    prefix = next((each.removesuffix(dsn) for each in file.variables if each.endswith(dsn)), "")
    keys: dict[str, Any] = {}
    if file.variables != (f"{prefix}{dsn}",):
        keys["dsn"] = file.variables[0] if len(file.variables) == 1 else list(file.variables)
    for source in sources:
        if source in usual and not (
            file.is_first and file.values.get(f"{prefix}{ENV_NAMES[source]}") == usual[source]
        ):
            keys[source] = False
    return {**({"prefix": prefix} if prefix else {}), **({"keys": keys} if keys else {})}
