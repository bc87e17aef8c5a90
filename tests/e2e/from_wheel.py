"""The wheel in a virtual environment of its own, with what it depends on and nothing of this repository."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.engine import BIN
from tests.repository import ROOT

EXAMPLE = ROOT / "examples" / "parcels"
_PATH = "/usr/bin:/bin"


@dataclass(frozen=True)
class Ended:
    """A command that ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installed:
    """An environment with `sentry-iac` in it.

    Attributes:
        bin: its programs.
        home: the home of who uses it, which holds nothing.
    """

    bin: Path
    home: Path

    def run(self, folder: Path, *words: str, fails: bool = False, path: str = _PATH) -> Ended:
        """Run `sentry-iac`, without a terminal and without anything of who runs the tests."""
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(self.bin / "sentry-iac"), *words],
            cwd=folder,
            env={"PATH": path, "HOME": str(self.home), "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert (ended.returncode != 0) == fails, ended.stdout + ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def install_pulumi(self, folder: Path) -> Ended:
        """Take the Pulumi CLI of the tests, which is on PATH this once."""
        return self.run(folder, "pulumi", "install", path=f"{BIN}{os.pathsep}{_PATH}")


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this repository."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # our own command line
    return next(folder.glob("*.whl"))


def install(wheel: Path, python: Path, folder: Path) -> Installed:
    """Install the wheel with its extra `cli`, at the locked versions."""
    uv, venv = str(BIN / "uv"), folder / "venv"
    words = ["--quiet", "--python", str(python)]
    subprocess.run([uv, "venv", *words, str(venv)], check=True)  # noqa: S603  # our own command line
    locked = ["--constraint", str(ROOT / "requirements.txt")]
    subprocess.run(  # noqa: S603  # the same
        [uv, "pip", "install", "--quiet", "--python", str(venv / "bin" / "python"), *locked, f"{wheel}[cli]"],
        check=True,
    )
    home = folder / "home"
    home.mkdir()
    return Installed(venv / "bin", home)


def python_of(version: str) -> Path:
    """Return a Python of a version; skips the test where there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    usual = shutil.which(f"python{version}")
    for python in [
        Path(sys.executable),
        *([Path(usual)] if usual else []),
        *pyenv.glob(f"{version}.*/bin/python"),
    ]:
        said = subprocess.run(  # noqa: S603  # an interpreter of this machine
            [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.stdout.strip() == version:
            return python
    pytest.skip(f"there is no Python {version} on this machine")


def first_command(folder: Path) -> list[str]:
    """Return the words of the command with which the example began, by its README, for another folder."""
    text = (EXAMPLE / "README.md").read_text()
    command = text[text.index("    sentry-iac init") : text.index("which also writes")]
    _, verb, _, *options = shlex.split(command.replace("\\\n", " "))
    return [verb, str(folder), *options]


@contextmanager
def stopped_at_the_end(installed: Installed, folder: Path) -> Iterator[None]:
    """End the local Sentry of a project, whatever happens."""
    try:
        yield
    finally:
        if (folder / "Pulumi.yaml").is_file():
            installed.run(folder, "down")
