"""The applications of `examples/gvses` as a person runs them: with the files that `up` wrote, one behind the other."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from sentry_sandbox.server import SandboxServer
from tests.e2e import browser
from tests.e2e.project import Project
from tests.e2e.rotation import eventually
from tests.repository import ROOT
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

EXAMPLE = ROOT / "examples" / "gvses"
NODE = (20, 19)
"""The oldest Node.js that builds the front end."""

Event = dict[str, Any]
RESOLVE = """
const [map, line, column] = process.argv.slice(1);
const { SourceMap } = require("node:module");
const entry = new SourceMap(JSON.parse(require("node:fs").readFileSync(map))).findEntry(line - 1, column - 1);
console.log(JSON.stringify({ file: entry.originalSource, line: entry.originalLine + 1 }));
"""
"""Node.js's own reader of source maps, which finds the original of a place in a minified file."""


def missing() -> str:
    """Return the first needed program that is not installed; empty where all are."""
    if not shutil.which("node"):
        return "Node.js"
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    numbers = tuple(int(number) for number in re.findall(r"\d+", told.stdout)[:2])
    return "Node.js 20.19 or later" if numbers < NODE else browser.missing()


class Applications:
    """Both applications of stack dev, and the Sentry they send to.

    Attributes:
        project: the Pulumi project whose `up` wrote their `.env` files.
        hand: a person at that Sentry.
        folder: where they are.
        upload: the token that the build of the front end uploads with.
        backend: the address of the back end.
        frontend: the address of the front end.
    """

    def __init__(self, folder: Path, hand: SentryByHand, env: dict[str, str]) -> None:
        self.hand = hand
        self.project = Project(folder, env)
        self.folder = folder / "gvses"
        shutil.copytree(EXAMPLE, self.folder, ignore=shutil.ignore_patterns("node_modules", "dist", ".env"))
        self.project.configure("dev", "appRoot", "gvses")
        # The scope of Sentry's organization tokens, and no other.
        made = hand.admin("POST", "tokens", {"scopes": ["org:ci"], "kind": "org"})
        self.upload = str(made["token"])
        self.backend = self.frontend = ""

    @property
    def site(self) -> Path:
        """The front end as it is published."""
        return self.folder / "frontend" / "dist"

    def deploy(self) -> None:
        """Apply the stack, and build the front end with its values and an upload token, as CI does."""
        npm = [
            shutil.which("npm") or "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
        ]
        with self._running(npm, "frontend") as installing:
            self.project.init("dev")
            self.project.up("dev")
            told, _ = installing.communicate(timeout=300)
            assert installing.returncode == 0, told
        upload = {
            "SENTRY_URL": self.hand.url,
            "SENTRY_ORG": self.hand.organization,
            "SENTRY_PROJECT": "gvses-frontend-dev",
            "SENTRY_AUTH_TOKEN": self.upload,
            # The uploader caches an organization's address, and each sandbox has its own.
            "SENTRY_CONFIG_DIR": str(self.folder / "uploader"),
        }
        built = subprocess.run(
            ["npm", "run", "build"],  # noqa: S607
            cwd=self.folder / "frontend",
            env={**_environment(), **upload},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert built.returncode == 0, built.stdout + built.stderr
        # An upload that fails does not fail the build.
        assert "[sentry-vite-plugin] Error" not in built.stdout + built.stderr, built.stdout + built.stderr

    @contextmanager
    def run(self) -> Iterator[None]:
        """Run both for the time of the block."""
        uvicorn = [sys.executable, "-m", "uvicorn", "main:app", "--port", "0"]
        vite = ["node", "node_modules/vite/bin/vite.js", "preview", "--host", "127.0.0.1", "--port", "0"]
        with ExitStack() as stack:
            self.backend = stack.enter_context(self._served(uvicorn, "backend"))
            self.frontend = stack.enter_context(self._served(vite, "frontend", GVSES_API=self.backend))
            yield

    @contextmanager
    def _served(self, command: list[str], application: str, **env: str) -> Iterator[str]:
        log = self.folder / f"{application}.log"
        with log.open("w") as out, self._running(command, application, out, **env) as process:

            def address() -> list[str]:
                assert process.poll() is None, log.read_text()
                return re.findall(r"http://127\.0\.0\.1:\d+", log.read_text())

            eventually(lambda: bool(address()), f"the {application} listens")
            yield address()[0]

    @contextmanager
    def _running(
        self, command: list[str], application: str, out: Any = subprocess.PIPE, **env: str
    ) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(  # noqa: S603  # our own command line
            command,
            cwd=self.folder / application,
            env={**_environment(), **env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)

    def events(self, slug: str) -> list[Event]:
        """A project's errors and transactions."""
        state = self.hand.admin("GET", "state")
        project = next(one["id"] for one in state["projects"] if one["slug"] == slug)
        return [event for event in state["events"] if event["projectId"] == project]

    def bundles(self, debug_id: str) -> list[zipfile.ZipFile]:
        """The bundles that Sentry finds for a debug id of the front end."""
        found = self.hand.get(f"projects/{{org}}/gvses-frontend-dev/artifact-lookup/?debug_id={debug_id}")
        headers = {"Authorization": f"Bearer {self.project.env['SENTRY_AUTH_TOKEN']}"}
        return [
            zipfile.ZipFile(io.BytesIO(httpx2.get(one["url"], headers=headers, trust_env=False).content))
            for one in found
        ]

    def original(self, source_map: bytes, line: int, column: int) -> tuple[str, int]:
        """Return the original file and line of a place in a minified file; both count from 1."""
        file = self.folder / "resolved.js.map"
        file.write_bytes(source_map)
        told = subprocess.run(  # noqa: S603
            ["node", "-e", RESOLVE, str(file), str(line), str(column)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(told.stdout)
        return found["file"], found["line"]

    def sent(self) -> list[Event]:
        """Every envelope that arrived, word for word."""
        found: list[Event] = self.hand.admin("GET", "envelopes")
        return found


@contextmanager
def applications(folder: Path) -> Iterator[Applications]:
    """Both applications, deployed to a Sentry of their own, and running."""
    with SandboxServer() as sandbox:
        hand = person_at(sandbox)
        env = variables_of(sandbox)
        here = Applications(folder, hand, env)
        here.deploy()
        with here.run():
            yield here
        hand.close()


def _environment() -> dict[str, str]:
    """This process's variables, without those that would override the `.env` files or cause an upload."""
    return {
        **{name: text for name, text in os.environ.items() if "SENTRY" not in name},
        "NO_COLOR": "1",
    }
