"""Somebody who pastes the commands of a page into a shell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from tests.docs.blocks import Block
from tests.e2e.engine import BIN
from tests.e2e.project import PASSPHRASE, QUICK_PIP, Ran

# What a page leaves open; a reader puts their own values there.
_OPEN = re.compile(r"\bSENTRY_(?:AUTH_TOKEN|ORG|URL)=\S+")


class Reader:
    """A person with a folder, a shell, and a Sentry of theirs.

    Attributes:
        folder: where the page's first command runs.
    """

    def __init__(self, folder: Path, sentry: Mapping[str, str], env: Mapping[str, str] | None = None) -> None:
        """Sit down in a folder.

        Args:
            folder: a folder that is there.
            sentry: SENTRY_URL, SENTRY_ORG and SENTRY_AUTH_TOKEN of the Sentry that the reader has; a page's own
                values stand for them.
            env: more variables.
        """
        self.folder = folder
        self._sentry = dict(sentry)
        self._here = folder / ".here"
        self._env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "LANG": "C.UTF-8",
            "COLUMNS": "120",
            "XDG_STATE_HOME": str(folder / ".state-home"),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            # A page installs from a checkout; pip has all it needs, and asks no index.
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": os.pathsep.join([str(QUICK_PIP), os.environ.get("PYTHONPATH", "")]),
            **NO_UPDATE_CHECKS,
            **(env or {}),
        }

    def types(self, commands: str, folder: str = "", code: int = 0, **env: str) -> Ran:
        """Paste commands into a new shell; another exit code fails the test with what was printed.

        Args:
            commands: lines of a page.
            folder: where, from the reader's folder.
            code: the exit code that they end with.
            env: more variables.
        """
        return self._run(commands, self.folder / folder, code, env)

    def follows(self, story: list[Block]) -> list[Ran]:
        """Paste the blocks of a story one after the other, each where the one before it ended.

        A block that says what is printed is held against what was.
        """
        done: list[Ran] = []
        folder, env = self.folder, dict[str, str]()
        for block in story:
            if block.story:
                noted = f'set -e\n{block.text}\npwd > "{self._here}"; env -0 > "{self._here}.env"'
                done.append(self._run(noted if not block.code else block.text, folder, block.code, env))
                if not block.code:
                    folder = Path(self._here.read_text().strip())
                    env = self._left()
            else:
                missing = absent(block.text, done[-1].text)
                assert not missing, f"{block.where}: {missing} not in\n{done[-1].text}"
        return done

    def _left(self) -> dict[str, str]:
        lines = Path(f"{self._here}.env").read_text().split("\0")
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def _run(self, commands: str, folder: Path, code: int, env: Mapping[str, str]) -> Ran:
        mine = _OPEN.sub(lambda found: self._mine(found[0]), commands)
        ended = subprocess.run(  # noqa: S603  # the pages' own commands
            ["/bin/sh", "-c", mine],
            cwd=folder,
            env={**self._env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        text = ended.stdout + ended.stderr
        assert ended.returncode == code, f"{commands}\n{text}"
        assert self._sentry["SENTRY_AUTH_TOKEN"] not in text
        return Ran(ended.returncode, text)

    def _mine(self, assignment: str) -> str:
        name = assignment.partition("=")[0]
        mine = f"{name}={self._sentry[name]}"
        # A page means sentry.io where it names no address; the reader's is another one.
        return f"{mine} SENTRY_URL={self._sentry['SENTRY_URL']}" if name == "SENTRY_AUTH_TOKEN" else mine


def absent(shown: str, printed: str) -> list[str]:
    """The lines of a page that nothing printed holds; `…` stands for anything, and spaces are as wide as they are."""
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    lost = []
    for line in shown.splitlines():
        words = " ".join(line.split())
        form = re.escape(words).replace("…", ".*")
        if words and not any(re.search(form, each) for each in lines):
            lost.append(line)
    return lost
