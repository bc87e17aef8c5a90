"""Telling a process of ours from a stranger that got the same number, and stopping it."""

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
    """Hear Ctrl-C even where the shell that started this in the background has it ignored.

    What is ignored here stays ignored in every program that is started from here. Some are sent a Ctrl-C; and the
    engine ends its plugins with one, and waits 5 s for those that do not hear it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class ProcessIdentity:
    """One process for all time: its number, and when it was born.

    Numbers are given out again, after a reboot too, so a number alone proves nothing.
    """

    pid: int
    born: str


def identify(pid: int) -> ProcessIdentity | None:
    """Who runs as `pid` now; None when nobody does or it has ended and is only waiting to be collected."""
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
