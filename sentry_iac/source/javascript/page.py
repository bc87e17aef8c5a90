"""Reads which scripts an HTML page loads."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from sentry_iac.source.tree import read_text

PAGES: Final = ("index.html", "public/index.html", "src/index.html")
"""The usual paths of a front end's page."""


def scripts_of(page: Path) -> list[str]:
    """Return the addresses of the scripts that a page loads from its own server, in order.

    Raises:
        Unreadable: the page cannot be read.
    """
    reader = _PageReader()
    reader.feed(read_text(page))
    return reader.sources


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src")
        if tag == "script" and source and "//" not in source:
            self.sources.append(source)
