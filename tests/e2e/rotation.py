"""For tests of a rotation: a small estate, its commands, applications that send, and a watcher."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from dotenv import dotenv_values

from pulumi_sentry.lifecycle.clock import NOW, write_instant
from tests.e2e.project import Project, Ran
from tests.sentry_api import SentryByHand

SENDER = Path(__file__).with_name("sender.py")
DAY = timedelta(days=1)

PATIENCE = 120.0
"""Seconds to wait for a condition before the test fails."""

STACK_FILE = """\
config:
  shop:environment: production
  shop:appRoot: apps  # where the applications live
  shop:rotation:
    proofPause: 0s
"""


class Estate(Project):
    """A project folder with small applications: a project, a key and an `.env` file each."""

    def __init__(self, folder: Path, env: dict[str, str], names: list[str]) -> None:
        super().__init__(folder, env)
        self.names = names
        for shipped in ("Pulumi.dev.yaml", "Pulumi.prod.yaml"):
            (folder / shipped).unlink()
        settings = folder / "Pulumi.yaml"
        settings.write_text(settings.read_text().replace("name: gvses-sentry", "name: shop", 1))
        self.stack_file = folder / "Pulumi.prod.yaml"
        self.stack_file.write_text(STACK_FILE)
        projects = "".join(
            f"  {name}: {{ platform: python, team: web, envFile: {{ path: {name}/.env }} }}\n"
            for name in names
        )
        off = "{ 5xx: false, latency: false, error-rate: false }"
        (folder / "sentry.yaml").write_text(
            f"teams: {{ web: {{}} }}\n"
            f"defaults: {{ monitors: {off}, alerts: {{ high-priority: false }} }}\n"
            f"projects:\n{projects}"
        )
        self.init("prod")

    def path(self, name: str) -> Path:
        """The `.env` file of an application."""
        return self.folder / "apps" / name / ".env"

    def dsn(self, name: str) -> str:
        """The DSN that an application would read now."""
        return str(dotenv_values(self.path(name))["SENTRY_DSN"])

    def up_at(self, now: datetime, *, fails: bool = False) -> Ran:
        """`pulumi up` at an instant."""
        return self.pulumi(
            "up", "-s", "prod", "--yes", "--skip-preview", fails=fails, SENTRY_IAC_NOW=write_instant(now)
        )

    def up_killed_at(self, now: datetime, reached: Callable[[], bool]) -> None:
        """`pulumi up` at an instant, killed with all of its processes once it has reached a point."""
        process = subprocess.Popen(
            ["pulumi", "up", "-s", "prod", "--yes", "--skip-preview", "--non-interactive"],  # noqa: S607
            cwd=self.folder,
            env={**self.env, NOW: write_instant(now)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            eventually(reached, "the up has got so far")
        finally:
            for pid in descendants(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
        # The file backend's lock outlives the process that took it.
        self.pulumi("cancel", "-s", "prod", "--yes")

    def preview_is_empty(self, now: datetime) -> None:
        """Fail unless a preview at an instant has nothing to do."""
        self.pulumi("preview", "-s", "prod", "--expect-no-changes", SENTRY_IAC_NOW=write_instant(now))

    def start(self, *words: str, now: datetime) -> subprocess.Popen[str]:
        """Start `sentry-iac` and go on."""
        return subprocess.Popen(  # noqa: S603  # our own command line
            [str(Path(sys.executable).parent / "sentry-iac"), *words],
            cwd=self.folder,
            env={**self.env, NOW: write_instant(now)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ended(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Wait for a started command; its exit code and its output."""
        text, _ = process.communicate(timeout=PATIENCE)
        self.printed.append(text)
        return process.returncode, text

    def iac(self, *words: str, now: datetime | None = None, fails: bool = False, **env: str) -> Ran:
        """Run `sentry-iac`; an unexpected failure fails the test with the output."""
        instant = {} if now is None else {NOW: write_instant(now)}
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(Path(sys.executable).parent / "sentry-iac"), *words],
            cwd=self.folder,
            env={**self.env, **instant, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        ran = Ran(ended.returncode, ended.stdout + ended.stderr)
        self.printed.append(ran.text)
        assert (ran.code != 0) == fails, ran.text
        return ran


def keys(hand: SentryByHand) -> dict[str, bool]:
    """Every key at Sentry by its name and project, and whether it is active."""
    found: list[dict[str, Any]] = hand.admin("GET", "state")["keys"]
    return {f"{key['projectId']} {key['name']}": key["isActive"] for key in found}


def public_key(dsn: str) -> str:
    """The key in a DSN."""
    found = re.match(r"https?://([0-9a-f]{32})@", dsn)
    assert found, "no DSN"
    return found[1]


def eventually(happened: Callable[[], bool], what: str) -> None:
    """Wait for a condition that becomes true by itself."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


class Sender:
    """A deployed application, a process of its own."""

    def __init__(self, env_file: Path, log: Path, seed: str) -> None:
        self.log = log
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            [sys.executable, str(SENDER), str(env_file), str(log), seed],
            env={"PATH": os.environ["PATH"]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def lines(self, word: str) -> list[list[str]]:
        text = self.log.read_text() if self.log.exists() else ""
        return [line.split() for line in text.splitlines() if line.startswith(word)]

    @property
    def starts(self) -> int:
        """How often it has started."""
        return len(self.lines("started"))

    @property
    def sent(self) -> set[str]:
        """The ids of the events that it has sent."""
        return {line[2] for line in self.lines("sent")}

    def stop(self) -> None:
        """Let it finish its event and end."""
        Path(f"{self.log}.stop").touch()
        _, complaints = self._process.communicate(timeout=PATIENCE)
        assert self._process.returncode == 0, complaints.decode()


def wait_for_restarts(senders: list[Sender]) -> None:
    """Wait until every application has started again with its current `.env` file."""
    before = [sender.starts for sender in senders]
    eventually(
        lambda: all(sender.starts > count for sender, count in zip(senders, before, strict=True)),
        "every application has started again",
    )


class Watcher:
    """Keeps reading `.env` files, and asks Sentry each time whether it accepts the DSN."""

    def __init__(self, files: list[Path]) -> None:
        self._files = files
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.looks = 0
        self.seen: set[str] = set()
        self.dead: list[str] = []

    def _watch(self) -> None:
        with httpx2.Client(timeout=30) as http:
            while not self._end.is_set():
                for file in self._files:
                    self._look(http, file)
                # The sandbox lives in this process: leave it some time to answer others.
                self._end.wait(0.05)

    def _look(self, http: httpx2.Client, file: Path) -> None:
        before = dotenv_values(file).get("SENTRY_DSN")
        if not before:
            self.dead.append(f"{file}: no DSN")
            return
        origin, _, project = before.rpartition("/")
        scheme, _, rest = origin.partition("://")
        key, _, host = rest.partition("@")
        answer = http.post(
            f"{scheme}://{host}/api/{project}/envelope/",
            content=b'{}\n{"type":"client_report"}\n{"discarded_events":[]}\n',
            headers={"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={key}"},
        )
        self.looks += 1
        self.seen.add(key)
        # A file that was rewritten meanwhile no longer holds that DSN.
        if answer.status_code != 200 and dotenv_values(file).get("SENTRY_DSN") == before:
            self.dead.append(f"{file.parent.name}: {answer.status_code}")


@contextmanager
def watching(files: list[Path]) -> Iterator[Watcher]:
    """Watch `.env` files during the block; a dead DSN at any moment fails the test."""
    watcher = Watcher(files)
    watcher._thread.start()
    try:
        yield watcher
    finally:
        watcher._end.set()
        watcher._thread.join()
    assert watcher.dead == []
    assert watcher.looks > 0


def descendants(pid: int) -> list[int]:
    """A process and everything that it has started, the engine's plugins included."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # pid (name) state ppid ...; a name may hold spaces and parentheses
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found
