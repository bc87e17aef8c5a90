"""The sentences that every form of a report shares."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit.finding import Finding, Outcome
from sentry_iac.audit.report import Report

MOST_GAINS: Final = 5
"""How many of the checks that would raise the score are named."""

_COUNTED: Final = (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN)
NAMES: Final = {Outcome.PASS: "passed", Outcome.WARN: "warned", Outcome.FAIL: "failed"}
"""What checks have done that ended so."""


def summary(report: Report) -> str:
    """Return how many checks ended how: `21 passed, 2 failed, 1 unknown`."""
    counts = report.counts
    return ", ".join(f"{counts[each]} {NAMES.get(each, each.value)}" for each in _COUNTED if counts[each])


def verdict(report: Report) -> str:
    """Return the score, and beside it what it does not outweigh: `91 of 100, with 2 grave failures`."""
    grave = len(report.grave)
    said = f", with {grave} grave failure{'' if grave == 1 else 's'}" if grave else ""
    return f"{report.score} of 100{said}"


def sentence(finding: Finding) -> str:
    """Return a finding as a sentence, with its subject first."""
    return f"{finding.about}: {finding.evidence}" if finding.about else finding.evidence


TROUBLE: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN)
"""The outcomes that want something done, the worst first."""

CHAPTERS: Final = {Outcome.FAIL: "Failed", Outcome.UNKNOWN: "Unknown", Outcome.WARN: "Warned"}
"""What the lists of them are called."""


def upper_first(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def points(value: float) -> str:
    """Return points of 100 as text, such as `+3.1`."""
    return f"+{value:.1f}"


def moment(report: Report) -> str:
    """Return the time of the audit in UTC."""
    return f"{report.when:%Y-%m-%d %H:%M} UTC"
