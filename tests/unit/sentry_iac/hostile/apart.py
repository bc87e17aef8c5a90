"""Runs work in a process of its own, so that work that does not end, or eats memory, fails one test only."""

from __future__ import annotations

import multiprocessing
import resource
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection

_PATIENCE = 90
_MEMORY = 3_000_000_000


def apart(work: Callable[[], list[str]]) -> list[str]:
    """Return what some work returns.

    Raises:
        AssertionError: it did not end, or ended with an error.
    """
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_run, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        assert ours.poll(_PATIENCE), "it does not end"
        try:
            ended, said = ours.recv()
        except EOFError:
            raise AssertionError("it ended the process") from None
    finally:
        process.kill()
        process.join()
    assert ended, "\n".join(said)
    return list(said)


def _run(work: Callable[[], list[str]], pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        pipe.send((True, work()))
    except BaseException:  # noqa: BLE001 - whatever ends it, the test wants to know
        pipe.send((False, [ascii(traceback.format_exc())]))
