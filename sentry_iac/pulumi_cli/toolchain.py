"""The programs that make up a usable Pulumi CLI for Python, wherever they come from."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.pulumi_cli.pins import Version, parse_version

CLI = "pulumi"
LANGUAGE_HOST = "pulumi-language-python"
EXECUTOR = "pulumi-language-python-exec"
PROGRAMS = (CLI, LANGUAGE_HOST, EXECUTOR)

_ANSWER_SECONDS = 60.0


class UnavailableError(Exception):
    """A way to a CLI does not work on this machine; the text says why."""


@dataclass(frozen=True)
class Toolchain:
    """A CLI with its Python language host.

    Attributes:
        programs: the path of each program.
        version: the version that the CLI reports.
    """

    programs: Mapping[str, Path]
    version: Version


def inspect_folder(folder: Path, wanted: Version) -> Toolchain:
    """Check that a folder holds a complete and suitable CLI.

    Raises:
        UnavailableError: it does not; the text says why.
    """
    programs = {name: folder / name for name in PROGRAMS}
    missing = [name for name, path in programs.items() if not os.access(path, os.X_OK)]
    if missing:
        raise UnavailableError(f"{' and '.join(missing)} not found in {folder}")
    return Toolchain(programs, ask_version(programs[CLI], wanted))


def find_on_path(path: str, wanted: Version, but_not: Path) -> Toolchain:
    """Find a CLI that is already on this machine.

    Args:
        path: a PATH.
        wanted: the pinned version.
        but_not: a folder of PATH that does not count, since it is where ours goes.

    Raises:
        UnavailableError: there is no suitable one; the text says why.
    """
    elsewhere = os.pathsep.join(
        folder for folder in path.split(os.pathsep) if folder and Path(folder).resolve() != but_not.resolve()
    )
    cli = shutil.which(CLI, path=elsewhere)
    if cli is None:
        raise UnavailableError("no `pulumi` on PATH")
    version = ask_version(Path(cli), wanted)
    beside = os.pathsep.join([str(Path(cli).parent), str(Path(cli).resolve().parent), elsewhere])
    host = shutil.which(LANGUAGE_HOST, path=beside)
    if host is None:
        raise UnavailableError(f"{cli} has no {LANGUAGE_HOST} beside it or on PATH")
    executor = shutil.which(EXECUTOR, path=str(Path(host).resolve().parent))
    if executor is None:
        raise UnavailableError(f"{host} has no {EXECUTOR} beside it")
    return Toolchain({CLI: Path(cli), LANGUAGE_HOST: Path(host), EXECUTOR: Path(executor)}, version)


def ask_version(cli: Path, wanted: Version) -> Version:
    """Ask a CLI for its version.

    Raises:
        UnavailableError: it does not start, or reports no version.
    """
    try:
        answer = subprocess.run(  # noqa: S603 - the program that is being checked, no shell
            [str(cli), "version"],
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except OSError as error:
        raise UnavailableError(f"{cli} does not start: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"`{cli} version` does not answer") from error
    version = parse_version(answer.stdout) if answer.returncode == 0 else None
    if version is None:
        raise UnavailableError(f"`{cli} version` says no version")
    if not wanted.is_served_by(version):
        raise UnavailableError(f"{cli} is {version}, and {wanted.major}.{wanted.minor} or later is needed")
    return version
