"""Reads pages as a browser gets them."""

from __future__ import annotations

import re

from tests.unit.sentry_sandbox.support import Local


def html_of(sandbox: Local, path: str = "/") -> str:
    """The markup of a page, without what stands in every page: style and script."""
    answer = sandbox.client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return re.sub(r"<(style|script)>.*?</\1>", "", answer.text, flags=re.S)


def text_of(sandbox: Local, path: str = "/") -> str:
    """The text of a page, with one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(sandbox, path)))
