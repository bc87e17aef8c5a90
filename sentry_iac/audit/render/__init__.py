"""A report as text, as Markdown, as one HTML file, as JSON for programs, and as SARIF for code scanning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sentry_iac.audit.render.html import render_html
from sentry_iac.audit.render.plain import render_json, render_markdown, render_text
from sentry_iac.audit.render.sarif import render_sarif
from sentry_iac.audit.report import Report

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": render_text,
    "markdown": render_markdown,
    "html": render_html,
    "json": render_json,
    "sarif": render_sarif,
}


def render(report: Report, form: str, *, verbose: bool = False) -> str:
    """Return a report in one of `FORMATS`, with a line break at its end.

    Args:
        report: the report.
        form: one of `FORMATS`.
        verbose: whether a terminal is told of each check that passed; the other forms always tell.
    """
    return render_text(report, verbose=True) if verbose and form == "text" else FORMATS[form](report)
