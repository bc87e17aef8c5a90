"""A report as text for a terminal, as Markdown, as one HTML file, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sentry_iac.audit.render.html import render_html
from sentry_iac.audit.render.plain import render_json, render_markdown, render_text
from sentry_iac.audit.report import Report

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": render_text,
    "markdown": render_markdown,
    "html": render_html,
    "json": render_json,
}


def render(report: Report, form: str) -> str:
    """Return a report in one of `FORMATS`, with a line break at its end."""
    return FORMATS[form](report)
