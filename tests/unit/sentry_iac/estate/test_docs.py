"""Every piece of `sentry.yaml` that the docs show is one that is accepted."""

from __future__ import annotations

import re

import pytest
import yaml

from sentry_iac.estate import StackSettings, parse_estate
from tests.repository import ROOT

DOCS = ROOT / "docs"
PAGES = (
    "access.md",
    "alerts.md",
    "checks.md",
    "env-files.md",
    "keys.md",
    "monitors.md",
    "moving.md",
    "policy.md",
    "privacy.md",
    "retention.md",
    "sentry-yaml.md",
)
SHOWN = [
    pytest.param(text, id=f"{page}-{number}")
    for page in PAGES
    for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", (DOCS / page).read_text(), re.DOTALL))
]


@pytest.mark.parametrize("shown", SHOWN)
def test_what_the_docs_show_is_accepted(stack: StackSettings, shown: str) -> None:
    rest: dict[str, dict[str, object]] = {"teams": {"core": {}}, "projects": {}}
    missing = {name: value for name, value in rest.items() if name not in yaml.safe_load(shown)}
    parse_estate((yaml.safe_dump(missing) if missing else "") + shown, stack)
