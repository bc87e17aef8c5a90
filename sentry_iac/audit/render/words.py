"""The sentences that every form of a report shares."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit.finding import Finding, Outcome
from sentry_iac.audit.report import Report

MOST_GAINS: Final = 5
"""How many of the checks that would raise the score are named."""

_COUNTED: Final = (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN)
_NAMES: Final = {Outcome.PASS: "passed", Outcome.WARN: "warned", Outcome.FAIL: "failed"}


def summary(report: Report) -> str:
    """Return how many checks ended how: `21 passed, 2 failed, 1 unknown`."""
    counts = report.counts
    return ", ".join(f"{counts[each]} {_NAMES.get(each, each.value)}" for each in _COUNTED if counts[each])


def sentence(finding: Finding) -> str:
    """Return a finding as a sentence, with its subject first."""
    return f"{finding.about}: {finding.evidence}" if finding.about else finding.evidence


def points(value: float) -> str:
    """Return points of 100 as text, such as `+3.1`."""
    return f"+{value:.1f}"


def moment(report: Report) -> str:
    """Return the time of the audit in UTC."""
    return f"{report.when:%Y-%m-%d %H:%M} UTC"
