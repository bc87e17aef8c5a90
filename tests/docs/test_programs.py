"""The programs of the pages are typed, and the engine applies them as they stand there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.blocks import Block, blocks, pages
from tests.e2e.project import PulumiProject
from tests.repository import ROOT

PROGRAMS = [block for page in pages() for block in blocks(page) if block.mark == "program"]
PARTS = [
    block
    for page in ("docs/alerts.md", "docs/privacy.md")
    for block in blocks(page)
    if block.language == "python"
]
"""Pieces of programs that have a team, a project and integrations."""

BEFORE_PARTS = """\
import pulumi_sentry as sentry

team = sentry.Team("web", slug="web")
project = sentry.Project("shop", name="Shop", slug="shop", team=team.id)
discord = jira = jira_server = slack = msteams = pagerduty = opsgenie = github = github_enterprise = vsts = (
    sentry.get_integration(sentry.GetIntegrationArgs(provider="slack", name="Example Workspace"))
)
"""
SETTINGS = f"name: shop\nruntime: python\nplugins: {{providers: [{{name: sentry, path: {Path(sys.prefix, 'bin')}}}]}}\n"


@pytest.mark.slow
def test_mypy_finds_nothing_in_them(tmp_path: Path) -> None:
    files = []
    texts = [program.text for program in PROGRAMS]
    for number, text in enumerate([*texts, *(BEFORE_PARTS + part.text for part in PARTS)]):
        files.append(tmp_path / f"program_{number}.py")
        files[-1].write_text(text)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(tmp_path / "cache"),
        *map(str, files),
    ]
    env = {**os.environ, "MYPYPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stdout


@pytest.mark.e2e
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda block: block.where)
def test_the_engine_applies_it_and_has_nothing_to_do_afterwards(
    program: Block, tmp_path: Path, sentry_env: Mapping[str, str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(SETTINGS)
    (tmp_path / "__main__.py").write_text(program.text)
    project = PulumiProject(tmp_path, sentry_env)
    project.init("dev")
    project.up("dev")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
