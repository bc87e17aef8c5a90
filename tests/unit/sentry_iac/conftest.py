from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sentry_iac.files.layout import Layout
from sentry_iac.sandbox import background
from tests.git_remote import Remote, commit
from tests.unit.sentry_iac.checkout import FILE, FIRST
from tests.unit.sentry_iac.support import fake_sandbox_command

FAKE_PULUMI = Path(__file__).with_name("fake_pulumi.py")


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    """A project in a folder whose name needs quoting; its sandbox is stopped at the end."""
    root = tmp_path / 'it\'s a $HOME "project"'
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: example\nruntime: python\n")
    (root / "Pulumi.dev.yaml").write_text("config: {}\n")
    layout = Layout(root)
    yield layout
    background.stop_sandbox(layout)


@pytest.fixture
def fake_sandbox() -> Callable[[Layout, int], list[str]]:
    return fake_sandbox_command


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def fake_bin(tmp_path: Path) -> Path:
    """A folder of programs with a stand-in for `pulumi`, which keeps its notes in the folder `notes` beside it."""
    folder = tmp_path / "bin with space"
    folder.mkdir()
    (tmp_path / "notes").mkdir()
    program = folder / "pulumi"
    program.write_text(
        textwrap.dedent(f"""\
        #!/bin/sh
        FAKE_NOTES='{tmp_path / "notes"}' exec '{sys.executable}' -I -S '{FAKE_PULUMI}' "$@"
        """)
    )
    program.chmod(0o755)
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def bystander() -> Iterator[int]:
    """A process that has nothing to do with us."""
    pid = os.posix_spawn("/bin/sleep", ["sleep", "600"], {})
    yield pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """A remote with one commit."""
    remote = Remote(tmp_path / "remote.git")
    first = remote.clone(tmp_path / "first")
    commit(first, FILE, FIRST)
    return remote


@pytest.fixture
def other(remote: Remote, tmp_path: Path) -> Path:
    """Somebody else's checkout."""
    return remote.clone(tmp_path / "other")


@pytest.fixture
def here(remote: Remote, other: Path, tmp_path: Path) -> Path:
    """Ours, as a runner makes it."""
    return remote.clone(tmp_path / "here", "--depth=1")
