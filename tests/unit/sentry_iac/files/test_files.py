"""A lock between processes: one holds it alone, or several together."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from sentry_iac.files.lock import locked


@pytest.mark.parametrize("shared", [False, True])
def test_a_shared_lock_keeps_out_those_who_want_it_alone(tmp_path: Path, shared: bool) -> None:
    path, waits = tmp_path / "lock", []
    with locked(path, lambda: waits.append("first"), shared=shared), path.open("a") as other:
        for kind, free in ((fcntl.LOCK_SH, shared), (fcntl.LOCK_EX, False)):
            try:
                fcntl.flock(other, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                assert not free
            else:
                assert free
                fcntl.flock(other, fcntl.LOCK_UN)
    assert waits == []


def test_who_has_to_wait_says_so_and_gets_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("a") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        waits = []

        def released() -> None:
            waits.append("waits")
            fcntl.flock(holder, fcntl.LOCK_UN)

        for shared in (True, False):
            with locked(path, released, shared=shared):
                pass
            assert waits == ["waits"]
