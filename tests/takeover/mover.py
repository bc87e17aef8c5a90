"""A person with a token that may only read, who takes an organization over."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from tests.e2e.engine import BIN
from tests.e2e.project import PASSPHRASE, QUICK_PIP, Ran
from tests.schema import complaints
from tests.sentry_api import SentryByHand

READS = ("org:read", "team:read", "project:read", "member:read", "alerts:read", "event:read")


def token_of(hand: SentryByHand, scopes: Sequence[str] = READS) -> str:
    """Make a token with some scopes."""
    made = hand.admin("POST", "tokens", {"kind": "integration", "scopes": list(scopes)})
    return str(made["token"])


class Mover:
    """Runs the three commands in a folder of their own.

    Attributes:
        hand: what a person does at that Sentry beside them.
        project: the folder that the export writes.
        form: what it is written in.
        printed: the standard output of the last command.
    """

    def __init__(
        self,
        folder: Path,
        hand: SentryByHand,
        env: Mapping[str, str],
        form: str,
        scopes: Sequence[str] = READS,
        *,
        token: str | None = None,
    ) -> None:
        self.hand = hand
        self.project = folder / "acme-sentry"
        self.form = form
        self.printed = ""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "LANG": "C.UTF-8",
            "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"],
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PYTHONPATH": os.pathsep.join([str(QUICK_PIP), os.environ.get("PYTHONPATH", "")]),
            **NO_UPDATE_CHECKS,
            **env,
            "SENTRY_AUTH_TOKEN": token or token_of(hand, scopes),
        }
        hand.admin("DELETE", "requests")

    def export(self, *options: str, code: int | None = 0) -> Ran:
        """`sentry-iac export`; its `sentry.yaml` is one that an editor finds nothing wrong with."""
        words = ["sentry-iac", "export", "--output", self.project.name, "--format", self.form, *options]
        ran = self._run(words, self._folder, code)
        written = self.project / "sentry.yaml"
        assert complaints(written.read_text() if written.exists() else "{ teams: {}, projects: {} }") == []
        return ran

    def adopt(self, *, stack: str = "prod", code: int = 0) -> Ran:
        """`sentry-iac adopt`."""
        return self._run(["sentry-iac", "adopt", "--stack", stack], self.project, code)

    def up(self, token: str) -> Ran:
        """`sentry-iac up`, with a token that may write."""
        words = ["sentry-iac", "up", "--stack", "prod", "--yes"]
        return self._run(words, self.project, 0, {"SENTRY_AUTH_TOKEN": token})

    def changes(self, *options: str, code: int) -> Ran:
        """`sentry-iac export --changes`."""
        return self._run(["sentry-iac", "export", "--changes", *options], self.project, code)

    def preview(self, stack: str = "prod") -> Ran:
        """`pulumi preview` with a look at Sentry; anything to do fails the test."""
        state = {"PULUMI_BACKEND_URL": (self.project / ".local" / "state").as_uri()}
        words = ["pulumi", "preview", "-s", stack, "--refresh", "--diff", "--expect-no-changes"]
        return self._run([*words, "--non-interactive", "--color", "never"], self.project, 0, state)

    def texts(self) -> dict[str, str]:
        """Every file of the project that a person would commit."""
        files = (path for path in self.project.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.project)): path.read_text()
            for path in files
            if ".local" not in path.parts and "__pycache__" not in path.parts
        }

    def writes(self) -> list[str]:
        """The requests so far that may have changed something."""
        log = self.hand.admin("GET", "requests")["requests"]
        return [f"{each['method']} {each['path']}" for each in log if each["method"] != "GET"]

    def _run(
        self, words: list[str], folder: Path, code: int | None, env: Mapping[str, str] | None = None
    ) -> Ran:
        ended = subprocess.run(  # noqa: S603  # our own command line
            words,
            cwd=folder,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        self.printed = ended.stdout
        text = ended.stdout + ended.stderr
        assert code is None or ended.returncode == code, text
        return Ran(ended.returncode, text)
