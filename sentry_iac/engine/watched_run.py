"""A run of the engine that somebody watches by its events, in place of its own output."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from sentry_iac.engine.event_log import EventLog
from sentry_iac.engine.stack_lock import LockWatch
from sentry_iac.engine.terminal_run import LAST_WORDS, wait_until_ended

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent


class Watch(AbstractContextManager[object], Protocol):
    """Sees the events of a run while it lasts; entered when the run begins."""

    def __enter__(self) -> Self:
        """Begin."""

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""


def run_watched(
    command: Sequence[str], project: Path, environ: Mapping[str, str], locks: LockWatch, watch: Watch
) -> tuple[int, list[str]]:
    """Run `pulumi`, show its events to a watch, and return its exit code and its lines on standard error.

    Args:
        command: the CLI and its words.
        project: the folder with Pulumi.yaml.
        environ: the whole environment of the process.
        locks: takes Pulumi's lines about a lock.
        watch: sees the events, secrets masked.

    Raises:
        KeyboardInterrupt: interrupted; the engine has finished what it had begun and saved its state.
    """
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sentry-iac-") as folder, watch:
        log = EventLog(Path(folder) / "events")
        process = subprocess.Popen(  # noqa: S603 - the CLI and our own arguments, no shell
            [*command, "--non-interactive", "--color", "never", "--event-log", str(Path(folder) / "events")],
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            # --event-log needs this variable.
            env={**environ, "PULUMI_DEBUG_COMMANDS": "true"},
        )

        def listen() -> None:
            said.extend(line.rstrip("\n") for line in process.stderr or () if not locks.takes(line))

        def look() -> None:
            for event in log.new():
                watch(event)

        reader = threading.Thread(target=listen, daemon=True)
        reader.start()
        try:
            code = wait_until_ended(process, look)
        finally:
            # Children of Pulumi that run a moment longer may still hold its standard error.
            reader.join(LAST_WORDS)
            look()
    return code, said
