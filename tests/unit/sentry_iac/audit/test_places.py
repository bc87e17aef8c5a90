"""Each finding names the line where it is put right, in a file of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.audit import Finding, Location
from sentry_iac.audit.finding import failed
from sentry_iac.audit.places import Places
from tests.unit.sentry_iac.audit.support import subject
from tests.unit.sentry_iac.source.support import repository

DECLARED = """\
organization: { privacy: strict }
teams:
  core:
    people:
      lead@example.com: { orgRole: owner }
projects:
  shop:
    platform: python-fastapi
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a repository, with an application beside it."""
    folder = tmp_path / "repository" / "infra"
    (folder / "app").mkdir(parents=True)
    (folder / "sentry.yaml").write_text(DECLARED)
    (folder / "app" / "main.py").write_text("\n" * 20)
    repository(folder.parent)
    return folder


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (failed("app/main.py:12 calls init late", "shop", fix="call it first"), ("infra/app/main.py", 12)),
        (failed("no project shop-dev", "shop", fix="sentry-iac up"), ("infra/sentry.yaml", 7)),
        (failed("owner of 127.0.0.1:9600 at 12:30", "shop", fix="x"), ("infra/sentry.yaml", 7)),
        (failed("is no member", "lead@example.com", fix="x"), ("infra/sentry.yaml", 5)),
        (failed("off", fix="sentry.yaml: organization: { privacy: strict }"), ("infra/sentry.yaml", 1)),
        (failed("off", fix="sentry.yaml: projects.shop.monitors: { 5xx: {} }"), ("infra/sentry.yaml", 7)),
        (failed("no owner", fix="sentry.yaml: teams.<team>.people: {}"), ("infra/sentry.yaml", 2)),
        (failed("something", fix="x"), ("infra/sentry.yaml", 1)),
    ],
)
def test_a_finding_leads_to_a_line(project: Path, finding: Finding, place: tuple[str, int]) -> None:
    assert Places(subject(project, {})).of(finding) == (Location(*place),)


def test_a_file_of_another_repository_is_not_named(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("\n")

    found = Places(subject(project, {})).of(failed(f"{other}:1 has a DSN", fix="x"))

    assert found == (Location("infra/sentry.yaml", 1),)


def test_without_a_repository_and_a_declaration_there_is_still_a_place(tmp_path: Path) -> None:
    assert Places(subject(tmp_path, {})).of(failed("x", fix="y")) == (Location("sentry.yaml", 1),)
