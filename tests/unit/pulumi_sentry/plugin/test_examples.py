"""Each resource has an example, which is written once and shown in four languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from pulumi_sentry.plugin.about import GO_UNPUBLISHED
from pulumi_sentry.plugin.examples import FOLDER, example, with_example
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema
from tests.mocks import declared_by
from tests.repository import ROOT

NAMES = sorted(token.rsplit(":", 1)[-1] for token in registry().resources)
LANGUAGES = {"python", "typescript", "go", "yaml"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_there_in_four_languages_and_shows_the_resource(name: str) -> None:
    texts = example(name)
    assert set(texts) == LANGUAGES
    types = [each["type"] for each in yaml.safe_load(texts["yaml"])["resources"].values()]
    assert f"sentry:{name}" in types
    assert f"sentry.{name}(" in texts["python"]
    assert f"new sentry.{name}(" in texts["typescript"]
    assert f"sentry.New{name}(" in texts["go"]


def test_no_example_is_left_over() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.suffix in {".yaml", ".md"}}
    assert files == {f"{name}.{ending}" for name in NAMES for ending in ("yaml", "md")}


@pytest.mark.parametrize("name", NAMES)
def test_a_generator_finds_it_in_the_description(name: str) -> None:
    description = package_schema(registry())["resources"][f"sentry:index:{name}"]["description"]
    before, _, shown = description.partition("{{% examples %}}")
    assert "```" not in before
    assert set(re.findall(r"^```(\w+)$", shown, re.MULTILINE)) == LANGUAGES
    assert shown.count("```") == 2 * len(LANGUAGES)
    assert shown.rstrip().endswith("{{% /example %}}\n{{% /examples %}}")


def test_a_published_package_shows_its_own_import_path() -> None:
    published = with_example("sentry:index:Team", "A team.", "example.com/acme/sentry/sdk/go/sentry")
    assert '"example.com/acme/sentry/sdk/go/sentry"' in published
    assert GO_UNPUBLISHED not in published
    assert with_example("sentry:index:Nothing", "Nothing.") == "Nothing."


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_in_python_it_declares_what_it_does_in_yaml(name: str) -> None:
    texts = example(name)
    program = compile(texts["python"], name, "exec")
    declared = declared_by(lambda: exec(program, {}))  # noqa: S102  # our own text
    written = yaml.safe_load(texts["yaml"])["resources"]
    assert declared.keys() == written.keys()
    for key, each in written.items():
        token, inputs = declared[key]
        assert token == each["type"].replace("sentry:", "sentry:index:")
        assert wanted(each["properties"], inputs) == each["properties"]


def wanted(written: Any, declared: Any) -> Any:
    """What a program declares, without what an argument adds by its own default."""
    if isinstance(written, dict):
        return {name: wanted(value, declared.get(name)) for name, value in written.items()}
    if isinstance(written, list):
        return [wanted(one, other) for one, other in zip(written, declared, strict=True)]
    return written if "${" in str(written) else declared


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"python"}))
def test_the_page_about_languages_shows_one_of_them(language: str) -> None:
    assert f"```{language}\n{example('Project')[language]}```" in (ROOT / "docs" / "languages.md").read_text()
