"""A report as text, as Markdown and as JSON."""

from __future__ import annotations

import json
from typing import Final

from sentry_iac.audit.check import Section
from sentry_iac.audit.finding import Chart, Outcome
from sentry_iac.audit.render.words import (
    CHAPTERS,
    MOST_GAINS,
    TROUBLE,
    moment,
    points,
    sentence,
    summary,
    verdict,
)
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
_TABLE: Final = ("| | check | found |", "|---|---|---|")

STYLES: Final = {
    _SIGNS[Outcome.PASS]: "green",
    _SIGNS[Outcome.WARN]: "yellow",
    _SIGNS[Outcome.FAIL]: "bold red",
    _SIGNS[Outcome.UNKNOWN]: "magenta",
    _SIGNS[Outcome.ABSENT]: "dim",
}
"""The colour of a line on a terminal, by the sign that it begins with."""


def render_text(report: Report, *, verbose: bool = False) -> str:
    """Return a report for a terminal: what is wrong first, then a line for each chapter of what passed.

    Args:
        report: the report.
        verbose: also name each check that passed or does not apply, with its charts.
    """
    lines = [
        f"Audit of stack {report.stack} ({report.environment}) at {report.where}: {verdict(report)}",
        f"  {summary(report)}",
    ]
    said: set[str] = set()
    for outcome in TROUBLE:
        results = report.ended(outcome)
        lines += ["", CHAPTERS[outcome]] if results else []
        for result in results:
            lines += _trouble(result, said)
    lines += _passed(report, verbose=verbose)
    gains = report.gains()
    if gains:
        lines += ["", "What would raise the score most:"]
        lines += [
            f"  {points(gain):>5}  {result.check.name}: {result.headline}"
            for result, gain in gains[:MOST_GAINS]
        ]
    return "\n".join(lines) + "\n"


def _trouble(result: Result, said: set[str]) -> list[str]:
    grave = "  (grave)" if result.is_grave else ""
    lines = [f"  {_SIGNS[result.outcome]:<2} {result.headline}{grave}"]
    for finding in result.findings:
        if finding.outcome in {Outcome.PASS, Outcome.ABSENT}:
            continue
        # Many checks share one reason where there is no Sentry, or a token that may not read.
        if finding.outcome is Outcome.UNKNOWN and finding.evidence in said:
            continue
        said.add(finding.evidence)
        lines.append(f"       {sentence(finding)}")
        lines += [f"       {_chart(each)}" for each in finding.charts]
        lines += [f"       fix: {finding.fix}"] if finding.fix else []
    return lines


def _passed(report: Report, *, verbose: bool) -> list[str]:
    lines = []
    for section in Section:
        fine = [each for each in report.of(section) if each.outcome in {Outcome.PASS, Outcome.ABSENT}]
        passed = sum(each.outcome is Outcome.PASS for each in fine)
        if not fine:
            continue
        apart = f", {len(fine) - passed} do not apply" if passed < len(fine) else ""
        sign = _SIGNS[Outcome.PASS if passed else Outcome.ABSENT]
        lines.append(f"  {sign:<2} {section.value}: {passed} of {len(report.of(section))}{apart}")
        for result in fine if verbose else ():
            lines.append(f"       {_SIGNS[result.outcome]:<2} {result.check.title}")
            lines += [f"          {_chart(chart)}" for finding in result.findings for chart in finding.charts]
    more = "" if verbose or not lines else " (--verbose shows each)"
    return ["", f"Passed{more}", *lines] if lines else []


def render_markdown(report: Report) -> str:
    """Return a report for a comment or a wiki: what is wrong first, and what passed is folded."""
    lines = [
        f"## Audit of stack {escape(report.stack)}: {verdict(report)}",
        "",
        f"{summary(report)}. {escape(report.environment)} at {escape(report.where)}, {moment(report)}.",
    ]
    for outcome in TROUBLE:
        results = report.ended(outcome)
        lines += ["", f"### {CHAPTERS[outcome]}", "", *_TABLE] if results else []
        lines += [_row(each) for each in results]
    gains = report.gains()
    if gains:
        lines += ["", "### What would raise the score", "", "| would add | what | how |", "|---:|---|---|"]
        lines += [
            f"| {points(gain)} | {escape(result.headline)} | {escape(result.fix or 'see above')} |"
            for result, gain in gains
        ]
    fine = [*report.ended(Outcome.PASS), *report.ended(Outcome.ABSENT)]
    if fine:
        passed = report.counts[Outcome.PASS]
        lines += ["", "<details>", f"<summary>{passed} passed</summary>", "", *_TABLE]
        lines += [_row(each) for each in fine]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _row(result: Result) -> str:
    found = "<br>".join(
        " ".join([escape(sentence(each)), *map(_chart, each.charts)]) for each in result.findings
    )
    grave = ", grave" if result.is_grave else ""
    return f"| {result.outcome.value}{grave} | {escape(result.headline)} | {found} |"


def render_json(report: Report) -> str:
    """Return a report for programs. New keys may be added; the present ones keep their meaning."""
    value = {
        "stack": report.stack,
        "environment": report.environment,
        "sentry": report.where,
        "when": report.when.isoformat(),
        "score": report.score,
        "grave": [each.check.name for each in report.grave],
        "counts": {each.value: report.counts[each] for each in Outcome},
        "checks": [
            {
                "name": result.check.name,
                "section": result.check.section.value,
                "phase": result.check.phase.value,
                "title": result.check.title,
                "headline": result.headline,
                "weight": result.check.weight,
                "earned": round(result.earned, 3),
                "outcome": result.outcome.value,
                "findings": [
                    {
                        "outcome": each.outcome.value,
                        "about": each.about,
                        "evidence": each.evidence,
                        "fix": each.fix,
                        "places": [{"path": place.path, "line": place.line} for place in each.places],
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


def _chart(chart: Chart) -> str:
    return f"{chart.title} {sparkline([value for _, value in chart.days])}"
