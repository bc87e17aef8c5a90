"""The start time of a provider: from its start to the port that it prints."""

from __future__ import annotations

import signal
import statistics
import subprocess
import time
from collections.abc import Sequence

TIMES = 7
"""Starts of each; the median counts."""


def milliseconds_to_start(*commands: Sequence[str]) -> list[float]:
    """The median of each command, started in turn, so that all share the machine's drift."""
    took: list[list[float]] = [[] for _ in commands]
    for _ in range(TIMES + 1):
        for command, times in zip(commands, took, strict=True):
            times.append(_start(command))
    return [statistics.median(times[1:]) * 1000 for times in took]  # the first one warms the disk's cache


def _start(command: Sequence[str]) -> float:
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            process.stdout.readline()
        seconds = time.perf_counter() - started
        process.send_signal(signal.SIGTERM)
    return seconds
