"""A command that a test interrupts or kills while it runs."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.project import PulumiProject


class Running:
    """A running command, with everything it started.

    Args:
        project: where it runs.
        words: the command; a word alone is an operation of `pulumi` on stack dev.
    """

    def __init__(self, project: PulumiProject, *words: str) -> None:
        self._printed = project.folder / "printed.txt"
        operation = words[0] if words else "up"
        pulumi = ("pulumi", operation, "-s", "dev", "--yes", "--skip-preview", "--non-interactive")
        with self._printed.open("w") as printed:
            self._process = subprocess.Popen(  # noqa: S603  # our own command line
                words if len(words) > 1 else pulumi,
                cwd=project.folder,
                env=project.env,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def printed(self) -> str:
        return self._printed.read_text()

    def interrupt(self) -> None:
        """Ctrl-C, once."""
        self._process.send_signal(signal.SIGINT)

    def kill(self, *, engine: bool) -> None:
        """kill -9 of the provider alone, or of the engine and then of its children."""
        children = list(_descendants(self._process.pid))
        if engine:
            self._process.kill()
        for pid, command in children:
            if engine or "pulumi-resource-sentry" in command:
                _kill(pid)
        self._process.wait()


def _descendants(parent: int) -> Iterator[tuple[int, str]]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
            command = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it ended meanwhile
        if int(stat.rpartition(")")[2].split()[1]) == parent:
            yield int(process.name), command
            yield from _descendants(int(process.name))


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
