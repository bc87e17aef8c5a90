"""What `init` writes is an estate, whatever the slugs are."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sentry_iac.errors import CommandError
from sentry_iac.estate import SCHEMA_FILE, load_estate, read_stack_file
from sentry_iac.project_folder.answers import NewProject, as_platform, as_project, as_slug, as_stacks, whole
from sentry_iac.project_folder.skeleton import skeleton
from sentry_iac.project_folder.writing import check_new, project_name, write_project

ODD = ("shop", "no", "null", "1e3", "0x1f", "y", "a-1", "_x")


def write(folder: Path, stacks: tuple[str, ...], *slugs: str) -> None:
    projects = tuple(NewProject(slug, "python-django", f"{slug}t") for slug in slugs)
    write_project(folder, skeleton(whole("acme", stacks, projects), project_name(folder)))


def test_any_slugs_make_an_estate_of_each_stack(tmp_path: Path) -> None:
    folder = tmp_path / "acme-sentry"
    write(folder, ("dev", "no", "1e3", "prod"), *ODD)
    for stack, environment, suffix in (
        ("dev", "development", "-dev"),
        ("no", "no", "-no"),
        ("1e3", "1e3", "-1e3"),
        ("prod", "production", ""),
    ):
        estate = load_estate(folder / "sentry.yaml", read_stack_file(stack, folder))
        assert estate.environment == environment
        assert [spec.slug for spec in estate] == [f"{slug}{suffix}" for slug in ODD]
        paths = [spec.env_file.path for spec in estate if spec.env_file]
        assert paths == [f".local/app/{stack}/{slug}/.env" for slug in ODD]


@pytest.mark.parametrize(
    ("stacks", "production"),
    [(("dev", "prod"), "prod"), (("production", "eu"), "production"), (("a", "b"), "b")],
)
def test_production_has_no_suffix_and_is_guarded(
    stacks: tuple[str, ...], production: str, tmp_path: Path
) -> None:
    write(tmp_path, stacks, "shop")
    assert read_stack_file(production, tmp_path).slug_suffix == ""
    written = yaml.safe_load((tmp_path / "sentry.yaml").read_text())
    assert (written["guard"]["stacks"], written["policy"]["production"]) == ([production], [production])


def test_an_editor_finds_the_schema_beside_the_file(tmp_path: Path) -> None:
    write(tmp_path, ("dev", "prod"), "shop")
    first = (tmp_path / "sentry.yaml").read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_FILE}"
    assert "projects" in yaml.safe_load((tmp_path / SCHEMA_FILE).read_text())["properties"]


def test_the_program_is_three_lines_and_begins_where_people_add(tmp_path: Path) -> None:
    write(tmp_path, ("dev", "prod"), "shop")
    text, *lines = [line for line in (tmp_path / "__main__.py").read_text().splitlines() if line]
    assert text.startswith('"""')
    assert lines == ["import sentry_iac", "sentry_iac.declare()"]


@pytest.mark.parametrize(
    ("folder", "name"), [("acme-sentry", "acme-sentry"), ("Über uns", "ber-uns"), ("...", "sentry")]
)
def test_the_project_is_named_as_its_folder(folder: str, name: str, tmp_path: Path) -> None:
    assert project_name(tmp_path / folder) == name


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(
        CommandError, match="is not empty, and nothing is overwritten; name a new folder with words"
    ):
        check_new(tmp_path, "with words")
    with pytest.raises(CommandError, match="is a file; name a new folder with words"):
        check_new(tmp_path / "notes.txt", "with words")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("shop=python-django", NewProject("shop", "python-django", "acme")),
        ("web/shop=javascript-react", NewProject("shop", "javascript-react", "web")),
        (" shop = other ", NewProject("shop", "other", "acme")),
    ],
)
def test_a_project_is_said_in_one_word(text: str, found: NewProject) -> None:
    assert as_project(text, "acme") == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("shop", '"shop" names no platform; write it as shop=python-django'),
        ("web/shop", "or with its team as storefront/shop=python-django"),
        ("Shop=other", 'project: "Shop" is not a slug; use small letters'),
        ("/shop=other", 'team: "" is not a slug'),
        ("shop=python-djago", r'"python-djago" is no platform of Sentry \(did you mean python-django\?\)'),
        ("shop=", '"" is no platform of Sentry; such as python-django'),
    ],
)
def test_a_wrong_project_is_told_with_what_is_meant(text: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        as_project(text, "acme")


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "name an environment"), ("dev,dev", "dev is there twice"), ("Dev", "environment: ")],
)
def test_wrong_environments_are_told(text: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        as_stacks(text)


def test_what_does_not_go_together_is_told() -> None:
    twice = (NewProject("shop", "other", "a"), NewProject("shop", "other", "b"))
    with pytest.raises(CommandError, match="project shop is there twice"):
        whole("acme", ("dev",), twice)
    with pytest.raises(CommandError, match="name a project"):
        whole("acme", ("dev",), ())


def test_spaces_around_an_answer_do_not_count() -> None:
    assert (as_slug(" acme ", "organization"), as_platform(" other ")) == ("acme", "other")
    assert as_stacks(" dev ,prod") == ("dev", "prod")
