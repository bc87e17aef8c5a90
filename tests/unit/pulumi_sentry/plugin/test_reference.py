"""The page of every resource and lookup says what is declared, and is never stale."""

from __future__ import annotations

import re

import pytest

from pulumi_sentry.plugin.reference import reference
from pulumi_sentry.plugin.registry import registry
from tests.repository import ROOT

PAGE = ROOT / "docs" / "resources.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def section(page: str, name: str) -> str:
    return page.split(f"\n### {name}\n")[1].split("\n### ", maxsplit=1)[0].split("\n## ", maxsplit=1)[0]


def test_the_page_is_what_the_declarations_print() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(registry()), (
        "docs/resources.md is stale: run `make docs`"
    )


@pytest.mark.parametrize("token", registry().resources)
def test_every_resource_says_what_it_takes_gives_is_imported_by_and_calls(page: str, token: str) -> None:
    cls = registry().resources[token]
    text = section(page, cls.__name__)
    assert [
        name for name, info in cls.args_type.model_fields.items() if f"| `{info.alias or name}` |" not in text
    ] == []
    assert [spec.wire_name for spec in cls.outputs.values() if f"| `{spec.wire_name}` |" not in text] == []
    assert "Import by" in text.split("#### Import")[1]
    calls = text.split("#### Calls")[1]
    assert re.search(r"(GET|POST|PUT|DELETE)|/organizations/", calls) or cls.__name__ == "EnvFile"


@pytest.mark.parametrize("token", registry().lookups)
def test_every_lookup_says_what_it_asks_for(page: str, token: str) -> None:
    text = section(page, token.rsplit(":", 1)[-1])
    assert re.search(r"`GET /[^`]*`", text)


def test_every_link_leads_somewhere(page: str) -> None:
    anchors = {heading.lower() for heading in re.findall(r"^#+ (\S+)$", page, re.MULTILINE)}
    assert {link for link in re.findall(r"\]\(#([^)]*)\)", page) if link not in anchors} == set()
