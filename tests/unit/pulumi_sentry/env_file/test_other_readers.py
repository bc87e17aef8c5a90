"""What the readers of Node and of Docker find is what the package knows of them; they are installed for these tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_sentry.env_file.dotenv_text import plan
from tests.unit.pulumi_sentry.env_file.held import FRAMEWORKS, OURS, TEXTS, believed, put, written
from tests.unit.pulumi_sentry.env_file.real_readers import by_program
from tools.env_file_table import SAMPLES

pytestmark = pytest.mark.slow

PROGRAMS = Path(__file__).parent / "real_readers"
GO = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")

MANY = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
BATCHES = st.lists(st.tuples(TEXTS, OURS), min_size=60, max_size=60)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that asks the readers of JavaScript."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("npm")
    for source in (PROGRAMS / "npm").iterdir():
        if source.is_file():
            shutil.copy(source, folder)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder)
    return ["node", str(folder / "read.mjs")]


@pytest.fixture(scope="module")
def docker(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that asks the readers of Docker."""
    if GO is None:
        pytest.skip("Go is not installed")
    program = tmp_path_factory.mktemp("go") / "readers"
    run([GO, "build", "-o", str(program), "."], PROGRAMS / "go")
    return [str(program)]


def run(command: list[str], folder: Path) -> None:
    told = subprocess.run(  # noqa: S603 - our own command lines
        command,
        cwd=folder,
        env={**os.environ, "GOWORK": "off"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def check(command: list[str], tmp_path: Path, texts: list[str]) -> None:
    folders = [put(tmp_path / str(number), text) for number, text in enumerate(texts)]
    for text, found in zip(texts, by_program(command, folders), strict=True):
        known = believed(text)
        assert {title: known[title] for title in found} == found, repr(text)


@pytest.mark.parametrize("command", ["node", "docker"])
def test_the_table_of_the_docs_and_the_files_of_frameworks_are_read_so(
    command: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ours = {"K": "https://k@h/1", "L": "production"}
    texts = [*SAMPLES, *(plan(text, ours) for text in FRAMEWORKS.values())]
    check(request.getfixturevalue(command), tmp_path, texts)


@MANY
@given(batch=BATCHES)
def test_the_readers_of_node_find_what_the_package_knows_of_them(
    node: list[str], tmp_path: Path, batch: list[tuple[str, dict[str, str]]]
) -> None:
    check(node, tmp_path, [each for text, ours in batch for each in written(text, ours)])


@MANY
@given(batch=BATCHES)
def test_the_readers_of_docker_find_what_the_package_knows_of_them(
    docker: list[str], tmp_path: Path, batch: list[tuple[str, dict[str, str]]]
) -> None:
    check(docker, tmp_path, [each for text, ours in batch for each in written(text, ours)])


def test_node_itself_finds_what_is_written(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    path = tmp_path / ".env"
    path.write_text(plan("A=`x\nK=y`\nexport K=old # why\n", {"K": "it's", "L": "https://k@h/1"}))
    told = subprocess.run(  # noqa: S603 - our own command line
        ["node", f"--env-file={path}", "--print", "[process.env.K, process.env.L].join()"],  # noqa: S607
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "it's,https://k@h/1\n"
