"""A value in a comment, an issue or a report reads as it is, and GitHub makes nothing of it that works."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sentry_iac.plan.render import escape
from tests.unit.sentry_iac.hostile.value_rows import PLAIN, VALUES

LIVE = re.compile(
    r"@\w"
    r"|#\d"
    r"|\bGH-\d"
    r"|(?<![^\W_])[0-9a-f]{7,40}(?![^\W_])"
    r"|[a-z]://"
    r"|www\."
    r"|:[\w+-]*[a-z+][\w+-]*:"
    r"|:100:"
    r"|\$.*\$",
    re.IGNORECASE,
)
"""What GitHub recognises in a text, said more broadly than GitHub does."""


def parts(text: str, wrapped: str) -> list[Token]:
    """What Markdown makes of a value in one of the places where we write it."""
    engine = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = [each for each in engine.parse(wrapped.format(text)) if each.type == "inline"]
    return [part for token in tokens[-1:] for part in token.children or []]


@pytest.mark.parametrize("wrapped", ["- alert **{}**", "> {}", "| a |\n|---|\n| {} |", "x ({}) y"])
@pytest.mark.parametrize("value", VALUES)
def test_a_value_reads_as_it_is_and_does_nothing(value: str, wrapped: str) -> None:
    found = parts(escape(value), wrapped)
    assert {each.type for each in found} <= {
        "text",
        "text_special",
        "html_inline",
        "strong_open",
        "strong_close",
    }
    assert {each.content for each in found if each.type == "html_inline"} <= {"<!-- -->", "<span>", "</span>"}
    seen = "".join(each.content for each in found if each.type != "html_inline")
    assert value in seen
    # GitHub looks at each text by itself, and a comment parts two.
    texts = "".join(each.content if each.type != "html_inline" else "\0" for each in found).split("\0")
    assert not [each for each in texts if LIVE.search(each)]


@pytest.mark.parametrize("value", VALUES)
def test_the_table_has_nothing_that_needs_no_care(value: str) -> None:
    assert escape(value) != value


@pytest.mark.parametrize("value", PLAIN)
def test_a_plain_value_is_written_as_it_is(value: str) -> None:
    assert escape(value).replace("<!-- -->", "").replace("\\", "") == value
    assert escape(value).count("<!-- -->") == ("defaced" in value)
