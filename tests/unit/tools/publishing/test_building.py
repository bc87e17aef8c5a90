"""Two builds of a commit are the same, and what is built has what an index and its reader need."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli.steps import StepError
from tests.repository import ROOT
from tools.publishing import building, proving
from tools.publishing.naming import read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    work, dist = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("dist")
    return building.build(ROOT, work, dist)


def test_a_checkout_gives_one_wheel_and_one_source_archive_twice_the_same(built: list[Path]) -> None:
    version = read(ROOT).version
    assert [path.name for path in built] == [
        f"pulumi_sentry-{version}-py3-none-any.whl",
        f"pulumi_sentry-{version}.tar.gz",
    ]


def test_the_wheel_has_the_packages_and_nothing_of_this_checkouts_own_estate(built: list[Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        tops = {name.partition("/")[0] for name in wheel.namelist()}
        typed = {name for name in wheel.namelist() if name.endswith("/py.typed")}
    assert {top for top in tops if not top.endswith(".dist-info")} == {*proving.PACKAGES}
    assert "pulumi_sentry/py.typed" in typed


def test_the_metadata_is_what_an_index_takes(built: list[Path]) -> None:
    proving.judge_metadata(built, read(ROOT).version)
    with pytest.raises(StepError, match=r"the version is .*, not 9\.9\.9"):
        proving.judge_metadata(built, "9.9.9")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout of a small project, with a link in its description that leads nowhere elsewhere."""
    root = tmp_path / "project"
    (root / "small").mkdir(parents=True)
    (root / "small" / "__init__.py").write_text("")
    (root / "README.md").write_text("See [the rest](docs/rest.md).\n")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "small"\nversion = "1.0.0"\nreadme = "README.md"\n'
        '[tool.hatch.build.targets.wheel.hooks.custom]\npath = "hook.py"\n'
    )
    (root / "hook.py").write_text(
        "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n"
        "class Hook(BuildHookInterface):\n"
        "    def initialize(self, version, build_data):\n"
        "        pass\n"
    )
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
        subprocess.run(command, cwd=root, check=True)  # noqa: S603 - our own words
    return root


def test_a_build_that_takes_something_of_its_surroundings_is_refused(project: Path, tmp_path: Path) -> None:
    hook = project / "hook.py"
    leak = "import os, pathlib; pathlib.Path(self.root, 'small', 'where.txt').write_text(os.environ['TZ'])"
    hook.write_text(hook.read_text().replace("pass", leak))
    (tmp_path / "work").mkdir()
    with pytest.raises(StepError, match=r"two builds of one commit differ in small-1\.0\.0-.*none-any\.whl"):
        building.build(project, tmp_path / "work", tmp_path / "dist")


def test_what_is_changed_and_not_committed_is_built_and_stays_as_it_is(project: Path, tmp_path: Path) -> None:
    (project / "small" / "__init__.py").write_text("changed = True\n")
    (tmp_path / "copy").mkdir()
    building.export(project, tmp_path / "copy")
    assert (tmp_path / "copy" / "small" / "__init__.py").read_text() == "changed = True\n"
    asked = ["git", "status", "--short"]
    status = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert status.stdout == " M small/__init__.py\n"


def test_a_link_that_leads_nowhere_on_the_page_of_an_index_is_refused(project: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    built = building.build(project, tmp_path / "work", tmp_path / "dist")
    with pytest.raises(StepError, match=r"lead nowhere on an index' page: docs/rest\.md"):
        proving.judge_metadata(built, "1.0.0")
