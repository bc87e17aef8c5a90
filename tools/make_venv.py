"""Make `.venv` from the locked requirements: `python -m tools.make_venv runtime|dev|policy`.

`policy` makes the environment of the policy pack, `policy/.venv`, which has a lock of its own.

A stamp in `.venv` tells a second run that there is nothing to do. It is written last, so that an interrupted run starts
anew.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.pulumi_cli.steps import StepError, guarded, locked, run, say

GROUPS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}

POLICY = "policy"
"""The folder of the policy pack, and the name of its only group."""

_ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class Checkout:
    """A folder with the project and, when made, its virtual environment."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.venv / "bin" / "python"

    @property
    def unfinished(self) -> Path:
        """A file that exists while packages are being installed."""
        return self.venv / ".unfinished"

    def stamp(self, group: str) -> Path:
        """Return the file that records what is installed for a group."""
        return self.venv / f".installed-{group}.json"

    def wanted(self, group: str) -> str:
        """Return a text of everything to install for a group, which changes with it."""
        digest = hashlib.sha256()
        for name in self._sources(group):
            digest.update((self.root / name).read_bytes())
        # Console scripts contain their folder, so a moved checkout needs new ones.
        return f"{digest.hexdigest()} {self.root}"

    @property
    def groups(self) -> Mapping[str, str]:
        """The lock of each group."""
        return GROUPS

    def _sources(self, group: str) -> Sequence[str]:
        return self.groups[group], "pyproject.toml"


@dataclass(frozen=True)
class Pack(Checkout):
    """The folder of the policy pack, which is not installed and has its own environment."""

    @property
    def groups(self) -> Mapping[str, str]:
        """Its only lock."""
        return {POLICY: "requirements.txt"}

    def _sources(self, group: str) -> Sequence[str]:
        return (self.groups[group],)


def make_venv(checkout: Checkout, group: str) -> None:
    """Bring `.venv` to the state of the lock.

    Args:
        checkout: the project.
        group: `runtime`, or `dev` for that and what checks and tests need.

    Raises:
        StepError: this Python cannot make environments, or a package cannot be installed.
    """
    if is_current(checkout, group):
        return
    with locked(checkout.root / ".local" / "venv.lock", "making .venv"):
        if is_current(checkout, group):
            return
        _make_environment(checkout)
        checkout.unfinished.touch()
        say(f"installing the locked packages of {GROUPS[group]}")
        _pip(checkout, "install", "--require-hashes", "-r", GROUPS[group])
        _pip(checkout, "install", "--no-deps", "--no-build-isolation", "-e", ".")
        for each in GROUPS:
            checkout.stamp(each).unlink(missing_ok=True)
        # The lock of `dev` contains the other one.
        for each in ("runtime", group):
            text = json.dumps({"wanted": checkout.wanted(each), "python": _python_of(checkout)})
            checkout.stamp(each).write_text(text, encoding="utf-8")
        checkout.unfinished.unlink()


def make_pack_venv(pack: Pack) -> None:
    """Bring the environment of the policy pack to the state of its lock.

    Args:
        pack: its folder.

    Raises:
        StepError: this Python cannot make environments, or a package cannot be installed.
    """
    if is_current(pack, POLICY):
        return
    with locked(pack.root.parent / ".local" / "venv-policy.lock", "making the policy pack's .venv"):
        if is_current(pack, POLICY):
            return
        _make_environment(pack)
        pack.unfinished.touch()
        lock = pack.groups[POLICY]
        say(f"installing the locked packages of {pack.root.name}/{lock}")
        _pip(pack, "install", "--require-hashes", "-r", lock)
        text = json.dumps({"wanted": pack.wanted(POLICY), "python": _python_of(pack)})
        pack.stamp(POLICY).write_text(text, encoding="utf-8")
        pack.unfinished.unlink()


def is_current(checkout: Checkout, group: str) -> bool:
    """Whether the environment works and matches the lock."""
    try:
        stamp = json.loads(checkout.stamp(group).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(stamp, dict)
        and not checkout.unfinished.exists()
        and stamp.get("wanted") == checkout.wanted(group)
        and stamp.get("python") == _python_of(checkout)
    )


def _make_environment(checkout: Checkout) -> None:
    if checkout.venv.exists():
        if _is_reusable(checkout):
            return
        say("removing a .venv that is unfinished, broken or from another folder")
        shutil.rmtree(checkout.venv)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise StepError(
            f"{sys.executable} cannot make virtual environments; "
            "on Debian and Ubuntu: apt-get install python3-venv, then run it again"
        )
    say(f"making .venv with Python {sys.version_info.major}.{sys.version_info.minor}")
    result = run([sys.executable, "-m", "venv", checkout.venv], label="making .venv")
    if result.code != 0:
        shutil.rmtree(checkout.venv, ignore_errors=True)
        raise StepError(f"`python -m venv` failed:\n{result.tail(5)}")


def _is_reusable(checkout: Checkout) -> bool:
    if checkout.unfinished.exists() or _python_of(checkout) is None:
        return False
    stamps = [checkout.stamp(group) for group in checkout.groups if checkout.stamp(group).exists()]
    for stamp in stamps:
        try:
            known = json.loads(stamp.read_text(encoding="utf-8"))
            if known["python"] != _python_of(checkout) or not known["wanted"].endswith(f" {checkout.root}"):
                return False
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False
    return True


def _python_of(checkout: Checkout) -> str | None:
    """Return the version of the environment's Python, or None when it does not start or is too old."""
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2] if sys.version_info >= (3, 11) else '')"
    try:
        answer = subprocess.run(  # noqa: S603 - the environment's own interpreter, no shell
            [str(checkout.python), "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


def _pip(checkout: Checkout, *arguments: str) -> None:
    result = run(
        [checkout.python, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments],
        label="installing packages",
        cwd=checkout.root,
        env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
    )
    if result.code != 0:
        raise StepError(
            f"pip could not install what is locked; run it again once this is solved:\n{result.tail(8)}"
        )


def main() -> None:
    """Make the environment of the checkout that this file is in."""
    if sys.argv[1:] not in [[group] for group in (*GROUPS, POLICY)]:
        raise StepError(f"usage: python -m tools.make_venv {'|'.join((*GROUPS, POLICY))}")
    root = Path(__file__).resolve().parent.parent
    if sys.argv[1] == POLICY:
        make_pack_venv(Pack(root / POLICY))
    else:
        make_venv(Checkout(root), sys.argv[1])


if __name__ == "__main__":
    sys.exit(guarded(main))
