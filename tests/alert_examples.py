"""The examples of docs/alerts.md: one expression under each kind's heading."""

from __future__ import annotations

import re

from tests.docs.blocks import blocks
from tests.repository import ROOT

PAGE = ROOT / "docs" / "alerts.md"


def examples(section: str) -> dict[str, str]:
    """The examples of a section (Triggers, Filters or Actions) by the heading they stand under."""
    text = PAGE.read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    found: dict[str, str] = {}
    for part in text.split("\n### ")[1:]:
        heading = part.splitlines()[0]
        (found[heading],) = re.findall(r"```python\n(.*?)\n```", part, re.DOTALL)
    return found


def yaml_example() -> str:
    """The example of `notify:` in sentry.yaml."""
    return next(block.text for block in blocks("docs/alerts.md") if block.language == "yaml")
