"""Every piece of `sentry.yaml` that the pages show is accepted, by the loader and by an editor that has the schema."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sentry_iac.estate import load_stack_settings, parse_estate
from tests.docs.blocks import Block, blocks, pages
from tests.schema import complaints

PROGRAMS = ("docs/languages.md", "docs/resources.md")
"""Pages whose YAML is programs for Pulumi, which tests/e2e/languages applies."""

SHOWN = [
    block
    for page in pages()
    if page not in PROGRAMS
    for block in blocks(page)
    if block.language == "yaml" and not block.mark
]


@pytest.mark.parametrize("shown", SHOWN, ids=lambda block: block.where)
def test_what_a_page_shows_is_accepted(shown: Block, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: acme-sentry\nruntime: python\n")
    stack = load_stack_settings({"environment": "production"}, tmp_path / "Pulumi.prod.yaml")
    rest: dict[str, dict[str, object]] = {"teams": {"core": {}, "web": {}}, "projects": {}}
    missing = {name: value for name, value in rest.items() if name not in yaml.safe_load(shown.text)}
    text = (yaml.safe_dump(missing) if missing else "") + shown.text
    parse_estate(text, stack)
    assert complaints(text) == []
