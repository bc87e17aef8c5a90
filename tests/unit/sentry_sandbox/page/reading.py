"""Reads pages as a browser gets them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.unit.sentry_sandbox.support import Local


class Links(HTMLParser):
    """Collects tags, the identifiers in a page and where its links and forms lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action"}:
                self.links.append(value or "")
            if name.startswith("on") or name == "style":
                self.handlers.append(name)


def html_of(sandbox: Local, path: str = "/") -> str:
    """The markup of a page, without what stands in every page: style and script."""
    answer = sandbox.client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return re.sub(r"<(style|script)>.*?</\1>", "", answer.text, flags=re.S)


def text_of(sandbox: Local, path: str = "/") -> str:
    """The text of a page, with one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(sandbox, path)))
