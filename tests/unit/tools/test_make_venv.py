from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli import steps
from sentry_iac.pulumi_cli.steps import StepError
from tests.repository import ROOT
from tools import make_venv as module
from tools.make_venv import POLICY, Checkout, Pack, is_current, make_pack_venv, make_venv

Program = Callable[[Path, str], Path]


@pytest.fixture
def checkout(tmp_path: Path, program: Program) -> Checkout:
    """A checkout whose environment has a stand-in for Python that notes its words."""
    root = tmp_path / "a checkout"
    root.mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (root / name).write_text(f"# {name}\n")
    fake_python(root, program)
    return Checkout(root)


def fake_python(root: Path, program: Program, version: str = "3.11", pip: str = "true") -> None:
    program(
        root / ".venv" / "bin" / "python",
        f"""\
        if [ "$1" = -c ]; then echo {version}; exit; fi
        echo "$@" >> '{root}/calls'
        {pip}""",
    )


def calls(checkout: Checkout) -> list[str]:
    path = checkout.root / "calls"
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def new_environments(checkout: Checkout, program: Program, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets `python -m venv` make the stand-in again; its entries count the environments made."""
    made: list[str] = []
    real_run = steps.run

    def run(command: list[str | Path], **options: object) -> object:
        if "venv" in [str(word) for word in command]:
            made.append("venv")
            fake_python(checkout.root, program)
            return real_run(["true"], label="")
        return real_run(command, **options)  # type: ignore[arg-type]  # what the tool passes on

    monkeypatch.setattr(module, "run", run)
    return made


def test_packages_are_installed_with_hashes_and_the_project_without_its_dependencies(
    checkout: Checkout,
) -> None:
    make_venv(checkout, "runtime")
    locked, project = calls(checkout)
    assert "--require-hashes -r requirements.txt" in locked
    assert "--no-deps --no-build-isolation -e ." in project


def test_a_second_run_installs_nothing(checkout: Checkout, capfd: pytest.CaptureFixture[str]) -> None:
    make_venv(checkout, "dev")
    before = calls(checkout)
    capfd.readouterr()
    make_venv(checkout, "dev")
    make_venv(checkout, "runtime")
    assert calls(checkout) == before
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("name", ["requirements-dev.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed(checkout: Checkout, name: str) -> None:
    make_venv(checkout, "dev")
    (checkout.root / name).write_text("# changed\n")
    assert not is_current(checkout, "dev")
    make_venv(checkout, "dev")
    assert len(calls(checkout)) == 4


def test_an_interrupted_run_is_begun_anew(checkout: Checkout, new_environments: list[str]) -> None:
    make_venv(checkout, "runtime")
    checkout.unfinished.touch()
    make_venv(checkout, "runtime")
    assert new_environments == ["venv"]
    assert is_current(checkout, "runtime")


def test_a_failed_installation_says_what_pip_said_and_is_not_taken_for_done(
    checkout: Checkout, program: Program
) -> None:
    fake_python(checkout.root, program, pip="echo 'ERROR: no matching distribution' >&2; exit 1")
    with pytest.raises(StepError, match="no matching distribution"):
        make_venv(checkout, "runtime")
    assert not is_current(checkout, "runtime")


def test_another_python_gets_a_new_environment(
    checkout: Checkout, program: Program, new_environments: list[str]
) -> None:
    make_venv(checkout, "runtime")
    fake_python(checkout.root, program, version="3.12")
    make_venv(checkout, "runtime")
    assert new_environments == ["venv"]


def test_a_moved_checkout_gets_a_new_environment(
    checkout: Checkout, new_environments: list[str], tmp_path: Path
) -> None:
    make_venv(checkout, "runtime")
    moved = Checkout(tmp_path / "moved")
    shutil.copytree(checkout.root, moved.root)
    assert not is_current(moved, "runtime")


def test_an_environment_that_does_not_start_is_replaced(
    checkout: Checkout, new_environments: list[str]
) -> None:
    checkout.python.unlink()
    checkout.python.symlink_to("/nowhere/python")
    make_venv(checkout, "runtime")
    assert new_environments == ["venv"]


def test_a_python_without_venv_is_told_what_to_install(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(checkout.venv)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(StepError, match="apt-get install python3-venv"):
        make_venv(checkout, "runtime")


def bootstrap(**environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", str(ROOT / "tools" / "bootstrap.sh"), "no-such-group"],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_refused_by_name(tmp_path: Path, program: Program) -> None:
    old = program(tmp_path / "python3.9", "exit 1")
    answer = bootstrap(PYTHON=str(old))
    assert answer.returncode == 1
    assert answer.stderr == f"error: PYTHON={old} is not a Python 3.11 or later; name another one\n"


def test_without_any_python_the_advice_is_what_to_install(tmp_path: Path, program: Program) -> None:
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        program(tmp_path / name, "exit 1")
    answer = bootstrap(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert answer.returncode == 1
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_every_runtime_pin_is_also_in_the_dev_lock() -> None:
    pin = re.compile(r"^[a-z0-9-]+==\S+", re.MULTILINE)
    runtime, dev = (
        set(pin.findall((ROOT / name).read_text())) for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime <= dev


def test_help_names_every_target_that_people_call() -> None:
    answer = subprocess.run(  # noqa: S603 - our own Makefile
        ["/usr/bin/make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True
    )
    for target in ("help", "up", "down", "clean", "test", "check", "lock"):
        assert re.search(rf"^  make {target} +\w", answer.stdout, re.MULTILINE)


def test_the_policy_pack_has_an_environment_of_its_own_with_its_lock_alone(
    tmp_path: Path, program: Program
) -> None:
    pack = Pack(tmp_path / "policy")
    pack.root.mkdir()
    (pack.root / "requirements.txt").write_text("# the pack's\n")
    fake_python(pack.root, program)
    make_pack_venv(pack)
    make_pack_venv(pack)
    (installed,) = calls(pack)
    assert "--require-hashes -r requirements.txt" in installed
    (pack.root / "requirements.txt").write_text("# changed\n")
    assert not is_current(pack, POLICY)
    make_pack_venv(pack)
    assert len(calls(pack)) == 2
