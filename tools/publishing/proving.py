"""What is built does what it promises, away from the checkout: a fresh environment, the wheel in it, and the tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from packaging.metadata import ExceptionGroup, Metadata

from sentry_iac.pulumi_cli.steps import StepError, run, say
from tools.publishing.building import export

PACKAGES = ("pulumi_sentry", "sentry_iac", "sentry_rules", "sentry_sandbox")
"""What the wheel has; the tests run where none of it lies beside them."""

WITHOUT_SOURCE = ("tests/unit/tools", "tests/unit/sentry_iac/test_bare_python.py")
"""Tests of the checkout itself: of its tools and of how its packages import each other."""

# A page elsewhere shows the text of README.md without the files that lie beside it.
_RELATIVE = re.compile(r"\]\((?!https?://|#|mailto:)([^)]+)\)")


def judge_metadata(files: list[Path], version: str) -> None:
    """Demand that wheel and source archive say the same, and what an index takes.

    Args:
        files: what was built.
        version: the version that both have to say.

    Raises:
        StepError: they do not, or a link of the description leads nowhere away from the checkout.
    """
    texts = {file.name: _metadata(file) for file in files}
    if len(set(texts.values())) != 1:
        raise StepError(f"{' and '.join(texts)} say different metadata")
    text = next(iter(texts.values()))
    try:
        read = Metadata.from_email(text, validate=True)
    except ExceptionGroup as group:
        raise StepError(f"metadata: {'; '.join(str(each) for each in group.exceptions)}") from group
    if str(read.version) != version:
        raise StepError(f"metadata: the version is {read.version}, not {version}")
    if read.description_content_type != "text/markdown" or not read.description:
        raise StepError("metadata: there is no description in Markdown")
    lost = sorted(set(_RELATIVE.findall(read.description)))
    if lost:
        raise StepError(
            f"metadata: links of the description lead nowhere on an index' page: {', '.join(lost)}"
        )


def install(root: Path, wheel: Path, folder: Path, python: str) -> Path:
    """Install a wheel as a user does, `[cli]` with it, in the locked versions.

    Args:
        root: the checkout, for its lock.
        wheel: what to install.
        folder: where to make the environment.
        python: the interpreter: a path, or a version such as `3.13`.

    Returns:
        The folder of its programs.

    Raises:
        StepError: an installation fails, or a program does not tell the wheel's version.
    """
    programs = _environment(folder, python)
    _uv("pip", "install", "--python", programs / "python", "-c", root / "requirements.txt", f"{wheel}[cli]")
    version = wheel.name.split("-")[1]
    for program in ("sentry-iac", "pulumi-resource-sentry"):
        ended = run([programs / program, "--version"], label=program, cwd=folder)
        if (ended.code, ended.tail()) != (0, version):
            raise StepError(f"{program} --version, installed with {wheel.name}: {ended.tail(3)}")
    return programs


def schema(programs: Path, version: str) -> str:
    """Return the schema of an installed provider, as the SDKs of other languages are made from it.

    Raises:
        StepError: the provider does not tell it, or tells another version.
    """
    code = (
        "import json; from pulumi_sentry.plugin.registry import registry; "
        "from pulumi_sentry.plugin.schema import package_schema; print(json.dumps(package_schema(registry())))"
    )
    ended = run([programs / "python", "-c", code], label="reading the schema", cwd=programs)
    if ended.code != 0:
        raise StepError(f"the installed provider tells no schema:\n{ended.tail(3)}")
    told = json.loads(ended.output)
    if told["version"] != version:
        raise StepError(f"the schema says version {told['version']}, not {version}")
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def test(root: Path, wheel: Path, work: Path, python: str, words: list[str]) -> str:
    """Run the fast tests against a wheel, in a copy of the checkout that has none of its packages.

    Args:
        root: the checkout.
        wheel: what to test.
        work: an empty folder to work in.
        python: the interpreter: a path, or a version such as `3.13`.
        words: further words for pytest.

    Returns:
        The closing line of pytest.

    Raises:
        StepError: a test fails, or the tests would not test the wheel.
    """
    programs = _environment(work / "venv", python)
    _uv(
        "pip",
        "install",
        "--python",
        programs / "python",
        "--require-hashes",
        "-r",
        root / "requirements-dev.txt",
    )
    _uv("pip", "install", "--python", programs / "python", "--no-deps", wheel)
    _uv("pip", "check", "--python", programs / "python")
    tests = work / "tests"
    tests.mkdir()
    export(root, tests)
    for package in PACKAGES:
        shutil.rmtree(tests / package)
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {"PATH": f"{programs}{os.pathsep}{env['PATH']}", "FUZZ_EXAMPLES": "1", "FUZZ_SHARE": "10"}
    where = "import pulumi_sentry; print(pulumi_sentry.__file__)"
    found = run([programs / "python", "-c", where], label="looking", cwd=tests, env=env)
    if not Path(found.tail()).is_relative_to(work / "venv"):
        raise StepError(f"the tests would not run against the wheel: pulumi_sentry is {found.tail()}")
    say(f"running the fast tests against {wheel.name}")
    ignored = [f"--ignore={each}" for each in WITHOUT_SOURCE]
    chosen = ["-m", "not e2e and not slow", "-n", "2", "--dist", "worksteal"]
    command: list[str | Path] = [programs / "python", "-m", "pytest", "-q"]
    command += [*chosen, *ignored, *words]
    ended = run(command, label="tests", cwd=tests, env=env, heartbeat=60)
    if ended.code != 0:
        raise StepError(f"the wheel fails its tests:\n{ended.tail(40)}")
    return ended.tail()


def _environment(folder: Path, python: str) -> Path:
    _uv("venv", "--python", python, folder)
    return folder / "bin"


def _uv(*words: str | Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    ended = run([uv, *words, "--quiet"], label=f"uv {words[0]}")
    if ended.code != 0:
        raise StepError(f"uv {words[0]} failed:\n{ended.tail(8)}")


def _metadata(file: Path) -> str:
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            (name,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
            return wheel.read(name).decode()
    with tarfile.open(file) as archive:
        (member,) = (each for each in archive.getmembers() if re.fullmatch(r"[^/]+/PKG-INFO", each.name))
        stream = archive.extractfile(member)
        return stream.read().decode() if stream else ""
