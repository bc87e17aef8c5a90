"""A comment that a fork has filled warns first, and what the fork wrote is code: it speaks not as the bot."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sentry_iac.github import post_comment
from sentry_iac.plan.render import COMMENT_LIMIT
from tests.unit.sentry_iac.github.support import Repository
from tests.unit.sentry_iac.hostile.comment_rows import WRITTEN, Written

MARKER = "<!-- sentry-iac preview prod some -->"


def posted(written: Written) -> str:
    repository = Repository()
    repository.pulls[3] = {"head": {"sha": "abc", "repo": {"full_name": "octocat/sentry"}}}
    before, behind = written.first
    post_comment(repository.github, 3, f"{before}{MARKER}{behind}\n{written.text}", head="abc")
    return str(repository.comments[0]["body"])


def rendered(body: str) -> list[Token]:
    # With tables, strikethrough and HTML, as GitHub has them.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(body)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)
def test_the_warning_comes_first_and_the_rest_is_code(written: Written) -> None:
    body = posted(written)
    assert len(body) <= COMMENT_LIMIT
    hidden, *warning, code = rendered(body)
    assert (hidden.type, hidden.content) == ("html_block", f"{MARKER}\n")
    assert [each.type for each in warning] == [
        "blockquote_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "blockquote_close",
    ]
    assert warning[2].content.startswith("Code of a pull request that comes from another repository")
    assert [each.type for each in warning[2].children or []] == ["text"]
    assert (code.type, code.info, code.level) == ("fence", "text", 0)
    # A fence that the text's end closes would show the next thing that is posted below it as code.
    assert body.endswith(f"\n{code.markup}\n")
    assert code.markup not in code.content
    assert all(each in "\n\t" or each.isprintable() for each in code.content)


@pytest.mark.parametrize(("length", "is_cut"), [(65_000, False), (65_450, True)])
def test_what_was_cut_is_said(length: int, is_cut: bool) -> None:
    *_, code = rendered(posted(Written("long", "x" * length)))
    assert (code.content.count("x") < length) == is_cut
    assert ("… cut, because a comment has an end" in code.content) == is_cut
