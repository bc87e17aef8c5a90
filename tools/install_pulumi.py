"""Put the Pulumi CLI into `.venv/bin`: `python -m tools.install_pulumi`.

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

from tools import sources
from tools.pins import Pins, read_pins
from tools.steps import StepError, guarded, locked, say
from tools.toolchain import CLI, PROGRAMS, Toolchain, UnavailableError, find_on_path, inspect_folder

_RECORD = ".pulumi-cli.json"


def install(project: Path, cache: Path, pins: Pins, path: str) -> None:
    """Make `pulumi` and its Python language host runnable from the project's `.venv/bin`.

    Args:
        project: the checkout, with its `.venv`.
        cache: the folder for what is fetched.
        pins: the wanted versions.
        path: the PATH to look on first.

    Raises:
        StepError: no way to a CLI works on this machine; the text says what to provide.
    """
    folder = project / ".venv" / "bin"
    if _is_installed(folder, pins):
        return
    with locked(cache / "lock", "installing the Pulumi CLI"):
        toolchain = _obtain(project, cache, pins, path, folder)
        _link(toolchain, folder)
    try:
        inspect_folder(folder, pins.version)
    except UnavailableError as error:
        raise StepError(f"the Pulumi CLI was installed, but does not work: {error}") from error
    (folder / _RECORD).write_text(json.dumps({"key": pins.key}), encoding="utf-8")
    say(f"Pulumi CLI {toolchain.version} is in .venv/bin (from {toolchain.programs[CLI].parent})")


def _is_installed(folder: Path, pins: Pins) -> bool:
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(record, dict) or record.get("key") != pins.key:
        return False
    return all(os.access(folder / name, os.X_OK) for name in PROGRAMS)


def _obtain(project: Path, cache: Path, pins: Pins, path: str, folder: Path) -> Toolchain:
    ways: list[tuple[str, Callable[[], Toolchain]]] = [
        (
            f"`pulumi` {pins.version.major}.{pins.version.minor} or later on PATH, "
            "with pulumi-language-python beside it",
            lambda: find_on_path(path, pins.version, but_not=folder),
        ),
        (
            "access to Pulumi's release downloads",
            lambda: sources.cached(cache, pins) or sources.download(cache, pins, project),
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
            raise StepError(f"cannot write {folder / name}: {error.strerror}") from error


def main() -> None:
    """Install for the checkout that this file is in."""
    tools = Path(__file__).resolve().parent
    install(tools.parent, sources.cache_folder(), read_pins(tools), os.environ.get("PATH", os.defpath))


if __name__ == "__main__":
    sys.exit(guarded(main))
