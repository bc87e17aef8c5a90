"""Identifies a process that we started, even after its number was given to another one, and stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_POLL_SECONDS = 0.02


def hear_interrupts() -> None:
    """React to Ctrl-C even if a shell started this process in the background, where SIGINT is ignored.

    A signal that is ignored here stays ignored in every program started from here. We end some of them with SIGINT, and
    so does the engine with its plugins; it waits 5 s for those that ignore it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class ProcessIdentity:
    """One process: its number, and when it was born.

    The system gives numbers out again, so a number alone proves nothing.
    """

    pid: int
    born: str


def identify(pid: int) -> ProcessIdentity | None:
    """Return the process that runs as `pid` now; None without one, or where it is a zombie."""
    born = _born_from_proc(pid) if (_PROC / "self" / "stat").exists() else _born_from_ps(pid)
    return None if born is None else ProcessIdentity(pid, born)


def is_running(identity: ProcessIdentity) -> bool:
    """Whether that very process still runs."""
    return identify(identity.pid) == identity


def stop(identity: ProcessIdentity, patience: float = 10.0) -> bool:
    """End that very process, politely first; a stranger with its number is never touched.

    Args:
        identity: the process.
        patience: seconds between asking (SIGTERM) and killing (SIGKILL).

    Returns:
        Whether it was running.
    """
    if not is_running(identity):
        return False
    _signal(identity, signal.SIGTERM)
    if not _ended_within(identity, patience):
        _signal(identity, signal.SIGKILL)
        _ended_within(identity, patience)
    return True


def _signal(identity: ProcessIdentity, number: signal.Signals) -> None:
    try:
        os.kill(identity.pid, number)
    except ProcessLookupError:
        return


def _ended_within(identity: ProcessIdentity, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(identity):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _born_from_proc(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    # The second field is the name in brackets and may itself hold spaces and brackets.
    fields = stat.rpartition(")")[2].split()
    state, ticks_since_boot = fields[0], fields[19]
    if state in {"Z", "X"}:
        return None
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return f"{boot}/{ticks_since_boot}"


def _born_from_ps(pid: int) -> str | None:
    answer = subprocess.run(  # noqa: S603 - a fixed program and a number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, born = answer.stdout.strip().partition(" ")
    if answer.returncode != 0 or state.startswith("Z"):
        return None
    return born.strip()
