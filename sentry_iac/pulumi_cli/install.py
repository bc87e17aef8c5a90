"""Puts the Pulumi CLI beside this Python, in `.venv/bin` say: `sentry-iac pulumi install`, and `make up`.

In this order: a `pulumi` on PATH that is new enough; one fetched earlier; the official release; a build
by Go. A second run finds its links in place and ends at once. Every step can be interrupted and run again.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from sentry_iac.pulumi_cli import sources
from sentry_iac.pulumi_cli.pins import Pins, read_pins
from sentry_iac.pulumi_cli.steps import StepError, guarded, locked, say
from sentry_iac.pulumi_cli.toolchain import (
    CLI,
    PROGRAMS,
    Toolchain,
    UnavailableError,
    find_on_path,
    inspect_folder,
)

_RECORD = ".pulumi-cli.json"


def install(folder: Path, cache: Path, pins: Pins, path: str) -> bool:
    """Make `pulumi` and its Python language host runnable from a folder.

    Args:
        folder: where the links to them go: the folder of programs of a virtual environment.
        cache: the folder for what is fetched.
        pins: the wanted versions.
        path: the PATH to look on first.

    Returns:
        Whether something was installed; False where it is there already.

    Raises:
        StepError: no way to a CLI works on this machine, or the folder cannot be written; the text says what to do.
    """
    if _is_installed(folder, pins):
        return False
    with locked(cache / "lock", "installing the Pulumi CLI"):
        toolchain = _obtain(cache, pins, path, folder)
        _link(toolchain, folder)
    try:
        inspect_folder(folder, pins.version)
    except UnavailableError as error:
        raise StepError(f"the Pulumi CLI was installed, but does not work: {error}") from error
    (folder / _RECORD).write_text(json.dumps({"key": pins.key}), encoding="utf-8")
    say(f"Pulumi CLI {toolchain.version} is in {_shown(folder)} (from {toolchain.programs[CLI].parent})")
    return True


def install_here() -> bool:
    """Install into the environment that runs this, as `install` does, and return whether something was installed.

    Raises:
        StepError: see `install`.
    """
    # Not resolved: a virtual environment's python is a link to the system's.
    return install(
        Path(sys.executable).parent, sources.cache_folder(), read_pins(), os.environ.get("PATH", os.defpath)
    )


def _is_installed(folder: Path, pins: Pins) -> bool:
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(record, dict) or record.get("key") != pins.key:
        return False
    return all(os.access(folder / name, os.X_OK) for name in PROGRAMS)


def _obtain(cache: Path, pins: Pins, path: str, folder: Path) -> Toolchain:
    ways: list[tuple[str, Callable[[], Toolchain]]] = [
        (
            f"`pulumi` {pins.version.major}.{pins.version.minor} or later on PATH, "
            "with pulumi-language-python beside it",
            lambda: find_on_path(path, pins.version, but_not=folder),
        ),
        (
            "access to Pulumi's release downloads",
            lambda: sources.cached(cache, pins) or sources.download(cache, pins),
        ),
        (
            f"Go {pins.cli.go_version} or later, with access to a Go module proxy",
            lambda: sources.build(cache, pins),
        ),
    ]
    closed = []
    for number, (what, way) in enumerate(ways):
        try:
            return way()
        except UnavailableError as error:
            closed.append(f"  - {what} (now: {error})")
            if number > 0:
                say(f"not possible: {error}")
    raise StepError("there is no way to a Pulumi CLI on this machine. Provide one of:\n" + "\n".join(closed))


def _link(toolchain: Toolchain, folder: Path) -> None:
    (folder / _RECORD).unlink(missing_ok=True)
    for name, program in toolchain.programs.items():
        beside = folder / f".{name}.{secrets.token_hex(4)}"
        try:
            beside.symlink_to(program.absolute())
            beside.replace(folder / name)
        except OSError as error:
            raise StepError(
                f"cannot write {folder / name}: {error.strerror}; install pulumi-sentry into a virtual environment of "
                "your own, and run it there"
            ) from error


def _shown(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def main() -> None:
    """Install for this Python."""
    install_here()


if __name__ == "__main__":
    sys.exit(guarded(main))
