"""Posts a rendered report, and finds it again the next time by its hidden first line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final
from unicodedata import category

from sentry_iac.errors import CommandError
from sentry_iac.github.client import GitHub
from sentry_iac.plan.render import COMMENT_LIMIT, Marker, read_marker

BOT: Final = "github-actions[bot]"
"""The poster in a workflow. Comments of others stay, whatever their first line is."""

_FOREIGN: Final = (
    "> Code of a pull request that comes from another repository wrote what follows: judge it as such.\n"
)
_FENCE: Final = "`" * 12
_CUT: Final = "\n… cut, because a comment has an end"
_LINE_ENDS: Final = re.compile(r"\r\n?")
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_GONE: Final = "The last look found no drift: Sentry is as declared."


class Posted(Enum):
    """The result of posting."""

    CREATED = "created"
    UPDATED = "updated"
    CLOSED = "closed"
    LEFT = "left as it is"


def post_comment(
    github: GitHub, pull: int, body: str, *, head: str | None = None, author: str = BOT
) -> Posted:
    """Write a preview as a comment of a pull request: the one that is there, or a new one.

    Args:
        github: the repository.
        pull: the number of the pull request.
        body: the output of `sentry-iac preview --format markdown`.
        head: the commit of the preview; a pull request at another one is refused, since unreviewed code may have chosen
            the number.
        author: whose comment it is.

    Raises:
        CommandError: the body is no preview, the pull request is at another commit, or GitHub refuses.
    """
    marked = _marked(body, "preview")
    if head is not None:
        branch = github.get(f"pulls/{pull}").get("head") or {}
        if branch.get("sha") != head:
            raise CommandError(f"pull request {pull} is not at {head}; a newer push has a preview of its own")
        if ((branch.get("repo") or {}).get("full_name")) != github.repository:
            body = _fenced(body, marked)
    for comment in github.list(f"issues/{pull}/comments"):
        if _is_ours(comment, marked, author):
            if comment.get("body") == body:
                return Posted.LEFT
            github.send("PATCH", f"issues/comments/{comment['id']}", {"body": body})
            return Posted.UPDATED
    github.send("POST", f"issues/{pull}/comments", {"body": body})
    return Posted.CREATED


def sync_issue(github: GitHub, body: str, *, author: str = BOT) -> Posted:
    """Keep one open issue for a stack while there is drift, and close it when there is none.

    A failed look changes nothing: it says nothing about Sentry.

    Args:
        github: the repository.
        body: the output of `sentry-iac drift --format markdown`.
        author: whose issue it is.

    Raises:
        CommandError: the body is no report of drift, or GitHub refuses.
    """
    marked = _marked(body, "drift")
    if marked.state == "failed":
        return Posted.LEFT
    found = next(_issues(github, marked, author), None)
    if marked.state == "none":
        if found is None:
            return Posted.LEFT
        github.send("POST", f"issues/{found['number']}/comments", {"body": _GONE})
        github.send("PATCH", f"issues/{found['number']}", {"state": "closed", "state_reason": "completed"})
        return Posted.CLOSED
    if found is None:
        github.send(
            "POST", "issues", {"title": f"Sentry was changed by hand: stack {marked.stack}", "body": body}
        )
        return Posted.CREATED
    if found.get("body") == body:
        return Posted.LEFT
    github.send("PATCH", f"issues/{found['number']}", {"body": body})
    return Posted.UPDATED


def _fenced(body: str, marked: Marker) -> str:
    """Return foreign code's text as a block of code: it hides no word of ours, mentions nobody, links nowhere."""
    # The line as we write it: a blank in front of it would show it, and the next run would not find it.
    head, tail = f"{marked.key}{marked.state} -->\n{_FOREIGN}\n{_FENCE}text\n", f"\n{_FENCE}\n"
    # Only a line of at least as many backticks ends the block. What GitHub may drop between two goes first.
    shown = re.sub(f"{_FENCE}+", _FENCE[1:], _visible(body.partition("\n")[2]).strip("\n"))
    room = COMMENT_LIMIT - len(head) - len(tail)
    if len(shown) > room:
        shown = f"{shown[: room - len(_CUT)]}{_CUT}"
    return f"{head}{shown}{tail}"


def _visible(text: str) -> str:
    """Return a text with marks for its characters that only steer: controls, directions, separators of lines."""
    lines = _LINE_ENDS.sub("\n", text)
    return "".join(each if each in "\n\t" or category(each) not in _STEERING else "\ufffd" for each in lines)


def _marked(body: str, kind: str) -> Marker:
    marked = read_marker(body)
    if marked is None or marked.kind != kind:
        raise CommandError(f"this is not what `sentry-iac {kind} --format markdown` writes")
    if len(body) > COMMENT_LIMIT:
        raise CommandError(f"this is {len(body)} characters long, and GitHub takes {COMMENT_LIMIT}")
    return marked


def _issues(github: GitHub, marked: Marker, author: str) -> Iterator[dict[str, Any]]:
    for issue in github.list("issues", state="open"):
        if "pull_request" not in issue and _is_ours(issue, marked, author):
            yield issue


def _is_ours(thing: dict[str, Any], marked: Marker, author: str) -> bool:
    login = (thing.get("user") or {}).get("login")
    return login == author and str(thing.get("body") or "").startswith(marked.key)
