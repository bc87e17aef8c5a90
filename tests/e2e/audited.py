"""The example applications after a team's manual steps, and `sentry-iac audit` of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from sentry_iac.estate import load_estate, read_stack_file
from tests.e2e.gvses import Applications
from tests.repository import ROOT
from tests.unit.sentry_iac.audit.healthy import narrow_token, settle

Json = dict[str, Any]


def settle_in(here: Applications) -> str:
    """Accept invitations, add owners and a repository with the workflows; returns a token of just the needed scopes."""
    folder = here.project.folder
    estate = load_estate(folder / "sentry.yaml", read_stack_file("dev", folder))
    settle(here.hand, estate)
    shutil.copytree(ROOT / ".github", folder / ".github")
    shutil.copy(ROOT / ".gitignore", folder)
    for words in (
        ["init", "--quiet"],
        ["add", "sentry.yaml", ".github", ".gitignore", "gvses"],
        ["-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", "All of it"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)  # noqa: S603, S607
    return narrow_token(here.hand, estate)


def sentry_iac(here: Applications, *words: str, token: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours in the project's folder."""
    program = Path(sys.executable).with_name("sentry-iac")
    return subprocess.run(  # noqa: S603
        [str(program), *words, "--stack", "dev"],
        cwd=here.project.folder,
        env={**here.project.env, "SENTRY_AUTH_TOKEN": token},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def checks_that_lost(report: str) -> list[Json]:
    """The checks that lost points in a report of `--format json`."""
    return [
        {"name": each["name"], "findings": each["findings"]}
        for each in json.loads(report)["checks"]
        if each["outcome"] not in {"pass", "does not apply"}
    ]
