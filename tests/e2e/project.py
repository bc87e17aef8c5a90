"""A copy of this repository's Pulumi project, driven by the `pulumi` command as a person would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from tests.repository import ROOT

PASSPHRASE = "of no importance"

QUICK_PIP = Path(__file__).with_name("quick_pip")
"""Stands in for pip, which the Python host asks before every run; `test_example.py` uses pip itself."""


@dataclass(frozen=True)
class Ran:
    """A command that ended: its exit code, and everything it printed."""

    code: int
    text: str


class PulumiProject:
    """A Pulumi project in a folder, with a state of its own.

    Attributes:
        patience: seconds that a command may take.
    """

    patience = 120

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        (folder / "state").mkdir()
        # A clean environment: no variable of the person who runs the tests may reach the engine.
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "LANG": "C.UTF-8",
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            **NO_UPDATE_CHECKS,
            "PYTHONPATH": str(QUICK_PIP),
            **env,
        }
        self.printed: list[str] = []

    def pulumi(self, *arguments: str, fails: bool | None = False, **env: str) -> Ran:
        """Run `pulumi`; an unexpected failure fails the test with the output (None: it may fail)."""
        merged = {name: value for name, value in {**self.env, **env}.items() if value}
        ended = subprocess.run(  # noqa: S603  # our own command line
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],  # noqa: S607
            cwd=self.folder,
            env=merged,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=self.patience,
            check=False,
        )
        ran = Ran(ended.returncode, ended.stdout + ended.stderr)
        self.printed.append(ran.text)
        assert fails is None or (ran.code != 0) == fails, ran.text
        return ran

    def init(self, stack: str) -> None:
        """Create a stack."""
        self.pulumi("stack", "init", stack)

    def up(self, stack: str) -> Ran:
        """`pulumi up`."""
        return self.pulumi("up", "-s", stack, "--yes", "--skip-preview")

    def state_text(self) -> str:
        """Everything the backend keeps, as text."""
        files = [path for path in (self.folder / "state").rglob("*") if path.is_file()]
        return "\n".join(path.read_text(errors="replace") for path in files)


class Project(PulumiProject):
    """The shipped project, copied into a folder of its own."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        folder.mkdir(parents=True)
        for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "sentry.yaml", "__main__.py"):
            # A salt that `pulumi` by hand left in a stack file fits that checkout's state only.
            text = (ROOT / name).read_text()
            (folder / name).write_text(re.sub(r"^encryptionsalt:.*\n", "", text, flags=re.MULTILINE))
        shutil.copytree(ROOT / "components", folder / "components")
        (folder / ".venv").symlink_to(sys.prefix)
        super().__init__(folder, env)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there once in a file of the project."""
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new))

    def configure(self, stack: str, key: str, value: Any) -> None:
        """Set a value of this project's config in the stack's file."""
        path = self.folder / f"Pulumi.{stack}.yaml"
        settings = yaml.safe_load(path.read_text())
        settings["config"][f"gvses-sentry:{key}"] = value
        path.write_text(yaml.safe_dump(settings))

    def env_file(self, stack: str, application: str) -> Path:
        """The path of an application's `.env` file."""
        return self.folder / ".local" / "app" / stack / application / ".env"

    def env_values(self, stack: str, application: str) -> dict[str, str | None]:
        """The values that the application reads there."""
        return dotenv_values(self.env_file(stack, application))
