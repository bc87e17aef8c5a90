"""A report as one self-contained HTML file."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from sentry_iac.audit.check import Phase, Section
from sentry_iac.audit.finding import Outcome
from sentry_iac.audit.render.charts import HEIGHT, draw, ring
from sentry_iac.audit.render.words import (
    CHAPTERS,
    MOST_GAINS,
    NAMES,
    TROUBLE,
    moment,
    points,
    upper_first,
    verdict,
)
from sentry_iac.audit.report import Report

_CODE: Final = re.compile(r"`([^`]+)`")
_GOOD: Final = 90
_FAIR: Final = 70
_KINDS: Final = {Outcome.ABSENT: "absent"}


def render_html(report: Report) -> str:
    """Return a report as a page that loads nothing: no script, no font, no picture."""
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            sections=Section,
            phases=Phase,
            outcomes=Outcome,
            moment=moment(report),
            points=points,
            most=MOST_GAINS,
            kind=_kind,
            mood=_mood(report),
            trouble=TROUBLE,
            names=NAMES,
            chapters=CHAPTERS,
            verdict=verdict(report),
            fine=(Outcome.PASS, Outcome.ABSENT),
            arc=ring(report.score),
            draw=draw,
            height=HEIGHT,
        )
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("sentry_iac.audit.render"),
        autoescape=select_autoescape(["html", "html.j2"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["with_code"] = _with_code
    environment.filters["upper_first"] = upper_first
    return environment


def _with_code(text: str) -> Markup:
    """Return text for a page, with code for what stands between backticks."""
    # `str`, because a Markup would escape the tags that are put in.
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just here


def _kind(outcome: Outcome) -> str:
    """Return the class of an outcome in the style sheet."""
    return _KINDS.get(outcome, outcome.value)


def _mood(report: Report) -> str:
    """Return the colour of the score: it is green only where nothing fails, however high it is."""
    if report.grave or report.score < _FAIR:
        return "fail"
    return "warn" if report.counts[Outcome.FAIL] or report.score < _GOOD else "pass"
