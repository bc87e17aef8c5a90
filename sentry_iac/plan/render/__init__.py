"""A plan as text for a terminal, as Markdown for a comment, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sentry_iac.plan.plan import Plan
from sentry_iac.plan.render.as_json import render_json
from sentry_iac.plan.render.markdown import COMMENT_LIMIT, escape, render_failure, render_markdown
from sentry_iac.plan.render.marker import Marker, marker, read_marker
from sentry_iac.plan.render.text import STYLES, render_text

__all__ = [
    "COMMENT_LIMIT",
    "FORMATS",
    "STYLES",
    "Marker",
    "escape",
    "marker",
    "read_marker",
    "render",
    "render_failure",
    "render_json",
    "render_markdown",
    "render_text",
]

FORMATS: Final[dict[str, Callable[[Plan], str]]] = {
    "text": render_text,
    "markdown": render_markdown,
    "json": render_json,
}
"""The forms of a plan, by the name that `--format` takes."""


def render(plan: Plan, form: str) -> str:
    """Return a plan in one of `FORMATS`, with a line break at its end."""
    return FORMATS[form](plan)
