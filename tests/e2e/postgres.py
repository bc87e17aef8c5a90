"""A PostgreSQL server of the test's own, for Pulumi's state: on loopback, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.faults.faults import until

PASSWORD = secrets.token_hex(16)
"""The database's password; no command may print it."""

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "pulumi"


def find_postgres() -> Path:
    """Return the folder of PostgreSQL's programs; without one the test is skipped, and fails in CI."""
    on_path = shutil.which("initdb")
    found = [*sorted(_DEBIAN.glob("*/bin"), reverse=True), *([Path(on_path).parent] if on_path else [])]
    for folder in found:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    missing = "PostgreSQL is not installed; on Debian: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server and give the address of its database as Pulumi takes it, password included."""
    programs = find_postgres()
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder, run_as = Path(name), _unprivileged()
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if run_as:
            shutil.chown(folder, *run_as)
            shutil.chown(secret, *run_as)
        words = f"-D data -U {_USER} --pwfile password -A scram-sha-256".split()
        words += ["--no-sync", "--encoding=UTF8", "--locale=C"]
        made = _start(programs / "initdb", words, folder, run_as)
        said = made.communicate(timeout=60)[0].decode(errors="replace")
        assert made.returncode == 0, said
        port = _free_port()
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        words = ["-D", "data", "-p", str(port)]
        words += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        # Into a file: a pipe that nobody reads would fill up and stop the server.
        log = folder / "log"
        with log.open("wb") as said_there:
            server = _start(programs / "postgres", words, folder, run_as, said_there)
        try:
            until(lambda: server.poll() is not None or _answers(folder / "data"))
            assert server.poll() is None, log.read_text()
            yield f"postgres://{_USER}:{PASSWORD}@127.0.0.1:{port}/postgres?sslmode=disable"
        finally:
            # "Fast": whoever is connected is cut off.
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def _unprivileged() -> tuple[str, int] | None:
    """Return a user and a group for PostgreSQL where this process is root, as which it refuses to run."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return user.pw_name, user.pw_gid


def _start(
    program: Path,
    words: list[str],
    folder: Path,
    run_as: tuple[str, int] | None,
    log: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    who = {"user": run_as[0], "group": run_as[1], "extra_groups": []} if run_as else {}
    # The server ends with the test process, however that ends.
    guard = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603  # a program that we found
        [*guard, str(program), *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "C"},
        stdin=subprocess.DEVNULL,
        stdout=log or subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **who,
    )


def _answers(data: Path) -> bool:
    state = data / "postmaster.pid"
    return state.exists() and state.read_text().endswith("ready   \n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
