"""The page about the rules says of each what the rule says itself."""

from __future__ import annotations

from sentry_iac.policy import RULES
from tests.repository import ROOT

PAGE = ROOT / "docs" / "policy.md"


def test_every_rule_is_in_the_table_in_its_own_words() -> None:
    rows = [
        f"| {rule.name} | {rule.level}{', production' if rule.production_only else ''} | {rule.wants} | {rule.why} |"
        for rule in RULES.values()
    ]
    lines = PAGE.read_text().splitlines()
    first = lines.index(rows[0])
    assert lines[first : first + len(rows) + 1] == [*rows, ""]
