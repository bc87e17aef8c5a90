"""A report as one self-contained HTML file."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sentry_iac.audit.check import Outcome, Phase, Section
from sentry_iac.audit.render.words import moment, points, sentence, summary
from sentry_iac.audit.report import Report

_TEMPLATES: Final = Environment(
    loader=PackageLoader("sentry_iac.audit.render"),
    autoescape=select_autoescape(["html", "html.j2"], default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_html(report: Report) -> str:
    """Return a report as a page that needs nothing else: no script, no font, no picture from elsewhere."""
    return _TEMPLATES.get_template("report.html.j2").render(
        report=report,
        sections=Section,
        phases=Phase,
        outcomes=Outcome,
        summary=summary(report),
        moment=moment(report),
        sentence=sentence,
        points=points,
    )
