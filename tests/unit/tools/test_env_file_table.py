"""The page on `.env` files says what the readers find."""

from __future__ import annotations

from pathlib import Path

from tools import env_file_table

ROOT = Path(__file__).parents[3]


def test_the_table_of_the_page_is_fresh() -> None:
    page = (ROOT / "docs/env-files.md").read_text("utf-8")
    assert env_file_table.with_table(page) == page, "run make docs"
