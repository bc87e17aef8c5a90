"""The commands of docs/moving.md, as they stand there, do what the page says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.project import Ran
from tests.repository import ROOT
from tests.sentry_api import SentryByHand
from tests.takeover.mover import READS, Mover

_PAGE = (ROOT / "docs" / "moving.md").read_text()
SHORTEST, AS_A_PROGRAM, OWN_PROGRAM, CHANGES = re.findall(
    r"^```sh\n(.*?)^```", _PAGE, re.DOTALL | re.MULTILINE
)


class _Reader:
    """Somebody who pastes the commands of the page into a shell, with a token that has the scopes of the page."""

    def __init__(self, folder: Path, hand: SentryByHand, env: dict[str, str]) -> None:
        scopes = re.findall(r"^\| (\w+:read) \|", _PAGE, re.MULTILINE)
        assert {*scopes} == {*READS} - {"event:read"}
        self.folder = folder
        self._organization = hand.organization
        self._env = Mover(folder, hand, env, "yaml", scopes).env

    def types(self, block: str, folder: str = "", code: int = 0, **env: str) -> Ran:
        token = self._env["SENTRY_AUTH_TOKEN"]
        mine = block.replace("SENTRY_AUTH_TOKEN=… SENTRY_ORG=acme", f"SENTRY_ORG={self._organization}")
        ended = subprocess.run(  # noqa: S603  # the docs' own commands
            ["/bin/sh", "-c", mine],
            cwd=self.folder / folder,
            env={**self._env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        text = ended.stdout + ended.stderr
        assert ended.returncode == code, text
        assert token not in text
        return Ran(ended.returncode, text)


@pytest.fixture
def reader(tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]) -> _Reader:
    by_hand.team("web")
    by_hand.project("web", "shop")
    by_hand.metric_monitor("shop", "Too many failures")
    return _Reader(tmp_path, by_hand, sentry_env)


def test_every_command_does_what_the_page_says(reader: _Reader, by_hand: SentryByHand) -> None:
    moved = reader.types(SHORTEST)
    assert re.search(r"stack prod has taken over \d+ resources", moved.text)
    assert re.search(r"Resources:\n +\d+ unchanged\n", moved.text)

    exported = reader.types(AS_A_PROGRAM)
    program = (reader.folder / "acme-python" / "__main__.py").read_text()
    assert "import pulumi_sentry as sentry" in program
    assert "nothing was written at Sentry" in exported.text
    state = reader.folder / "state"
    state.mkdir()
    reader.types("pulumi stack init prod", "acme-python", PULUMI_BACKEND_URL=state.as_uri())
    imported = reader.types(OWN_PROGRAM, "acme-python", PULUMI_BACKEND_URL=state.as_uri())
    assert re.search(r"\d+ imported", imported.text)

    by_hand.project("web", "api")
    log = by_hand.admin("GET", "requests")["requests"]
    caught_up = reader.types(CHANGES, "acme-sentry")
    assert "+  api:\n" in caught_up.text
    assert (
        "stack prod has taken over 1 Project" in caught_up.text or "taken over 2 resources" in caught_up.text
    )

    assert [each["path"] for each in log if each["method"] != "GET"] == ["/api/0/teams/sandbox/web/projects/"]


def test_the_scripts_of_the_page_are_those_that_an_export_writes() -> None:
    assert os.linesep  # placeholder
