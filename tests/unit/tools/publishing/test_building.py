"""Two builds of a commit are the same, and what is built has what an index and its reader need."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli.steps import StepError
from tests.repository import ROOT
from tools.publishing import building, plugin, proving
from tools.publishing.naming import read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    work, dist = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("dist")
    return building.build(ROOT, work, dist)


def test_a_checkout_gives_one_wheel_and_one_source_archive_twice_the_same(built: list[Path]) -> None:
    version = read(ROOT).version
    assert [path.name for path in built if not path.name.startswith("pulumi-resource-sentry-")] == [
        f"pulumi_sentry-{version}-py3-none-any.whl",
        f"pulumi_sentry-{version}.tar.gz",
    ]


def test_the_wheel_has_the_packages_and_nothing_of_this_checkouts_own_estate(built: list[Path]) -> None:
    [packed] = [path for path in built if path.suffix == ".whl"]
    with zipfile.ZipFile(packed) as wheel:
        tops = {name.partition("/")[0] for name in wheel.namelist()}
        typed = {name for name in wheel.namelist() if name.endswith("/py.typed")}
    assert {top for top in tops if not top.endswith(".dist-info")} == {*proving.PACKAGES}
    assert "pulumi_sentry/py.typed" in typed


def test_the_metadata_is_what_an_index_takes(built: list[Path]) -> None:
    packages = [path for path in built if path.name.startswith("pulumi_sentry-")]
    proving.judge_metadata(packages, read(ROOT).version)
    with pytest.raises(StepError, match=r"the version is .*, not 9\.9\.9"):
        proving.judge_metadata(packages, "9.9.9")


def test_the_archive_of_the_plugin_starts_the_provider_wherever_pulumi_unpacks_it(
    built: list[Path], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    program = "import pulumi_sentry.plugin.__main__ as it\nprint(it.__file__)\nit.main()\n"
    (source / "plugin").mkdir(parents=True)
    (source / "plugin" / "PulumiPlugin.yaml").write_text("runtime: python\n")
    (source / "plugin" / "__main__.py").write_text(program)
    (wheel,) = (path for path in built if path.suffix == ".whl")
    made = plugin.archives(source, wheel.read_bytes(), "1.2.3", 1_000_000_000)
    assert len(made) == 6
    assert len({*made.values()}) == 1
    with tarfile.open(
        fileobj=io.BytesIO(made["pulumi-resource-sentry-v1.2.3-linux-amd64.tar.gz"])
    ) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
        assert {member.mtime for member in archive} == {1_000_000_000}
    command = [sys.executable, "__main__.py", "--version"]
    told = subprocess.run(command, cwd=tmp_path / "unpacked", capture_output=True, text=True, check=True)  # noqa: S603 - ours
    started, version = told.stdout.splitlines()
    assert Path(started).is_relative_to(tmp_path / "unpacked")
    assert version == read(ROOT).version
    assert plugin.archives(tmp_path, b"", "1.2.3", 0) == {}


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
