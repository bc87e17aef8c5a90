"""A lock between processes of this machine."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

from sentry_iac.errors import CommandError


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None], *, shared: bool = False) -> Iterator[None]:
    """Hold a lock on `path` for the time of the block; the system frees it if the process dies.

    Args:
        path: the lock file; it is made when missing.
        waiting: called once when another process holds the lock, before waiting for it.
        shared: whether several that ask for a shared lock may hold it at once.

    Raises:
        CommandError: the lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}; make its folder writable") from error
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, kind)
        yield
