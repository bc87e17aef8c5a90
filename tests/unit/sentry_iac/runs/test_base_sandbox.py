"""A fork's preview needs nothing from the real stack, and writes only into its own folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from sentry_iac.errors import CommandError
from sentry_iac.runs.base_sandbox import copy_checkout, disarm, export

STACK = """
encryptionsalt: v1:abc
config:
  sentry:token: {secure: v1:def}
  sentry:organization: acme
  sentry:baseUrl: https://de.sentry.io
  example:environment: production
  example:appRoot: /srv/applications
  example:projects: {web: {release: {secure: v1:ghi}}}
  example:release: {secure: v1:jkl}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the project in a folder of it, changed since its last commit."""
    project = tmp_path / "repository" / "sentry"
    project.mkdir(parents=True)
    (project / "Pulumi.yaml").write_text("name: example\nruntime: python\n")
    (project / "sentry.yaml").write_text("teams: {core: {}}\n")
    git(project.parent, "init", "--quiet")
    git(project.parent, "add", "--all")
    git(project.parent, "commit", "--quiet", "--message", "base")
    (project / "sentry.yaml").write_text("teams: {other: {}}\n")
    (project / "new.yaml").write_text("")
    return project


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def test_the_base_is_the_project_as_it_was_committed(checkout: Path, tmp_path: Path) -> None:
    export(checkout, "HEAD", tmp_path / "base")
    assert sorted(path.name for path in (tmp_path / "base").iterdir()) == ["Pulumi.yaml", "sentry.yaml"]
    assert (tmp_path / "base" / "sentry.yaml").read_text() == "teams: {core: {}}\n"


def test_a_base_that_git_does_not_know_is_one_line(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"git does not have what --base names: .*fetch it first"):
        export(checkout, "no-such-branch", tmp_path / "base")
    with pytest.raises(CommandError, match="git does not have"):
        export(tmp_path, "HEAD", tmp_path / "base")


def test_a_copy_leads_nowhere_and_decrypts_nothing(checkout: Path) -> None:
    path = checkout / "Pulumi.prod.yaml"
    path.write_text(STACK)
    assert disarm(checkout, "acme/prod") == {"example:projects", "example:release"}
    kept = yaml.safe_load(path.read_text())
    assert kept == {"config": {"example:environment": "production", "example:appRoot": ".local/app"}}


def test_a_stack_file_behind_a_link_is_read_and_not_written(checkout: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.yaml"
    shared.write_text(STACK)
    (checkout / "Pulumi.prod.yaml").symlink_to(shared)
    copy_checkout(checkout, tmp_path / "copy")
    assert disarm(tmp_path / "copy", "prod") == {"example:projects", "example:release"}
    assert shared.read_text() == STACK
    kept = yaml.safe_load((tmp_path / "copy" / "Pulumi.prod.yaml").read_text())
    assert kept["config"]["example:environment"] == "production"


def test_a_stack_without_a_file_has_an_empty_one(checkout: Path) -> None:
    assert disarm(checkout, "prod") == set()
    assert yaml.safe_load((checkout / "Pulumi.prod.yaml").read_text()) == {"config": {}}
