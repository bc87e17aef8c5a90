"""The local Sentry as a background process: start it once, find it again, stop it and no other."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.lock import locked
from sentry_iac.files.private_files import make_private_folder, read_if_present, write_private
from sentry_iac.sandbox import processes
from sentry_iac.sandbox.processes import ProcessIdentity

HOST = "127.0.0.1"
ORGANIZATION = "sandbox"

_HEALTH_PATH = "/_sandbox/health"
_ANNOUNCEMENT = "listening on "
_START_SECONDS = 60.0
_ANSWER_SECONDS = 5.0
_PORTS_TO_TRY = 50
_POLL_SECONDS = 0.05
_NOT_FOR_THE_SANDBOX = frozenset({"SENTRY_AUTH_TOKEN", "SENTRY_DSN", "SENTRY_URL", "SENTRY_ORG"})


@dataclass(frozen=True)
class Sandbox:
    """A local Sentry that answers.

    Attributes:
        url: its address, for the API, for ingest and for its page.
        token: what the API takes as bearer token; never print it.
        reused: whether it was running before.
    """

    url: str
    token: str
    reused: bool

    def __repr__(self) -> str:
        """Without the token."""
        return f"Sandbox(url={self.url!r}, reused={self.reused})"


@dataclass(frozen=True)
class _Record:
    """The record on disk of the process that was started."""

    pid: int
    born: str
    port: int

    @property
    def identity(self) -> ProcessIdentity:
        return ProcessIdentity(self.pid, self.born)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


class _PortTaken(Exception):
    """Another program took the port between our check and our listening."""


def sandbox_command(layout: Layout, port: int) -> list[str]:
    """Return the command line of the background process for one port."""
    return [
        sys.executable,
        *("-m", "sentry_sandbox"),
        *("--host", HOST),
        *("--port", str(port)),
        *("--data", str(layout.sandbox)),
        *("--org", ORGANIZATION),
        *("--token-file", str(layout.sandbox_token_file)),
    ]


def start_sandbox(
    layout: Layout,
    first_port: int,
    *,
    say: Callable[[str], None],
    command: Callable[[Layout, int], Sequence[str]] = sandbox_command,
    environ: Mapping[str, str] = os.environ,
) -> Sandbox:
    """Make sure that the project's local Sentry runs, and wait until it answers.

    A running sandbox of this project is used again. A new one gets its last port, since DSNs name it, else
    `first_port`, else the next free one.

    Args:
        layout: the project; data, token, log and record go below `.local/sandbox`.
        first_port: the port to ask for first in a new project.
        say: shows one line of progress.
        command: the command line for a port.
        environ: the environment that the process inherits, without the variables for real Sentry.

    Raises:
        CommandError: it did not start; the text has its last line of output.
        KeyboardInterrupt: interrupted while waiting; then nothing is left running.
    """
    make_private_folder(layout.local)
    with locked(layout.lock, lambda: say("waiting for another sentry-iac command in this project")):
        record = _read_record(layout)
        if record is not None and processes.is_running(record.identity):
            if _answers(record.port):
                return Sandbox(record.url, _token(layout), reused=True)
            say(f"the sandbox at {record.url} does not answer: starting it again")
            processes.stop(record.identity)
        layout.sandbox_process_file.unlink(missing_ok=True)
        port = _last_port(layout) or first_port
        for _ in range(_PORTS_TO_TRY):
            port = _next_free_port(port)
            try:
                started = _start(layout, port, command(layout, port), environ)
            except _PortTaken:
                port += 1
                continue
            write_private(layout.sandbox_port_file, f"{started.port}\n")
            return Sandbox(started.url, _token(layout), reused=False)
    raise CommandError(
        f"no free port for the sandbox from {first_port} on; end a program that listens there and try again"
    )


def stop_sandbox(layout: Layout) -> str | None:
    """Stop the process that `start_sandbox` started for this project, and no other.

    Returns:
        Its address, or None when it was not running.
    """
    if not layout.sandbox_process_file.exists():
        return None
    with locked(layout.lock, lambda: None):
        record = _read_record(layout)
        stopped = record is not None and processes.stop(record.identity)
        layout.sandbox_process_file.unlink(missing_ok=True)
    return record.url if record is not None and stopped else None


def running_sandbox(layout: Layout) -> str | None:
    """Return the address of the project's local Sentry, or None when it does not run."""
    record = _read_record(layout)
    return record.url if record is not None and processes.is_running(record.identity) else None


