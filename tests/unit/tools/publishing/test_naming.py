"""A release has one name: version, tag and changelog agree, or the error says which file to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_sentry import __version__
from sentry_iac.pulumi_cli.steps import StepError
from tests.repository import ROOT
from tools.publishing.naming import CHANGELOG, VERSION_FILE, Naming, demand, read

RELEASED = "# Changelog\n\n## 1.2.3 (2026-01-31)\n\n- It is there.\n\n## 1.2.2 (2026-01-01)\n\n- It began.\n"
UNRELEASED = f"# Changelog\n\n## Unreleased\n\n- More.\n\n{RELEASED.removeprefix('# Changelog')}"


def checkout(folder: Path, version: str = "1.2.3", changes: str = RELEASED) -> Naming:
    file = folder / VERSION_FILE
    file.parent.mkdir()
    file.write_text(f'__version__ = "{version}"\n')
    (folder / CHANGELOG).write_text(changes)
    return read(folder)


def test_this_checkout_has_a_name_that_a_release_may_have() -> None:
    named = read(ROOT)
    demand(named, None)
    assert named.version == __version__


def test_a_tag_of_the_version_whose_changes_are_written_down_is_released(tmp_path: Path) -> None:
    named = checkout(tmp_path)
    demand(named, "v1.2.3")
    assert named.notes == "- It is there."


@pytest.mark.parametrize("tag", ["v1.2.4", "1.2.3", "v1.2.3rc1"])
def test_a_tag_of_another_version_is_refused(tmp_path: Path, tag: str) -> None:
    with pytest.raises(StepError, match=r"is not v1\.2\.3, which pulumi_sentry/_version\.py says"):
        demand(checkout(tmp_path), tag)


def test_a_tag_is_refused_while_the_changes_are_unreleased(tmp_path: Path) -> None:
    named = checkout(tmp_path, "1.3.0", UNRELEASED)
    demand(named, None)
    with pytest.raises(StepError, match=r"write `## 1\.3\.0 \(the day\)` in its place"):
        demand(named, "v1.3.0")


def test_changes_after_a_release_need_a_version_after_it(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"changes after 1\.2\.3, and .* still says 1\.2\.3"):
        demand(checkout(tmp_path, "1.2.3", UNRELEASED), None)


def test_a_heading_of_another_version_than_the_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"begins with 1\.2\.3 and .* says 1\.10\.0"):
        demand(checkout(tmp_path, "1.10.0"), None)


@pytest.mark.parametrize("version", ["1.2", "1.2.3.dev1", "v1.2.3", ""])
def test_a_version_that_pulumi_reads_otherwise_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(StepError, match="is not three numbers"):
        checkout(tmp_path, version)


@pytest.mark.parametrize("heading", ["1.2.3", "v1.2.3 (2026-01-31)", "1.2.3 - 2026-01-31"])
def test_a_heading_in_another_form_is_refused_by_its_words(tmp_path: Path, heading: str) -> None:
    with pytest.raises(StepError, match=f"heading `## {heading.replace('(', '.').replace(')', '.')}`"):
        checkout(tmp_path, changes=RELEASED.replace("1.2.3 (2026-01-31)", heading))
