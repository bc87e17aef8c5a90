"""The hidden first line of a comment or an issue, by which the next run finds it again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentry_iac.plan.plan import Kind


@dataclass(frozen=True, slots=True)
class Marker:
    """The content of the first line of a rendered Markdown.

    Attributes:
        key: the part that is the same in each run, such as `<!-- sentry-iac drift prod `.
        kind: `preview` or `drift`.
        stack: the stack.
        state: `none`, `some`, `forbidden` or `failed`.
    """

    key: str
    kind: str
    stack: str
    state: str


def marker(kind: Kind, stack: str, state: str) -> str:
    """Return the hidden first line of a comment or issue.

    The state (`none`, `some`, `forbidden`, `failed`) tells the command that posts it what to do.
    """
    return f"<!-- sentry-iac {kind.value} {word(stack)} {state} -->"


def read_marker(body: str) -> Marker | None:
    """Return the marker of a rendered Markdown, or None."""
    first = body.split("\n", 1)[0].strip()
    found = re.fullmatch(r"(<!-- sentry-iac (preview|drift) ([\w./-]+) )(\w+) -->", first)
    return Marker(*found.groups()) if found else None


def word(text: str) -> str:
    """Return a stack's name as one plain word for shells and HTML comments."""
    return re.sub(r"[^\w./-]", "-", text).replace("--", "-")
