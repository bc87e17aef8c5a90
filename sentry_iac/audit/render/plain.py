"""A report as text, as Markdown and as JSON."""

from __future__ import annotations

import json
from typing import Final

from sentry_iac.audit.check import Section
from sentry_iac.audit.finding import Chart, Finding, Outcome
from sentry_iac.audit.render.words import MOST_GAINS, moment, points, sentence, summary
from sentry_iac.audit.report import Report, Result
from sentry_iac.plan.backtest import sparkline
from sentry_iac.plan.render import escape

_SIGNS: Final = {
    Outcome.PASS: "ok",
    Outcome.WARN: "!",
    Outcome.FAIL: "X",
    Outcome.UNKNOWN: "?",
    Outcome.ABSENT: "-",
}

STYLES: Final = {
    _SIGNS[Outcome.PASS]: "green",
    _SIGNS[Outcome.WARN]: "yellow",
    _SIGNS[Outcome.FAIL]: "bold red",
    _SIGNS[Outcome.UNKNOWN]: "magenta",
    _SIGNS[Outcome.ABSENT]: "dim",
}
"""The colour of a line on a terminal, by the sign that it begins with."""


def render_text(report: Report) -> str:
    """Return a report for a terminal: a line for a check that passed, and more about every other one."""
    lines = [
        f"Audit of stack {report.stack} ({report.environment}) at {report.where}: {report.score} of 100",
        f"  {summary(report)}",
    ]
    said: set[str] = set()
    for section in Section:
        results = report.of(section)
        lines += ["", section.value] if results else []
        for result in results:
            lines.append(f"  {_SIGNS[result.outcome]:<2} {result.check.title}")
            for finding in _worth_saying(result):
                # Many checks share one reason where there is no Sentry, or a token that may not read.
                if finding.outcome is Outcome.UNKNOWN and finding.evidence in said:
                    continue
                said.add(finding.evidence)
                lines.append(f"       {sentence(finding)}")
                lines += [f"       {_chart(each)}" for each in finding.charts]
                lines += [f"       fix: {finding.fix}"] if finding.fix else []
    gains = report.gains()
    if gains:
        lines += ["", "What would raise the score most:"]
        lines += [f"  {points(gain):>5}  {result.check.title}" for result, gain in gains[:MOST_GAINS]]
    return "\n".join(lines) + "\n"


def render_markdown(report: Report) -> str:
    """Return a report for a comment or a wiki."""
    lines = [
        f"## Audit of stack {escape(report.stack)}: {report.score} of 100",
        "",
        f"{summary(report)}. {escape(report.environment)} at {escape(report.where)}, {moment(report)}.",
    ]
    gains = report.gains()
    if gains:
        lines += ["", "| would add | what | how |", "|---:|---|---|"]
        lines += [
            f"| {points(gain)} | {escape(result.check.title)} | {escape(result.fix or 'see below')} |"
            for result, gain in gains
        ]
    for section in Section:
        results = report.of(section)
        if not results:
            continue
        lines += ["", f"### {section.value}", "", "| | check | found |", "|---|---|---|"]
        for result in results:
            found = "<br>".join(
                " ".join([escape(sentence(each)), *map(_chart, each.charts)]) for each in result.findings
            )
            lines.append(f"| {result.outcome.value} | {escape(result.check.title)} | {found} |")
    return "\n".join(lines) + "\n"


def render_json(report: Report) -> str:
    """Return a report for programs. New keys may be added; the present ones keep their meaning."""
    value = {
        "stack": report.stack,
        "environment": report.environment,
        "sentry": report.where,
        "when": report.when.isoformat(),
        "score": report.score,
        "counts": {each.value: report.counts[each] for each in Outcome},
        "checks": [
            {
                "name": result.check.name,
                "section": result.check.section.value,
                "phase": result.check.phase.value,
                "title": result.check.title,
                "weight": result.check.weight,
                "earned": round(result.earned, 3),
                "outcome": result.outcome.value,
                "findings": [
                    {
                        "outcome": each.outcome.value,
                        "about": each.about,
                        "evidence": each.evidence,
                        "fix": each.fix,
                        "charts": [
                            {
                                "title": chart.title,
                                "limit": chart.limit,
                                "days": [[day.isoformat(), count] for day, count in chart.days],
                            }
                            for chart in each.charts
                        ],
                    }
                    for each in result.findings
                ],
            }
            for result in report.results
        ],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _worth_saying(result: Result) -> tuple[Finding, ...]:
    if result.outcome is Outcome.PASS:
        return tuple(each for each in result.findings if each.charts)
    return tuple(each for each in result.findings if each.outcome is not Outcome.PASS)


def _chart(chart: Chart) -> str:
    return f"{chart.title} {sparkline([value for _, value in chart.days])}"
