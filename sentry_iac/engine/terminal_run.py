"""A run of the engine with its output on this terminal, and its end when somebody interrupts it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from sentry_iac.engine.stack_lock import LockWatch

LAST_WORDS = 5.0
"""Seconds to wait for the last lines of an ended process."""
_PAUSE = 0.2
"""Seconds between two looks at what a process has said."""


def run_on_terminal(
    command: Sequence[str], project: Path, environ: Mapping[str, str], locks: LockWatch
) -> int:
    """Run `pulumi` with its own output on this terminal, and return its exit code.

    Args:
        command: the CLI and its words.
        project: the folder with Pulumi.yaml.
        environ: the whole environment of the process.
        locks: takes Pulumi's lines about a lock, which are not shown.

    Raises:
        KeyboardInterrupt: interrupted; the engine has finished what it had begun and saved its state.
    """
    process = subprocess.Popen(  # noqa: S603 - the CLI and our own arguments, no shell
        list(command),
        cwd=project,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=dict(environ),
    )
    with _errors_shown(process, locks):
        return wait_until_ended(process)


def wait_until_ended(process: subprocess.Popen[Any], meanwhile: Callable[[], None] | None = None) -> int:
    """Wait for a Pulumi that changes something, and return its exit code.

    Args:
        process: the CLI.
        meanwhile: called a few times a second.

    Raises:
        KeyboardInterrupt: interrupted; the engine has finished what it had begun and saved its state.
    """
    with _terminated_as_interrupt():
        try:
            while True:
                try:
                    return process.wait(None if meanwhile is None else _PAUSE)
                except subprocess.TimeoutExpired:
                    if meanwhile is not None:
                        meanwhile()
        except _TerminatedError:
            # Unlike Ctrl-C, a SIGTERM reached this process only.
            process.send_signal(signal.SIGINT)
            raise KeyboardInterrupt from None
        finally:
            # Whatever happened here, Pulumi ends what it has begun. The terminal sent Ctrl-C to it, too; a second
            # signal would make it drop its state.
            wait_for(process)


class _TerminatedError(Exception):
    """SIGTERM arrived."""


@contextmanager
def _terminated_as_interrupt() -> Iterator[None]:
    def handle(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _errors_shown(process: subprocess.Popen[str], locks: LockWatch) -> Iterator[None]:
    """Pass on a process's standard error line by line, except for lines about a lock."""

    def pass_on() -> None:
        for line in process.stderr or ():
            if not locks.takes(line):
                sys.stderr.write(line)
                sys.stderr.flush()

    reader = threading.Thread(target=pass_on, daemon=True)
    reader.start()
    try:
        yield
    finally:
        # Children of Pulumi that run a moment longer may still hold its standard error.
        reader.join(LAST_WORDS)


def wait_for(process: subprocess.Popen[Any]) -> None:
    """Wait until an interrupted Pulumi has ended, even if Ctrl-C is pressed again."""
    while process.poll() is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            # Pulumi got this Ctrl-C as well, and decides itself.
            continue
