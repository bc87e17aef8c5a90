"""Every check is explained, named once, and weighs something."""

from __future__ import annotations

from collections import Counter

import pytest

from sentry_iac.audit import CHECKS, Check
from sentry_iac.audit.reference import reference
from tests.repository import ROOT

DOCS = ROOT / "docs" / "audit.md"


def test_the_page_about_the_audit_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_a_name_belongs_to_one_check() -> None:
    assert [name for name, times in Counter(each.name for each in CHECKS).items() if times > 1] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_says_why_it_is_there_and_weighs_one_to_five(check: Check) -> None:
    assert check.why.endswith((".", "```"))
    assert 1 <= check.weight <= 5
    assert not check.title.endswith(".")
    assert check.title[0].islower() or not check.title[0].isalpha()
    assert check.fails != check.title
    assert not check.fails.endswith(".")
    assert not check.fails_many or check.fails_many.format(2).startswith("2 ")
