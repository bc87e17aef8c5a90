"""What another team does with a wheel that was just built: install, init, up, and the life after it."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from tests.e2e.from_wheel import (
    EXAMPLE,
    Ended,
    Installed,
    build_wheel,
    first_command,
    install,
    python_of,
    stopped_at_the_end,
)


@dataclass(frozen=True)
class Team:
    """The example's team, after its first `up`.

    Attributes:
        iac: what they installed.
        folder: their project.
        first: what the first `up` said.
    """

    iac: Installed
    folder: Path
    first: Ended

    def env_file(self, application: str) -> dict[str, str | None]:
        return dotenv_values(self.folder / ".local" / "app" / "staging" / application / ".env")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def team(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The example's twelve projects, from an empty folder on."""
    home = tmp_path_factory.mktemp("team")
    iac, folder = install(wheel, python_of("3.11"), home), home / "parcels"
    iac.run(home, *first_command(folder))
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    with stopped_at_the_end(iac, folder):
        said = iac.run(folder, "up", "--stack", "staging", fails=True)
        assert said.err == "error: there is no `pulumi` on PATH; `sentry-iac pulumi install` installs it\n"
        iac.install_pulumi(folder)
        yield Team(iac, folder, iac.run(folder, "up", "--stack", "staging"))


def test_nothing_that_is_shipped_is_about_the_estate_of_this_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        found = [
            name
            for name in packed.namelist()
            # The metadata hold README.md, which shows this repository's own estate.
            if ".dist-info/" not in name and re.search(rb"(?i)gvses", packed.read(name))
        ]
    assert found == []


def test_up_makes_the_whole_estate_at_a_local_sentry(team: Team) -> None:
    declared = yaml.safe_load((team.folder / "sentry.yaml").read_text())["projects"]
    assert len(declared) == 12
    for project in declared:
        assert f"{project}-staging" in team.first.out
        prefix = "NEXT_PUBLIC_" if project == "shop" else ""
        found = team.env_file(project)
        assert str(found[f"{prefix}SENTRY_DSN"]).startswith("http://")
        assert found[f"{prefix}SENTRY_ENVIRONMENT"] == "staging"


def test_pulumi_leaves_the_comments_of_a_stack_file(team: Team) -> None:
    assert (team.folder / "Pulumi.staging.yaml").read_text() == (EXAMPLE / "Pulumi.staging.yaml").read_text()


def test_a_preview_after_it_is_empty_and_warns_of_nothing(team: Team) -> None:
    said = team.iac.run(team.folder, "preview", "--stack", "staging")
    assert "nothing to do" in said.out
    assert "warning" not in (said.out + said.err).lower()


def test_the_other_environment_is_a_stack_of_its_own(team: Team) -> None:
    said = team.iac.run(team.folder, "preview", "--stack", "prod")
    assert "to create" in said.out


def test_a_dsn_rotates(team: Team) -> None:
    before = team.env_file("checkout")["SENTRY_DSN"]
    team.iac.run(team.folder, "rotate", "--stack", "staging", "--project", "checkout")
    assert team.env_file("checkout")["SENTRY_DSN"] not in {None, before}


def test_the_audit_scores_it(team: Team) -> None:
    said = team.iac.run(team.folder, "audit", "--stack", "staging", "--verbose")
    assert re.search(r"Audit of stack staging .*: \d+ of 100", said.out)
    assert "ok each `.env` file holds an active DSN" in said.out


def test_a_stack_that_nobody_declared_is_refused_and_leaves_no_file(team: Team) -> None:
    said = team.iac.run(team.folder, "up", "--stack", "production", fails=True)
    assert said.err == (
        "error: there is no stack production (Pulumi.production.yaml is missing); known: prod or staging. "
        "For a new one: `cp Pulumi.prod.yaml Pulumi.production.yaml`, and change what is different\n"
    )
    assert not (team.folder / "Pulumi.production.yaml").exists()


def test_keys_of_another_project_are_named_with_their_line(team: Team) -> None:
    path = team.folder / "Pulumi.prod.yaml"
    before = path.read_text()
    path.write_text(before.replace("parcels:", "copied-from:"))
    try:
        said = team.iac.run(team.folder, "up", "--stack", "prod", fails=True)
    finally:
        path.write_text(before)
    assert said.err.splitlines()[0] == (
        "error: Pulumi.prod.yaml:4: copied-from:environment: nobody reads it: this project's keys begin with its name "
        "in Pulumi.yaml; write parcels:environment"
    )


def test_down_stops_the_local_sentry(team: Team) -> None:
    assert "stopped the sandbox" in team.iac.run(team.folder, "down").out


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_each_python_takes_the_three_commands(version: str, wheel: Path, tmp_path: Path) -> None:
    iac, folder = install(wheel, python_of(version), tmp_path), tmp_path / "acme-sentry"
    iac.install_pulumi(tmp_path)
    iac.run(tmp_path, "init", "acme-sentry", "--organization", "acme", "--project", "shop=python-django")
    with stopped_at_the_end(iac, folder):
        iac.run(folder, "up")
    assert dotenv_values(folder / ".local" / "app" / "dev" / "shop" / ".env")["SENTRY_DSN"]
