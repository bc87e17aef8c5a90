"""`python -m sentry_iac` is what `make down` and `make clean` run where the environment is broken or gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.repository import ROOT


def bare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it with nothing but the standard library."""
    return subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-S", "-m", "sentry_iac", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def project(folder: Path) -> Path:
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return folder


def test_down_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    ran = bare(project(tmp_path), "down")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "no sandbox of this project is running\n", "")


def test_clean_has_nothing_to_do_where_nothing_was_made(tmp_path: Path) -> None:
    ran = bare(project(tmp_path), "clean")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_clean_removes_nothing_that_it_cannot_look_into(tmp_path: Path) -> None:
    (project(tmp_path) / ".local" / "state").mkdir(parents=True)
    ran = bare(tmp_path, "clean")
    assert ran.returncode == 1
    assert "run `make venv` first" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (tmp_path / ".local" / "state").is_dir()