def known_token(layout: Layout) -> str | None:
    """Return the token of the project's local Sentry, or None when it never ran. Never print it."""
    text = read_if_present(layout.sandbox_token_file)
    return text.strip() if text and text.strip() else None


def known_url(layout: Layout) -> str | None:
    """Return the address that the project's local Sentry has or had last, or None when it never ran."""
    port = _last_port(layout)
    return None if port is None else f"http://{HOST}:{port}"


def _token(layout: Layout) -> str:
    token = known_token(layout)
    if token is None:
        raise CommandError(
            f"the sandbox wrote no token into {layout.shown(layout.sandbox_token_file)}; "
            "run `make down`, remove that file and run it again"
        )
    return token


def _read_record(layout: Layout) -> _Record | None:
    text = read_if_present(layout.sandbox_process_file)
    if text is None:
        return None
    try:
        fields = json.loads(text)
        return _Record(pid=int(fields["pid"]), born=str(fields["born"]), port=int(fields["port"]))
    except (ValueError, KeyError, TypeError):
        # An unreadable record identifies no process.
        return None


def _last_port(layout: Layout) -> int | None:
    text = (read_if_present(layout.sandbox_port_file) or "").strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= 65535 else None  # noqa: PLR2004 - the largest port


def _next_free_port(first: int) -> int:
    for port in range(first, min(first + _PORTS_TO_TRY, 65536)):
        if _is_free(port):
            return port
    with socket.socket() as any_port:
        any_port.bind((HOST, 0))
        return int(any_port.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: lingering connections of the last run must not make the port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _start(layout: Layout, port: int, command: Sequence[str], environ: Mapping[str, str]) -> _Record:
    layout.sandbox.mkdir(parents=True, exist_ok=True)
    announced = layout.sandbox / f".announcement.{secrets.token_hex(4)}"
    inherited = {name: value for name, value in environ.items() if name not in _NOT_FOR_THE_SANDBOX}
    process: subprocess.Popen[bytes] | None = None
    try:
        with announced.open("wb") as stdout, layout.sandbox_log.open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
                list(command),
                cwd=layout.root,
                env={**inherited, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                # Ctrl-C in this terminal must not reach the sandbox.
                start_new_session=True,
            )
        identity = processes.identify(process.pid)
        record = _Record(pid=process.pid, born=identity.born if identity else "", port=port)
        write_private(layout.sandbox_process_file, json.dumps(asdict(record)))
        _wait_until_it_answers(layout, process, announced, port)
    except BaseException:
        # No failed start, not even Ctrl-C, may leave a process behind.
        if process is not None:
            _end(process)
        layout.sandbox_process_file.unlink(missing_ok=True)
        raise
    finally:
        announced.unlink(missing_ok=True)
    return record


def _wait_until_it_answers(
    layout: Layout, process: subprocess.Popen[bytes], announced: Path, port: int
) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        said = announced.read_text(encoding="utf-8", errors="replace")
        if said.startswith(_ANNOUNCEMENT) and said.endswith("\n") and _answers(port):
            return
        if process.poll() is not None:
            if not _is_free(port):
                raise _PortTaken
            raise CommandError(
                f"the sandbox ended at once (exit code {process.returncode}): {_last_line(layout)}; "
                f"all it printed is in {layout.shown(layout.sandbox_log)}"
            )
        if time.monotonic() > deadline:
            raise CommandError(
                f"the sandbox did not answer within {_START_SECONDS:.0f} s: {_last_line(layout)}; "
                f"all it printed is in {layout.shown(layout.sandbox_log)}"
            )
        time.sleep(_POLL_SECONDS)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", _HEALTH_PATH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=_ANSWER_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_line(layout: Layout) -> str:
    lines = layout.sandbox_log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it printed nothing"
