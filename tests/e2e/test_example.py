"""The provider serves any Pulumi program, installed as a wheel and without this repository beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from tests.e2e.engine import BIN
from tests.repository import ROOT
from tests.sentry_api import SentryByHand


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A virtual environment with the wheel in it; its dependencies are lent by ours."""
    wheels, home = tmp_path / "wheels", tmp_path / "home"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # our own command line
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)  # noqa: S603  # the same
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, *map(str, wheels.glob("*.whl"))], check=True)  # noqa: S603  # the same
    packages = next((home / "lib").glob("python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for program in ("pulumi", "pulumi-language-python", "pulumi-language-python-exec"):
        (home / "bin" / program).symlink_to(BIN / program)
    return home


def test_an_installed_wheel_serves_a_program_of_its_own(
    installed: Path, tmp_path: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    folder = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "examples" / "shop", folder)
    settings = folder / "Pulumi.yaml"
    settings.write_text(settings.read_text().replace("../../.venv/bin", str(installed / "bin")))
    (tmp_path / "state").mkdir()
    env = {
        "PATH": f"{installed / 'bin'}{os.pathsep}{os.defpath}",
        "HOME": str(tmp_path),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "of no importance",
        **NO_UPDATE_CHECKS,
        **sentry_env,
    }

    def run(*command: str) -> str:
        ended = subprocess.run(  # noqa: S603  # our own command line
            command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout.strip()

    where = run("python", "-c", "import pulumi_sentry; print(pulumi_sentry.__file__)")
    assert Path(where).is_relative_to(installed)
    run("pulumi", "stack", "init", "dev", "--non-interactive")
    run("pulumi", "up", "--yes", "--non-interactive", "--skip-preview")
    run("pulumi", "preview", "--expect-no-changes", "--non-interactive")
    dsn = run("pulumi", "stack", "output", "dsn", "--show-secrets")
    assert dsn == by_hand.get("projects/{org}/shop/keys/?status=active")[0]["dsn"]["public"]
