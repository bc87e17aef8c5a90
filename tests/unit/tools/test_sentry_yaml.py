"""The reference in docs/sentry-yaml.md has every key, and is fresh."""

from __future__ import annotations

import re

import pytest

from tests.repository import ROOT
from tools.sentry_yaml.reference import Reference, with_reference
from tools.sentry_yaml.sections import SECTIONS

PAGE = (ROOT / "docs/sentry-yaml.md").read_text("utf-8")
REFERENCE = Reference()


def table(section: str) -> str:
    return PAGE.split(f"\n### {section}\n")[1].split("\n### ")[0]


@pytest.mark.parametrize("name", REFERENCE.mappings)
def test_each_key_of_a_mapping_stands_in_its_table(name: str) -> None:
    (section,) = [each for each in SECTIONS if name in each.definitions]
    lines = table(section.title)
    for row in REFERENCE.rows(name):
        (_, says, value, unless, example) = next(
            re.split(r"(?<!\\) \| ", line[2:-2])
            for line in lines.splitlines()
            if line.startswith(f"| `{row.key}` |")
        )
        assert says
        assert value
        assert unless
        assert example.startswith(f"`{row.key.rsplit('.', 1)[-1]}: ")


def test_it_is_fresh() -> None:
    assert with_reference(PAGE) == PAGE, "run make docs"


def test_its_links_lead_to_headings() -> None:
    headings = [
        re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-")
        for each in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    ]
    assert len(set(headings)) == len(headings)
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= set(headings)
    for page in set(re.findall(r"\]\((\w[\w-]*\.md)", PAGE)):
        assert (ROOT / "docs" / page).is_file()
