"""Removes locks that a killed, crashed or early interrupted Pulumi left on a stack."""

from __future__ import annotations

import json
import socket

from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present
from sentry_iac.sandbox import processes
from sentry_iac.stack_name import short_name


def release_stale_locks(layout: Layout, stack: str) -> int:
    """Remove the locks on a stack in the local backend that no running process of this machine holds.

    Args:
        layout: the project.
        stack: the stack's name.

    Returns:
        How many there were.
    """
    name = short_name(stack)
    released = 0
    for path in layout.state.glob(f".pulumi/locks/**/{name}/*.json"):
        try:
            lock = json.loads(read_if_present(path) or "null")
            pid, host = int(lock["pid"]), lock["hostname"]
        except (ValueError, KeyError, TypeError):
            # Pulumi reports an unreadable lock itself.
            continue
        if host == socket.gethostname() and processes.identify(pid) is None:
            path.unlink(missing_ok=True)
            released += 1
    return released
