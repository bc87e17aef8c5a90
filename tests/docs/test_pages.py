"""A page says first what it is for; its links lead somewhere, and a test runs its code or says why none can."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import blocks, headings, links, pages, read
from tests.repository import ROOT

README_LINES = 120
KINDS = re.compile(r"runs: [\w ]+(, exit \d+)?|prints|program|tested by (tests/[\w/.]+)|not run: .+|yaml: .+")

OTHERS = (
    "docs/audit.md",
    "docs/commands.md",
    "docs/languages.md",
    "docs/resources.md",
    "docs/sentry-yaml.md",
)
"""Pages that are printed from the code, or have tests of their own for every block."""

EXPRESSIONS = {"docs/alerts.md": "tests/e2e/test_alert_examples.py"}
"""Pages whose Python is one expression under each heading, and the test that evaluates them all."""


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < README_LINES


@pytest.mark.parametrize("page", [page for page in pages() if page not in OTHERS])
def test_a_page_says_in_words_what_it_is_for_before_anything_else(page: str) -> None:
    title, empty, first = (ROOT / page).read_text().splitlines()[:3]
    assert title.startswith("# ")
    assert empty == ""
    assert re.match(r"[A-Z\[`*]", first), first


@pytest.mark.parametrize("page", [page for page in pages() if page not in OTHERS])
def test_a_block_of_code_says_what_runs_it(page: str) -> None:
    code = ["sh", ""] if page in EXPRESSIONS else ["sh", "", "python"]
    assert [block.where for block in blocks(page) if not block.mark and block.language in code] == []
    assert [block.where for block in blocks(page) if block.mark and not KINDS.fullmatch(block.mark)] == []
    tests = {found[2] for block in blocks(page) if (found := KINDS.fullmatch(block.mark)) and found[2]}
    assert [test for test in tests if not (ROOT / test).exists()] == []


@pytest.mark.parametrize("page", pages())
def test_a_link_leads_to_a_file_and_to_a_heading_in_it(page: str) -> None:
    lost = []
    for link in links(page):
        name, _, anchor = link.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        if not file.exists() or (anchor and anchor not in headings(file)):
            lost.append(link)
    assert lost == []


def test_every_page_of_docs_is_linked_from_the_readme() -> None:
    linked = {Path(link.partition("#")[0]).name for link in links("README.md")}
    assert {Path(page).name for page in pages() if page.startswith("docs/")} - linked == set()


def test_blocks_are_read_with_the_comment_before_them_and_lists_are_no_code() -> None:
    text = "# T\n\n<!-- runs: a, exit 3 -->\n\n    one\n\n    two\n\n- an item\n    of a list\n\n```yaml\na: 1\n```\n"
    code, yaml = read("page.md", text)
    assert (code.line, code.story, code.code, code.text) == (5, "a", 3, "one\n\ntwo\n")
    assert (yaml.line, yaml.language, yaml.mark, yaml.text) == (13, "yaml", "", "a: 1\n")
