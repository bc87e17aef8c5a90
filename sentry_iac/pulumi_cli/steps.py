"""Steps of an installation: one line each, long ones with a sign of life, all of them interruptible."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.files import lock

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

_HEARTBEAT_SECONDS = 15.0
_POLL_SECONDS = 0.1
_GRACE_SECONDS = 5.0


class StepError(CommandError):
    """A step failed. The text is what the user reads: what is wrong and what to do next."""


@dataclass(frozen=True)
class Result:
    """How a program ended.

    Attributes:
        code: its exit code, or None when its time was up.
        output: its output on both streams.
    """

    code: int | None
    output: str

    def tail(self, count: int = 1) -> str:
        """Return the last lines that are not empty."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return "\n".join(lines[-count:]) or "it printed nothing"


def say(line: str) -> None:
    """Show one line of progress."""
    print(f"==> {line}", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    label: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    limit: float | None = None,
    heartbeat: float = _HEARTBEAT_SECONDS,
) -> Result:
    """Run a program without a terminal, with a line every now and then while it takes.

    Args:
        command: the program and its arguments.
        label: its work in words, for the lines in between.
        cwd: the folder it runs in.
        env: its environment; this process' own when not given.
        limit: seconds after which it is ended, with everything it started.
        heartbeat: seconds between two lines.

    Raises:
        StepError: the program cannot be started.
        KeyboardInterrupt: interrupted; the program and everything it started has ended.
    """
    with tempfile.TemporaryFile() as log:
        try:
            process = subprocess.Popen(  # noqa: S603 - callers pass our own command lines, no shell
                [str(word) for word in command],
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A session of its own, so that everything it starts can be ended with it.
                start_new_session=True,
            )
        except OSError as error:
            raise StepError(f"cannot run {command[0]}: {error.strerror}") from error
        try:
            code = _wait(process, label, limit, heartbeat)
        finally:
            _end_session(process)
        log.seek(0)
        return Result(code, log.read().decode("utf-8", errors="replace"))


def _wait(process: subprocess.Popen[bytes], label: str, limit: float | None, heartbeat: float) -> int | None:
    begun = time.monotonic()
    spoken = begun
    while process.poll() is None:
        now = time.monotonic()
        if limit is not None and now - begun > limit:
            return None
        if now - spoken >= heartbeat:
            say(f"{label}: {now - begun:.0f} s so far")
            spoken = now
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_POLL_SECONDS)
    return process.returncode


def _end_session(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Let only one process at a time do something; the system frees the lock if that process dies.

    Args:
        path: the lock file; it is made when missing.
        what: the work in words, for the line that a waiting process shows.

    Raises:
        StepError: the lock file cannot be made.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(lock.locked(path, lambda: say(f"another process is {what}: waiting for it")))
        except CommandError as error:
            raise StepError(str(error)) from error
        yield


def guarded(main: Callable[[], None]) -> int:
    """Run a tool and return its exit code: a failure is a message, an interruption one line."""
    # `kill` ends it as Ctrl-C does, so that its children end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except StepError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("interrupted; run it again to go on", file=sys.stderr, flush=True)
        return EXIT_INTERRUPTED
    return 0
