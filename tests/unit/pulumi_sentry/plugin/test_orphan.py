"""A provider does not outlive the engine that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.faults import until

PROVIDER = Path(sys.prefix) / "bin" / "pulumi-resource-sentry"

ENGINE = """
import socket, subprocess, sys
listening = socket.create_server(("127.0.0.1", 0))
address = "127.0.0.1:%d" % listening.getsockname()[1]
started = subprocess.Popen([sys.argv[1], address], stdout=subprocess.PIPE, start_new_session=True)
print(started.pid, started.stdout.readline().decode().strip(), flush=True)
started.wait()
"""


@pytest.mark.slow
def test_a_provider_whose_engine_was_killed_ends_by_itself() -> None:
    engine = subprocess.Popen(  # noqa: S603  # our own command line
        [sys.executable, "-c", ENGINE, str(PROVIDER)], stdout=subprocess.PIPE, text=True
    )
    assert engine.stdout is not None
    pid, port = map(int, engine.stdout.readline().split())
    assert port > 0
    engine.kill()
    engine.communicate()
    try:
        until(lambda: not _runs(pid))
    finally:
        if _runs(pid):
            os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
